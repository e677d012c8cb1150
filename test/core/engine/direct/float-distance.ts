const floats = new Float32Array(2);
const bits = new Int32Array(floats.buffer);

/** The smallest number of full precision; smaller ones may be taken for zero. */
export const smallestNormal = 2 ** -126;

/** Where a float32 stands among all of them in order; both zeros stand at 0. */
function rankOf(value: number): number {
  floats[0] = value;
  const pattern = bits[0] as number;
  return pattern < 0 ? -(pattern & 0x7fffffff) : pattern;
}

/** How many float32 lie between; 0 for two that are not a number, infinite where one is. */
export function floatDistance(one: number, other: number): number {
  if (Number.isNaN(one) || Number.isNaN(other)) return Object.is(one, other) ? 0 : Infinity;
  return Math.abs(rankOf(one) - rankOf(other));
}

/** The distance of `found` to the exact number, in units of the last place of a float32 there; what is denormal may be zero. */
export function lastPlaces(found: number, exact: number): number {
  if (Number.isNaN(found) || Number.isNaN(exact)) return Number.isNaN(found) && Number.isNaN(exact) ? 0 : Infinity;
  if (found === exact) return 0;
  if (Math.abs(exact) < smallestNormal && Math.abs(found) <= smallestNormal) return 0;
  if (!Number.isFinite(found) || !Number.isFinite(exact)) return floatDistance(found, Math.fround(exact));
  const exponent = Math.max(-126, Math.floor(Math.log2(Math.abs(exact))));
  return Math.abs(found - exact) / 2 ** (exponent - 23);
}
