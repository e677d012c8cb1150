import { deriveSeed, permutation } from '../../util/hash.ts';
import type { TableColumn } from '../../table/table.ts';
import type { AuditTask } from '../frame.ts';
import { areaUnderRoc } from './rank.ts';

/** One column as the only input: its numbers, or its labels as codes from 0; NaN and -1 are missing. */
export type SingleInput =
  | { readonly kind: 'number'; readonly values: Float64Array }
  | { readonly kind: 'label'; readonly codes: Int32Array; readonly count: number };

export interface SingleScore {
  readonly kind: 'auroc' | 'r2';
  /** Mean of the two held-out halves; classes averaged. */
  readonly value: number;
}

/** Classes scored in one task: its most frequent ones. */
const mostClasses = 10;
/** Rows of a class and of the others that a half needs for its area to mean something. */
const leastOfClass = 10;
const leastRows = 40;
const mostBins = 20;

/** A column as a single input, or null for one that has a label of its own in most rows. */
export function singleInput(column: TableColumn, rows: Int32Array): SingleInput | null {
  if (!('codes' in column)) return { kind: 'number', values: column.values };
  const used = new Set(Array.from(rows, (row) => column.codes[row] ?? -1));
  if (used.size > rows.length / 4) return null;
  return { kind: 'label', codes: column.codes, count: column.labels.length };
}

/** Another task's labels as a single input. */
export function taskInput(task: AuditTask): SingleInput {
  if (task.classes.length === 0) return { kind: 'number', values: task.values };
  const codes = Int32Array.from(task.values, (value) => (Number.isFinite(value) ? value : -1));
  return { kind: 'label', codes, count: task.classes.length };
}

/**
 * How well one input alone predicts a task on rows that were not used to fit: rows are halved by the seed, each half is
 * predicted from the other. A number is tried as a line and as means of up to 20 quantile bins joined by lines, the form
 * that fits the fitting half better is taken; a label is its shrunken mean. Missing cells are a group of their own.
 * AUROC (one class against the others, averaged) for classes, R2 for numbers; null with too few rows.
 */
export function scoreSingle(input: SingleInput, task: AuditTask, rows: Int32Array, seed: number): SingleScore | null {
  if (rows.length < 2 * leastRows) return null;
  const order = permutation(rows.length, deriveSeed(seed, 'halves'));
  const middle = rows.length >> 1;
  const halves = [order.subarray(0, middle), order.subarray(middle)].map((places) =>
    Int32Array.from(places, (place) => rows[place] ?? 0),
  ) as [Int32Array, Int32Array];
  const scores = [
    [halves[0], halves[1]],
    [halves[1], halves[0]],
  ].flatMap(([fit, held]) => {
    const score = fit === undefined || held === undefined ? null : scoreHalf(input, task, fit, held);
    return score === null ? [] : [score];
  });
  if (scores.length === 0) return null;
  const value = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  return { kind: task.classes.length > 0 ? 'auroc' : 'r2', value };
}

function scoreHalf(input: SingleInput, task: AuditTask, fit: Int32Array, held: Int32Array): number | null {
  if (task.classes.length === 0) {
    const target = valuesAt(task.values, fit);
    const truth = valuesAt(task.values, held);
    return bestOf(curvesOf(input, fit, target), fit, target, held, (scores) => rSquared(scores, truth), rSquared);
  }
  const classes = task.classes.length === 2 ? [1] : frequentClasses(task, fit);
  const areas = classes.flatMap((label) => {
    const isLabel = (row: number): number => Number(task.values[row] === label);
    const flags = Uint8Array.from(held, isLabel);
    const fitFlags = Uint8Array.from(fit, isLabel);
    const few = [flags, fitFlags].some((list) => {
      const count = list.reduce((sum, flag) => sum + flag, 0);
      return Math.min(count, list.length - count) < leastOfClass;
    });
    if (few) return [];
    const target = Float64Array.from(fitFlags);
    const fitArea = (scores: Float64Array): number => areaUnderRoc(scores, fitFlags) ?? 0.5;
    const area = bestOf(
      curvesOf(input, fit, target),
      fit,
      target,
      held,
      (scores) => areaUnderRoc(scores, flags) ?? 0.5,
      fitArea,
    );
    return [area];
  });
  return areas.length === 0 ? null : areas.reduce((sum, area) => sum + area, 0) / areas.length;
}

type Curve = (row: number) => number;

/** The held-out score of the curve that is best on the rows it was fitted to. */
function bestOf(
  curves: readonly Curve[],
  fit: Int32Array,
  target: Float64Array,
  held: Int32Array,
  score: (predicted: Float64Array) => number,
  fitScore: (predicted: Float64Array, target: Float64Array) => number,
): number {
  let best: Curve | undefined;
  let bestScore = -Infinity;
  for (const curve of curves) {
    const value = fitScore(Float64Array.from(fit, curve), target);
    if (value > bestScore) [best, bestScore] = [curve, value];
  }
  return best === undefined ? 0 : score(Float64Array.from(held, best));
}

