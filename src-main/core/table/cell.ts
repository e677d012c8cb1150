import { sayImage } from './image.ts';
import type { TableColumn } from './table.ts';

const shownLength = 80;

/** Whether the cell holds no value. */
export function isMissing(column: TableColumn, row: number): boolean {
  return 'codes' in column ? (column.codes[row] ?? -1) < 0 : Number.isNaN(column.values[row] ?? Number.NaN);
}

/**
 * The cell as the label a class or a group goes by: text as it is, numbers in their shortest form, dates in ISO 8601
 * (without the time where it is midnight). Null where missing.
 */
export function cellLabel(column: TableColumn, row: number): string | null {
  if ('codes' in column) {
    const code = column.codes[row] ?? -1;
    return code < 0 ? null : (column.labels[code] ?? null);
  }
  const value = column.values[row] ?? Number.NaN;
  if (Number.isNaN(value)) return null;
  return column.type === 'date' ? dateLabel(value) : String(value);
}

/** The cell as people read it: its label, a picture's size in place of its pixels, the beginning of a long vector. */
export function cellText(column: TableColumn, row: number): string | null {
  const label = cellLabel(column, row);
  if (label === null) return null;
  if (column.type === 'image') return sayImage(label);
  return column.type === 'vector' && label.length > shownLength ? `${label.slice(0, shownLength)}…` : label;
}

/** Milliseconds since 1970 UTC as `2026-11-22` or `2026-11-22T08:30:00.000Z`. */
export function dateLabel(milliseconds: number): string {
  const date = new Date(milliseconds);
  if (Number.isNaN(date.getTime())) return String(milliseconds);
  const text = date.toISOString();
  return text.endsWith('T00:00:00.000Z') ? text.slice(0, -14) : text;
}

/** How often each label occurs, missing cells left out; in order of first appearance. */
export function countLabels(column: TableColumn): Map<string, number> {
  const counts = new Map<string, number>();
  if ('codes' in column) {
    const byCode = new Int32Array(column.labels.length);
    for (const code of column.codes) if (code >= 0) byCode[code] = (byCode[code] ?? 0) + 1;
    column.labels.forEach((label, code) => {
      const count = byCode[code] ?? 0;
      if (count > 0) counts.set(label, count);
    });
    return counts;
  }
  const byValue = new Map<number, number>();
  for (const value of column.values) if (!Number.isNaN(value)) byValue.set(value, (byValue.get(value) ?? 0) + 1);
  for (const [value, count] of byValue) {
    const label = column.type === 'date' ? dateLabel(value) : String(value);
    counts.set(label, (counts.get(label) ?? 0) + count);
  }
  return counts;
}

/** How many labels a column has, counted up to `most`. */
export function countDistinct(column: TableColumn, most: number): number {
  const found = new Set<number>();
  for (const value of 'codes' in column ? column.codes : column.values) {
    if (Number.isNaN(value) || ('codes' in column && value < 0)) continue;
    found.add(value);
    if (found.size >= most) break;
  }
  return found.size;
}

/** Labels in the order classes are listed: numbers by value, then text by code point. */
export function sortLabels(labels: Iterable<string>): string[] {
  return [...labels].sort(compareLabels);
}

function compareLabels(first: string, second: string): number {
  const [firstNumber, secondNumber] = [asNumber(first), asNumber(second)];
  if (firstNumber !== secondNumber) return firstNumber < secondNumber ? -1 : 1;
  return first < second ? -1 : first > second ? 1 : 0;
}

/** Infinity for text, which comes after all numbers. */
function asNumber(label: string): number {
  const value = label.trim() === '' ? Number.NaN : Number(label);
  return Number.isNaN(value) ? Infinity : value;
}
