import type { ColumnDescription, ColumnFlag, Distribution } from '../../contract/dataset.ts';
import { cellLabel } from './cell.ts';
import { sayImage } from './image.ts';
import { summarizeNumbers } from './summarize-numbers.ts';
import type { CodeColumn, NumberColumn, TableColumn } from './table.ts';
import type { RunRoom } from './value-runs.ts';

const barCount = 8;
const exampleCount = 5;
const exampleLength = 40;
const identifierShare = 0.95;
/** With fewer values, all of them being different says nothing. */
const identifierLeast = 10;
const nearConstantShare = 0.99;
const highCardinality = 50;
/** Mean words of a text from which it is prose. */
const proseWords = 3;

export type ColumnSummary = Omit<ColumnDescription, 'inferredType' | 'typeConfidence' | 'nonconforming'>;

/**
 * Counts, moments and distribution of a column over all rows. Dates are summarized as milliseconds since 1970 UTC; the
 * standard deviation has n - 1 in its denominator and is null below two values. Who describes many columns gives `room`.
 */
export function describeColumn(column: TableColumn, room?: RunRoom): ColumnSummary {
  return 'codes' in column ? describeCodes(column) : describeNumbers(column, room);
}

function describeCodes(column: CodeColumn): ColumnSummary {
  const { labels, codes } = column;
  const counts = countCodes(column);
  const found = counts.reduce<number>((sum, count) => sum + (count > 0 ? 1 : 0), 0);
  const present = counts.reduce((sum, count) => sum + count, 0);
  const most = counts.reduce((first, second) => Math.max(first, second), 0);
  const flags = findFlags(present, found, most);
  if (present > 0 && !isWide(column)) {
    if (isUnique(present, found) && !isProse(column)) flags.push('identifier-like');
    if (column.type !== 'text' && found > highCardinality) flags.push('high-cardinality');
  }
  return {
    name: column.name,
    type: column.type,
    missing: codes.length - present,
    distinct: found,
    examples: firstFound(counts).map((code) => shorten(column, labels[code] ?? '')),
    flags,
    minimum: null,
    maximum: null,
    mean: null,
    standardDeviation: null,
    median: null,
    distribution: isWide(column) ? { kind: 'empty' } : toBars(labels, counts, present),
  };
}

/** How often each code occurs. */
function countCodes({ codes, labels }: CodeColumn): Int32Array {
  const counts = new Int32Array(labels.length);
  for (const code of codes) if (code >= 0) counts[code] = (counts[code] ?? 0) + 1;
  return counts;
}

function describeNumbers(column: NumberColumn, room: RunRoom | undefined): ColumnSummary {
  const { present, distinct, most, isWhole, ...summary } = summarizeNumbers(column.values, room);
  const flags = findFlags(present, distinct, most);
  if (isUnique(present, distinct) && column.type === 'numeric' && isWhole) flags.push('identifier-like');
  return {
    name: column.name,
    type: column.type,
    missing: column.values.length - present,
    distinct,
    examples: firstLabels(column),
    flags,
    ...summary,
  };
}

function findFlags(present: number, distinct: number, most: number): ColumnFlag[] {
  if (present === 0) return ['all-missing'];
  if (distinct === 1) return ['constant'];
  return most >= nearConstantShare * present ? ['near-constant'] : [];
}

function isUnique(present: number, distinct: number): boolean {
  return present >= identifierLeast && distinct >= identifierShare * present;
}

/** The first codes that occur; labels are in order of first appearance. */
function firstFound(counts: Int32Array): number[] {
  const codes: number[] = [];
  for (let code = 0; code < counts.length && codes.length < exampleCount; code += 1) {
    if ((counts[code] ?? 0) > 0) codes.push(code);
  }
  return codes;
}

function firstLabels(column: NumberColumn): string[] {
  const labels = new Set<string>();
  for (let row = 0; row < column.values.length && labels.size < exampleCount; row += 1) {
    const label = cellLabel(column, row);
    if (label !== null) labels.add(label);
  }
  return [...labels];
}

/** Whether a cell holds many numbers: which of them are alike says nothing. */
function isWide(column: TableColumn): boolean {
  return column.type === 'vector' || column.type === 'image';
}

function shorten(column: TableColumn, text: string): string {
  if (column.type === 'image') return sayImage(text);
  return isWide(column) && text.length > exampleLength ? `${text.slice(0, exampleLength)}…` : text;
}

/** Whether a text column holds sentences, which are all different without naming a row. */
function isProse(column: CodeColumn): boolean {
  if (column.type !== 'text') return false;
  const words = column.labels.reduce((sum, text) => sum + text.trim().split(/\s+/).length, 0);
  return words >= proseWords * column.labels.length;
}

/** The most frequent labels; ties in order of first appearance. */
function toBars(labels: readonly string[], counts: Int32Array, present: number): Distribution {
  if (present === 0) return { kind: 'empty' };
  const longest: number[] = [];
  for (let code = 0; code < counts.length; code += 1) {
    const count = counts[code] ?? 0;
    if (count === 0 || (longest.length === barCount && count <= (counts[longest[barCount - 1] ?? 0] ?? 0))) continue;
    const place = longest.findIndex((other) => (counts[other] ?? 0) < count);
    longest.splice(place < 0 ? longest.length : place, 0, code);
    if (longest.length > barCount) longest.pop();
  }
  const shown = longest.map((code) => counts[code] ?? 0);
  return {
    kind: 'bars',
    labels: longest.map((code) => labels[code] ?? ''),
    counts: shown,
    otherCount: present - shown.reduce((sum, count) => sum + count, 0),
  };
}
