import type { ColumnDescription, Distribution } from '../../contract/dataset.ts';
import { toRuns, type RunRoom, type ValueRuns } from './value-runs.ts';

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
export function summarizeNumbers(values: Float64Array, room?: RunRoom): NumberSummary {
  const runs = toRuns(values, room);
  const { present } = runs;
  const distinct = runs.values.length;
  const minimum = runs.values[0];
  const maximum = runs.values[distinct - 1];
  if (minimum === undefined || maximum === undefined) {
    const nothing = { minimum: null, maximum: null, mean: null, standardDeviation: null, median: null };
    return { ...nothing, distribution: { kind: 'empty' }, present: 0, distinct: 0, most: 0, isWhole: true };
  }
  const mean = meanOf(runs);
  return {
    minimum,
    maximum,
    mean: finite(mean),
    standardDeviation: present < 2 ? null : finite(Math.sqrt(squaresOf(runs, mean) / (present - 1))),
    median: medianOf(runs),
    distribution: toHistogram(runs, minimum, maximum),
    present,
    distinct,
    most: mostOf(runs),
    isWhole: isWhole(runs),
  };
}

function mostOf({ counts }: ValueRuns): number {
  let most = 0;
  for (let run = 0; run < counts.length; run += 1) if ((counts[run] as number) > most) most = counts[run] as number;
  return most;
}

function isWhole({ values }: ValueRuns): boolean {
  for (let run = 0; run < values.length; run += 1) if (!Number.isInteger(values[run])) return false;
  return true;
}

/** Value by value in ascending order, so that the mean of the same numbers is the same to the last bit. */
function meanOf({ values, counts }: ValueRuns): number {
  let mean = 0;
  let index = 0;
  for (let run = 0; run < values.length; run += 1) {
    const value = values[run] as number;
    for (let left = counts[run] as number; left > 0; left -= 1) {
      index += 1;
      mean += (value - mean) / index;
    }
  }
  return mean;
}

function squaresOf({ values, counts }: ValueRuns, mean: number): number {
  let squares = 0;
  for (let run = 0; run < values.length; run += 1) {
    const square = ((values[run] as number) - mean) ** 2;
    for (let left = counts[run] as number; left > 0; left -= 1) squares += square;
  }
  return squares;
}

/** The middle value, or half of each of the two in the middle. */
function medianOf({ values, counts, present }: ValueRuns): number {
  const lower = Math.floor((present - 1) / 2);
  const upper = Math.floor(present / 2);
  let median = 0;
  let from = 0;
  for (let run = 0; from <= upper; run += 1) {
    const to = from + (counts[run] as number);
    const half = (values[run] as number) / 2;
    if (lower >= from && lower < to) median += half;
    if (upper >= from && upper < to) median += half;
    from = to;
  }
  return median;
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** Equal bins from the least to the greatest value; a constant column is one bin. */
function toHistogram(runs: ValueRuns, minimum: number, maximum: number): Distribution {
  if (minimum === maximum) return { kind: 'histogram', edges: [minimum - 0.5, maximum + 0.5], counts: [runs.present] };
  const width = maximum / binCount - minimum / binCount;
  const edges = Array.from({ length: binCount + 1 }, (_, edge) =>
    edge === binCount ? maximum : minimum + edge * width,
  );
  // Halved, so that the range of the largest numbers does not overflow.
  const binOf = (value: number): number => {
    const place = (value / 2 - minimum / 2) / (maximum / 2 - minimum / 2);
    return Math.min(binCount - 1, Math.floor(place * binCount));
  };
  const starts = Array.from({ length: binCount }, (_, bin) => firstIndex(runs.values, (value) => binOf(value) >= bin));
  const counts = starts.map((start, bin) => countBetween(runs, start, starts[bin + 1] ?? runs.values.length));
  return { kind: 'histogram', edges, counts };
}

/** Values in the runs from the first place to before the second. */
function countBetween({ counts }: ValueRuns, from: number, to: number): number {
  let count = 0;
  for (let run = from; run < to; run += 1) count += counts[run] as number;
  return count;
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
