/** A number with a true minus sign. */
export function formatFixed(value: number, decimals: number): string {
  const text = Math.abs(value).toFixed(decimals);
  return value < 0 && Number(text) !== 0 ? `−${text}` : text;
}

/** `digits` significant digits, with a true minus sign; very small and very large numbers in powers of ten. */
export function formatNumber(value: number, digits = 3): string {
  if (value === 0) return '0';
  const exponent = Math.floor(Math.log10(Math.abs(value)));
  if (exponent < -4 || exponent > 6) return value.toExponential(digits - 1).replaceAll('-', '−');
  return formatFixed(value, Math.max(0, digits - 1 - exponent));
}

export function formatSigned(value: number, decimals: number): string {
  const text = formatFixed(value, decimals);
  return value > 0 && Number(text) !== 0 ? `+${text}` : text;
}

/** Three decimals without a leading zero, or `< .001`. */
export function formatP(p: number): string {
  if (p < 0.001) return '< .001';
  return p.toFixed(3).replace(/^0/, '');
}

/** `p = .012` or `p < .001`. */
export function sayP(name: string, p: number): string {
  return p < 0.001 ? `${name} < .001` : `${name} = ${formatP(p)}`;
}

/** Decimals that show an interval of this half-width with two significant digits. */
export function decimalsFor(halfWidth: number): number {
  if (!(halfWidth > 0)) return 3;
  return Math.min(8, Math.max(0, 1 - Math.floor(Math.log10(halfWidth))));
}

export function formatInterval([low, high]: readonly [number, number], decimals?: number): string {
  const places = decimals ?? decimalsFor((high - low) / 2);
  return `[${formatFixed(low, places)}, ${formatFixed(high, places)}]`;
}

export function sayCount(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** Small whole numbers in words: `four tasks`. */
export function sayNumber(count: number): string {
  return words[count] ?? String(count);
}

const words = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];

/** A message as a sentence that another may follow. */
export function endSentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}

export function sayList(items: readonly string[]): string {
  if (items.length <= 1) return items.join('');
  return `${items.slice(0, -1).join(', ')} and ${items.at(-1) ?? ''}`;
}

export const claimOnThisSplit = 'on this split';
export const claimOnNewData = 'on new data of this kind';

/** `0.0100` as `0.01`: for bounds that were chosen, not measured. */
export function trimZeros(text: string): string {
  return text.includes('.') && !text.includes('e') ? text.replace(/\.?0+$/, '') : text;
}
