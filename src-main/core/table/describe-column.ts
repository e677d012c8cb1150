import type { ColumnDescription, ColumnFlag, Distribution } from '../../contract/dataset.ts';
import { countLabels } from './cell.ts';
import { sayImage } from './image.ts';
import type { CodeColumn, NumberColumn, TableColumn } from './table.ts';

const binCount = 12;
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
  const counts = countLabels(column);
  const rowCount = 'codes' in column ? column.codes.length : column.values.length;
  const present = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const shared = {
    name: column.name,
    type: column.type,
    missing: rowCount - present,
    distinct: counts.size,
    examples: [...counts.keys()].slice(0, exampleCount).map((text) => shorten(column, text)),
    flags: findFlags(column, counts, present),
  };
  if ('codes' in column) {
    return {
      ...shared,
      minimum: null,
      maximum: null,
      mean: null,
      standardDeviation: null,
      median: null,
      distribution: isWide(column) ? { kind: 'empty' } : toBars(counts),
    };
  }
  return { ...shared, ...summarizeNumbers(column) };
}

function findFlags(column: TableColumn, counts: ReadonlyMap<string, number>, present: number): ColumnFlag[] {
  if (present === 0) return ['all-missing'];
  const flags: ColumnFlag[] = [];
  const most = [...counts.values()].reduce((best, count) => Math.max(best, count), 0);
  if (counts.size === 1) flags.push('constant');
  else if (most >= nearConstantShare * present) flags.push('near-constant');
  if (isWide(column)) return flags;
  const unique = present >= identifierLeast && counts.size >= identifierShare * present;
  const isNamed = 'codes' in column ? !isProse(column) : column.type === 'numeric' && isWhole(column);
  if (unique && isNamed) flags.push('identifier-like');
  if ('codes' in column && column.type !== 'text' && counts.size > highCardinality) flags.push('high-cardinality');
  return flags;
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

function isWhole(column: NumberColumn): boolean {
  return column.values.every((value) => Number.isNaN(value) || Number.isInteger(value));
}

type NumberSummary = Pick<
  ColumnSummary,
  'minimum' | 'maximum' | 'mean' | 'standardDeviation' | 'median' | 'distribution'
>;

function summarizeNumbers(column: NumberColumn): NumberSummary {
  const values = column.values.filter((value) => !Number.isNaN(value)).sort();
  const count = values.length;
  const minimum = values[0];
  const maximum = values[count - 1];
  if (minimum === undefined || maximum === undefined) {
    return {
      minimum: null,
      maximum: null,
      mean: null,
      standardDeviation: null,
      median: null,
      distribution: { kind: 'empty' },
    };
  }
  let mean = 0;
  values.forEach((value, index) => (mean += (value - mean) / (index + 1)));
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return {
    minimum,
    maximum,
    mean: finite(mean),
    standardDeviation: count < 2 ? null : finite(Math.sqrt(squares / (count - 1))),
    median: (values[Math.floor((count - 1) / 2)] ?? 0) / 2 + (values[Math.floor(count / 2)] ?? 0) / 2,
    distribution: toHistogram(values, minimum, maximum),
  };
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** Equal bins from the least to the greatest value; a constant column is one bin. */
function toHistogram(values: Float64Array, minimum: number, maximum: number): Distribution {
  if (minimum === maximum) return { kind: 'histogram', edges: [minimum - 0.5, maximum + 0.5], counts: [values.length] };
  const width = maximum / binCount - minimum / binCount;
  const edges = Array.from({ length: binCount + 1 }, (_, edge) =>
    edge === binCount ? maximum : minimum + edge * width,
  );
  const counts = new Array<number>(binCount).fill(0);
  for (const value of values) {
    // Halved, so that the range of the largest numbers does not overflow.
    const place = (value / 2 - minimum / 2) / (maximum / 2 - minimum / 2);
    const bin = Math.min(binCount - 1, Math.floor(place * binCount));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return { kind: 'histogram', edges, counts };
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
