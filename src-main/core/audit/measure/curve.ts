import { ascendingOrder } from '../../util/mid-ranks.ts';

/** One column as the only input: its numbers, or its labels as codes from 0; NaN and -1 are missing. */
export type SingleInput =
  | { readonly kind: 'number'; readonly values: Float64Array }
  | { readonly kind: 'label'; readonly codes: Int32Array; readonly count: number };

/** What was fitted to some rows, asked of any. */
export interface Curve {
  predict(rows: Int32Array): Float64Array;
}

/** Curves through a target, which has one number for each of the rows to fit. */
export type Fit = (target: Float64Array) => readonly Curve[];

const leastPresent = 20;
const mostBins = 20;

/**
 * What of an input does not depend on the target is made once. A number is fitted as a line and as means of up to 20
 * quantile bins joined by lines, not at all where it is nearly always missing; a label as its shrunken mean. Missing cells
 * are a group of their own.
 */
export function createFit(input: SingleInput, rows: Int32Array): Fit {
  return input.kind === 'label' ? fitLabels(input, rows) : fitNumbers(input.values, rows);
}

function fitNumbers(values: Float64Array, rows: Int32Array): Fit {
  const present = rows
    .map((_, index) => index)
    .filter((index) => Number.isFinite(values[rows[index] ?? 0] ?? Number.NaN));
  if (present.length < leastPresent) return () => [];
  const x = new Float64Array(present.length);
  for (let place = 0; place < x.length; place += 1) x[place] = values[rows[present[place] ?? 0] ?? 0] ?? 0;
  const bins = binNumbers(x);
  return (target) => {
    const whenMissing = meanWhenMissing(values, rows, target);
    const y = new Float64Array(x.length);
    for (let place = 0; place < y.length; place += 1) y[place] = target[present[place] ?? 0] ?? 0;
    return [lineOf(x, y), binnedCurve(bins, y)].map((curve) => ({
      predict(asked) {
        const predicted = new Float64Array(asked.length);
        for (let index = 0; index < asked.length; index += 1) {
          const value = values[asked[index] ?? 0] ?? Number.NaN;
          predicted[index] = Number.isFinite(value) ? curve(value) : whenMissing;
        }
        return predicted;
      },
    }));
  };
}

/** Shrunk towards the mean of all, so that two missing rows do not decide. */
function meanWhenMissing(values: Float64Array, rows: Int32Array, target: Float64Array): number {
  let sum = 0;
  let missing = 0;
  let missingSum = 0;
  for (let index = 0; index < rows.length; index += 1) {
    const y = target[index] ?? 0;
    sum += y;
    if (Number.isFinite(values[rows[index] ?? 0] ?? Number.NaN)) continue;
    missing += 1;
    missingSum += y;
  }
  return (missingSum + 5 * (sum / rows.length)) / (missing + 5);
}

function fitLabels({ codes, count }: Extract<SingleInput, { kind: 'label' }>, rows: Int32Array): Fit {
  return (target) => {
    const sums = new Float64Array(count + 1);
    const sizes = new Float64Array(count + 1);
    let total = 0;
    for (let index = 0; index < rows.length; index += 1) {
      const slot = (codes[rows[index] ?? 0] ?? -1) + 1;
      const y = target[index] ?? 0;
      sums[slot] = (sums[slot] ?? 0) + y;
      sizes[slot] = (sizes[slot] ?? 0) + 1;
      total += y;
    }
    const centre = total / Math.max(1, rows.length);
    const means = sums.map((sum, slot) => (sum + centre) / ((sizes[slot] ?? 0) + 1));
    return [{ predict: (asked) => Float64Array.from(asked, (row) => means[(codes[row] ?? -1) + 1] ?? 0) }];
  };
}

function lineOf(x: Float64Array, y: Float64Array): (value: number) => number {
  const meanX = sumOf(x) / x.length;
  const meanY = sumOf(y) / y.length;
  let xx = 0;
  let xy = 0;
  for (let index = 0; index < x.length; index += 1) {
    const apart = (x[index] ?? 0) - meanX;
    xx += apart * apart;
    xy += apart * ((y[index] ?? 0) - meanY);
  }
  const slope = xx > 0 ? xy / xx : 0;
  return (value) => meanY + slope * (value - meanX);
}

interface Bins {
  /** Places of the numbers, ascending. */
  readonly order: Int32Array;
  /** Where in `order` each bin ends. */
  readonly ends: readonly number[];
  /** Mean number of each bin. */
  readonly knots: Float64Array;
}

/** Bins of about equal size; equal numbers share one. */
function binNumbers(x: Float64Array): Bins {
  const order = ascendingOrder(x);
  const bins = Math.max(2, Math.min(mostBins, Math.floor(x.length / 10)));
  const ends: number[] = [];
  for (let start = 0; start < order.length;) {
    let end = Math.max(start + 1, Math.round(((ends.length + 1) * order.length) / bins));
    while (end < order.length && x[order[end] ?? 0] === x[order[end - 1] ?? 0]) end += 1;
    ends.push(end);
    start = end;
  }
  return { order, ends, knots: meansOfBins(order, ends, x) };
}

function meansOfBins(order: Int32Array, ends: readonly number[], values: Float64Array): Float64Array {
  const means = new Float64Array(ends.length);
  let start = 0;
  for (let bin = 0; bin < means.length; bin += 1) {
    const end = ends[bin] ?? 0;
    let sum = 0;
    for (let place = start; place < end; place += 1) sum += values[order[place] ?? 0] ?? 0;
    means[bin] = sum / (end - start);
    start = end;
  }
  return means;
}

/** Means of the bins at their knots, joined by lines and level beyond the ends. */
function binnedCurve({ order, ends, knots }: Bins, y: Float64Array): (value: number) => number {
  const levels = meansOfBins(order, ends, y);
  const last = knots.length - 1;
  return (value) => {
    if (value <= (knots[0] ?? 0)) return levels[0] ?? 0;
    if (value >= (knots[last] ?? 0)) return levels[last] ?? 0;
    let low = 0;
    let high = last;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((knots[middle] ?? 0) <= value) low = middle;
      else high = middle;
    }
    const x0 = knots[low] ?? 0;
    const x1 = knots[high] ?? 0;
    const y0 = levels[low] ?? 0;
    return x1 > x0 ? y0 + (((levels[high] ?? 0) - y0) * (value - x0)) / (x1 - x0) : y0;
  };
}

/** 1 - SSE / SST; -Infinity where the truth has no spread. */
export function rSquared(predicted: Float64Array, truth: Float64Array): number {
  const centre = sumOf(truth) / truth.length;
  let errors = 0;
  let total = 0;
  for (let index = 0; index < truth.length; index += 1) {
    const value = truth[index] ?? 0;
    const error = value - (predicted[index] ?? 0);
    const apart = value - centre;
    errors += error * error;
    total += apart * apart;
  }
  return total > 0 ? 1 - errors / total : -Infinity;
}

function sumOf(values: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < values.length; index += 1) sum += values[index] ?? 0;
  return sum;
}
