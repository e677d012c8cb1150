export type CellValue = string | number | null;

/** Comma-separated values as RFC 4180 has them. */
export function commaSeparated(rows: readonly (readonly CellValue[])[]): string {
  return rows.map((row) => row.map(quotedCell).join(',')).join('\r\n') + '\r\n';
}

function quotedCell(value: CellValue): string {
  const text = value === null ? '' : harmless(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const formulaStart = /^[\s\p{Cf}]*[=+\-@|]/u;
const plainNumber = /^\s*[+-]?\d+(?:[.,]\d+)*(?:[eE][+-]?\d+)?\s?%?\s*$/;

/** Whether a spreadsheet would compute the text: it begins as a formula does and is no number. */
export function isFormulaLike(value: CellValue): boolean {
  return typeof value === 'string' && formulaStart.test(value) && !plainNumber.test(value);
}

/** The value as text that no spreadsheet computes: an apostrophe before what begins as a formula does. */
export function harmless(value: string | number): string {
  return isFormulaLike(value) ? `'${value}` : String(value);
}