function curvesOf(input: SingleInput, fit: Int32Array, target: Float64Array): Curve[] {
  if (input.kind === 'label') return [labelMeans(input, fit, target)];
  const present: number[] = [];
  let sum = 0;
  let missing = 0;
  let missingSum = 0;
  fit.forEach((row, index) => {
    sum += target[index] ?? 0;
    if (Number.isFinite(input.values[row] ?? Number.NaN)) present.push(index);
    else {
      missing += 1;
      missingSum += target[index] ?? 0;
    }
  });
  const centre = sum / fit.length;
  // Shrunk towards the mean of all, so that two missing rows do not decide.
  const whenMissing = (missingSum + 5 * centre) / (missing + 5);
  if (present.length < leastRows / 2) return [];
  const x = Float64Array.from(present, (index) => input.values[fit[index] ?? 0] ?? 0);
  const y = Float64Array.from(present, (index) => target[index] ?? 0);
  const guard =
    (curve: (value: number) => number): Curve =>
    (row) => {
      const value = input.values[row] ?? Number.NaN;
      return Number.isFinite(value) ? curve(value) : whenMissing;
    };
  return [guard(lineOf(x, y)), guard(binnedCurve(x, y))];
}

function labelMeans(
  { codes, count }: Extract<SingleInput, { kind: 'label' }>,
  fit: Int32Array,
  target: Float64Array,
): Curve {
  const sums = new Float64Array(count + 1);
  const sizes = new Float64Array(count + 1);
  let total = 0;
  fit.forEach((row, index) => {
    const slot = (codes[row] ?? -1) + 1;
    sums[slot] = (sums[slot] ?? 0) + (target[index] ?? 0);
    sizes[slot] = (sizes[slot] ?? 0) + 1;
    total += target[index] ?? 0;
  });
  const centre = total / Math.max(1, fit.length);
  return (row) => {
    const slot = (codes[row] ?? -1) + 1;
    return ((sums[slot] ?? 0) + centre) / ((sizes[slot] ?? 0) + 1);
  };
}

function lineOf(x: Float64Array, y: Float64Array): (value: number) => number {
  const n = x.length;
  const meanX = x.reduce((sum, value) => sum + value, 0) / n;
  const meanY = y.reduce((sum, value) => sum + value, 0) / n;
  let xx = 0;
  let xy = 0;
  x.forEach((value, index) => {
    xx += (value - meanX) ** 2;
    xy += (value - meanX) * ((y[index] ?? 0) - meanY);
  });
  const slope = xx > 0 ? xy / xx : 0;
  return (value) => meanY + slope * (value - meanX);
}

/** Means of quantile bins at the bins' mean x, joined by lines and level beyond the ends. */
function binnedCurve(x: Float64Array, y: Float64Array): (value: number) => number {
  const order = Uint32Array.from(x.keys()).sort((first, second) => (x[first] ?? 0) - (x[second] ?? 0));
  const bins = Math.max(2, Math.min(mostBins, Math.floor(x.length / 10)));
  const knots: number[] = [];
  const levels: number[] = [];
  for (let start = 0; start < order.length;) {
    let end = Math.max(start + 1, Math.round(((knots.length + 1) * order.length) / bins));
    while (end < order.length && x[order[end] ?? 0] === x[order[end - 1] ?? 0]) end += 1;
    let sumX = 0;
    let sumY = 0;
    for (let place = start; place < end; place += 1) {
      sumX += x[order[place] ?? 0] ?? 0;
      sumY += y[order[place] ?? 0] ?? 0;
    }
    knots.push(sumX / (end - start));
    levels.push(sumY / (end - start));
    start = end;
  }
  return (value) => {
    let low = 0;
    let high = knots.length - 1;
    if (value <= (knots[low] ?? 0)) return levels[low] ?? 0;
    if (value >= (knots[high] ?? 0)) return levels[high] ?? 0;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((knots[middle] ?? 0) <= value) low = middle;
      else high = middle;
    }
    const [x0 = 0, x1 = 0, y0 = 0, y1 = 0] = [knots[low], knots[high], levels[low], levels[high]];
    return x1 > x0 ? y0 + ((y1 - y0) * (value - x0)) / (x1 - x0) : y0;
  };
}

/** 1 - SSE / SST; -Infinity where the truth has no spread. */
export function rSquared(predicted: Float64Array, truth: Float64Array): number {
  const centre = truth.reduce((sum, value) => sum + value, 0) / truth.length;
  let errors = 0;
  let total = 0;
  truth.forEach((value, index) => {
    errors += (value - (predicted[index] ?? 0)) ** 2;
    total += (value - centre) ** 2;
  });
  return total > 0 ? 1 - errors / total : -Infinity;
}

function frequentClasses(task: AuditTask, rows: Int32Array): number[] {
  const counts = new Map<number, number>();
  for (const row of rows) {
    const label = task.values[row] ?? 0;
    counts.set(label, (counts.get(label) ?? 0) + 1);
  }
  return [...counts]
    .sort((first, second) => second[1] - first[1])
    .slice(0, mostClasses)
    .map(([label]) => label);
}

function valuesAt(values: Float64Array, rows: Int32Array): Float64Array {
  return Float64Array.from(rows, (row) => values[row] ?? 0);
}
