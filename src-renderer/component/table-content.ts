import { harmless, isFormulaLike, type CellValue } from '../../src-main/contract/comma-separated.ts';

export { commaSeparated, isFormulaLike, type CellValue } from '../../src-main/contract/comma-separated.ts';

/** One column of a table: what is sorted and copied at full precision, and what is shown. */
export interface Column<Row> {
  readonly id: string;
  readonly label: string;
  readonly title?: string;
  readonly numeric?: boolean;
  readonly sortable?: boolean;
  readonly width?: string;
  /** Text that may be long breaks into lines where the table would not fit. */
  readonly wraps?: boolean;
  /** The head is spoken and copied but not shown. */
  readonly hidesLabel?: boolean;
  value(row: Row): CellValue;
  text?(row: Row): string;
}

export interface TableContent {
  /** Tab-separated, full precision. */
  readonly text: string;
  /** As shown, for documents. */
  readonly html: string;
}

export interface Sort {
  readonly column: string;
  readonly direction: 'ascending' | 'descending';
}

/** Both clipboard forms of a table, with its heads. */
export function tableContent<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  caption: string,
): TableContent {
  const heads = columns.map((column) => column.label);
  const values = rows.map((row) => columns.map((column) => column.value(row)));
  const texts = rows.map((row) => columns.map((column) => cellText(column, row)));
  return { text: tabSeparated([heads, ...values]), html: htmlTable(caption, heads, texts) };
}

export function cellText<Row>(column: Column<Row>, row: Row): string {
  if (column.text !== undefined) return column.text(row);
  const value = column.value(row);
  return value === null ? '—' : String(value);
}

export function tabSeparated(rows: readonly (readonly CellValue[])[]): string {
  return rows.map((row) => row.map(plainCell).join('\t')).join('\n');
}

function plainCell(value: CellValue): string {
  return value === null ? '' : harmless(value).replace(/[\t\r\n]+/g, ' ');
}

function htmlTable(caption: string, heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const head = heads.map((text) => htmlCell('th', text)).join('');
  const body = rows.map((row) => `<tr>${row.map((text) => htmlCell('td', text)).join('')}</tr>`).join('');
  return `<table><caption>${escapeHtml(caption)}</caption><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table>`;
}

/** Spreadsheets compute cells of pasted HTML too, unless their format is text. */
function htmlCell(tag: 'th' | 'td', text: string): string {
  const format = isFormulaLike(text) ? ` style="mso-number-format:'\\@'"` : '';
  return `<${tag}${format}>${escapeHtml(text)}</${tag}>`;
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** Rows in order of a column: numbers by size, texts by the alphabet, missing values last either way. */
export function sortRows<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  sort: Sort | null,
): readonly Row[] {
  const column = columns.find((candidate) => candidate.id === sort?.column);
  if (column === undefined || sort === null) return rows;
  const sign = sort.direction === 'ascending' ? 1 : -1;
  return [...rows].sort((a, b) => compareCells(column.value(a), column.value(b), sign));
}

function compareCells(a: CellValue, b: CellValue, sign: number): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  if (typeof a === 'number' && typeof b === 'number') return sign * (a - b);
  return sign * String(a).localeCompare(String(b), undefined, { numeric: true });
}

export function nextSort(sort: Sort | null, column: string): Sort {
  const isSame = sort?.column === column;
  return { column, direction: isSame && sort.direction === 'ascending' ? 'descending' : 'ascending' };
}
