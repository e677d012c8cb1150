import type { ColumnDescription, ColumnFlag, Distribution } from '../../contract/dataset.ts';
import { cellLabel, countLabels } from './cell.ts';
import { sayImage } from './image.ts';
import { summarizeNumbers } from './summarize-numbers.ts';
import type { CodeColumn, NumberColumn, TableColumn } from './table.ts';

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
 * standard deviation has n - 1 in its denominator and is null below two values.
 */
export function describeColumn(column: TableColumn): ColumnSummary {
  return 'codes' in column ? describeCodes(column) : describeNumbers(column);
}

function describeCodes(column: CodeColumn): ColumnSummary {
  const counts = countLabels(column);
  let present = 0;
  let most = 0;
  for (const count of counts.values()) {
    present += count;
    if (count > most) most = count;
  }
  const flags = findFlags(present, counts.size, most);
  if (present > 0 && !isWide(column)) {
    if (isUnique(present, counts.size) && !isProse(column)) flags.push('identifier-like');
    if (column.type !== 'text' && counts.size > highCardinality) flags.push('high-cardinality');
  }
  return {
    name: column.name,
    type: column.type,
    missing: column.codes.length - present,
    distinct: counts.size,
    examples: firstKeys(counts).map((text) => shorten(column, text)),
    flags,
    minimum: null,
    maximum: null,
    mean: null,
    standardDeviation: null,
    median: null,
    distribution: isWide(column) ? { kind: 'empty' } : toBars(counts),
  };
}

function describeNumbers(column: NumberColumn): ColumnSummary {
  const { present, distinct, most, isWhole, ...summary } = summarizeNumbers(column.values);
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

/** The first labels of a count, which are in order of first appearance. */
function firstKeys(counts: ReadonlyMap<string, number>): string[] {
  const keys: string[] = [];
  for (const key of counts.keys()) {
    if (keys.length === exampleCount) break;
    keys.push(key);
  }
  return keys;
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
function toBars(counts: ReadonlyMap<string, number>): Distribution {
  if (counts.size === 0) return { kind: 'empty' };
  const ordered = [...counts].sort((first, second) => second[1] - first[1]);
  return {
    kind: 'bars',
    labels: ordered.slice(0, barCount).map(([label]) => label),
    counts: ordered.slice(0, barCount).map(([, count]) => count),
    otherCount: ordered.slice(barCount).reduce((sum, [, count]) => sum + count, 0),
  };
}
