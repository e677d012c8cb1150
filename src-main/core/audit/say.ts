/** A share as percent, with two significant digits where it is small. */
export function sayShare(share: number): string {
  const percent = 100 * share;
  if (percent === 0 || percent === 100) return `${percent} %`;
  if (percent < 10) return `${Number(percent.toPrecision(2))} %`;
  // 99.6 % is not 100 %.
  return `${percent > 99 ? Number(percent.toFixed(2)) : Math.round(percent)} %`;
}

/** A number with three significant digits. */
export function sayNumber(value: number): string {
  const text =
    Math.abs(value) >= 1e6 || (value !== 0 && Math.abs(value) < 1e-4)
      ? value.toExponential(2)
      : String(Number(value.toPrecision(3)));
  return text.replaceAll('-', '−');
}

/** At most five names in quotes, and how many more there are. */
export function sayNames(names: readonly string[]): string {
  const shown = names.slice(0, 5).map((name) => `'${name}'`);
  if (names.length > 5) return `${shown.join(', ')} and ${names.length - 5} more`;
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1) ?? ''}`;
}

export function sayCount(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
