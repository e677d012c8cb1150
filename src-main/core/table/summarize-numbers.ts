import type { ColumnDescription, Distribution } from '../../contract/dataset.ts';
import { sortNumbers } from '../util/sort-numbers.ts';

const binCount = 12;

export interface NumberSummary extends Pick<
  ColumnDescription,
  'minimum' | 'maximum' | 'mean' | 'standardDeviation' | 'median' | 'distribution'
> {
  /** Values that are not missing. */
  readonly present: number;
  readonly distinct: number;
  /** How often the most frequent value occurs. */
  readonly most: number;
  /** Whether every value is a whole number. */
  readonly isWhole: boolean;
}

/** Counts, moments and distribution of numbers, NaN left out; the standard deviation has n - 1 in its denominator. */
export function summarizeNumbers(values: Float64Array): NumberSummary {
  const sorted = sortNumbers(presentOf(values));
  const count = sorted.length;
  const minimum = sorted[0];
  const maximum = sorted[count - 1];
  if (minimum === undefined || maximum === undefined) {
    const nothing = { minimum: null, maximum: null, mean: null, standardDeviation: null, median: null };
    return { ...nothing, distribution: { kind: 'empty' }, present: 0, distinct: 0, most: 0, isWhole: true };
  }
  const mean = meanOf(sorted);
  let squares = 0;
  for (let index = 0; index < count; index += 1) squares += ((sorted[index] as number) - mean) ** 2;
  return {
    minimum,
    maximum,
    mean: finite(mean),
    standardDeviation: count < 2 ? null : finite(Math.sqrt(squares / (count - 1))),
    median: (sorted[Math.floor((count - 1) / 2)] ?? 0) / 2 + (sorted[Math.floor(count / 2)] ?? 0) / 2,
    distribution: toHistogram(sorted, minimum, maximum),
    present: count,
    ...countRuns(sorted),
  };
}

function presentOf(values: Float64Array): Float64Array {
  const present = new Float64Array(values.length);
  let count = 0;
  for (let row = 0; row < values.length; row += 1) {
    const value = values[row] as number;
    if (value !== value) continue;
    present[count] = value;
    count += 1;
  }
  return present.subarray(0, count);
}

function meanOf(sorted: Float64Array): number {
  let mean = 0;
  for (let index = 0; index < sorted.length; index += 1) mean += ((sorted[index] as number) - mean) / (index + 1);
  return mean;
}

function countRuns(sorted: Float64Array): Pick<NumberSummary, 'distinct' | 'most' | 'isWhole'> {
  let distinct = 0;
  let most = 0;
  let isWhole = true;
  let from = 0;
  for (let index = 1; index <= sorted.length; index += 1) {
    if (index < sorted.length && sorted[index] === sorted[from]) continue;
    distinct += 1;
    if (index - from > most) most = index - from;
    if (isWhole && !Number.isInteger(sorted[from])) isWhole = false;
    from = index;
  }
  return { distinct, most, isWhole };
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** Equal bins from the least to the greatest value; a constant column is one bin. */
function toHistogram(sorted: Float64Array, minimum: number, maximum: number): Distribution {
  if (minimum === maximum) return { kind: 'histogram', edges: [minimum - 0.5, maximum + 0.5], counts: [sorted.length] };
  const width = maximum / binCount - minimum / binCount;
  const edges = Array.from({ length: binCount + 1 }, (_, edge) =>
    edge === binCount ? maximum : minimum + edge * width,
  );
  // Halved, so that the range of the largest numbers does not overflow.
  const binOf = (value: number): number => {
    const place = (value / 2 - minimum / 2) / (maximum / 2 - minimum / 2);
    return Math.min(binCount - 1, Math.floor(place * binCount));
  };
  const starts = Array.from({ length: binCount }, (_, bin) => firstIndex(sorted, (value) => binOf(value) >= bin));
  return { kind: 'histogram', edges, counts: starts.map((start, bin) => (starts[bin + 1] ?? sorted.length) - start) };
}

/** The first place where the test holds; it holds from there on. */
function firstIndex(sorted: Float64Array, holds: (value: number) => boolean): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(sorted[middle] as number)) high = middle;
    else low = middle + 1;
  }
  return low;
}
