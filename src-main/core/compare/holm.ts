/**
 * Holm's step-down adjusted p values (Holm, 1979), in the order given. Null entries had no test; they stay null and
 * still count in the family, which `family` may widen further.
 */
export function holm(pValues: readonly (number | null)[], family: number = pValues.length): (number | null)[] {
  const order = pValues
    .flatMap((p, index) => (p === null ? [] : [{ p, index }]))
    .sort((first, second) => first.p - second.p);
  const adjusted: (number | null)[] = pValues.map(() => null);
  let largest = 0;
  order.forEach(({ p, index }, rank) => {
    largest = Math.max(largest, Math.min(1, p * (family - rank)));
    adjusted[index] = largest;
  });
  return adjusted;
}
