/**
 * Turns the text of a plain number into it; NaN for anything else, for codes (leading zeros, more than 15 digits) that a
 * number would change, and for what is too large.
 */
export function createPlainNumberParser(decimalMark: '.' | ','): (text: string) => number {
  const mark = decimalMark === '.' ? '\\.' : ',';
  const pattern = new RegExp(`^[+-]?(?:\\d+(?:${mark}\\d*)?|${mark}\\d+)(?:[eE][+-]?\\d+)?$`);
  return function parsePlainNumber(text) {
    if (!pattern.test(text) || /^(?:0\d+|\d{16,})$/.test(text)) return Number.NaN;
    const value = Number(decimalMark === ',' ? text.replace(',', '.') : text);
    // Adding 0 takes the sign of a zero away.
    return Number.isFinite(value) ? value + 0 : Number.NaN;
  };
}
