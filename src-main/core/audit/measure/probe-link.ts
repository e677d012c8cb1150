import type { AuditTask } from '../frame.ts';
import { crossCount, quantiles, type Discrete } from './discretize.ts';
import type { InputMatrix } from './input-matrix.ts';
import { crossPredict } from './ridge.ts';

/** What a light model of one task makes of the rows with, without and against its link to another task. Shares of rows. */
export interface LinkProbe {
  /** The task that is predicted. */
  readonly target: string;
  readonly original: number;
  /** With weights p(a)p(b)/p(a,b); null where a pair of classes has no row. */
  readonly reweighted: number | null;
  readonly discordantAccuracy: number | null;
  /** Expected with permuted labels: sum over classes of share true times share predicted. */
  readonly permuted: number;
  readonly smallestCell: number;
  /** Rows whose label is not the usual one of their label in the other task. */
  readonly discordant: readonly number[];
}

/** Predicts `target` from the inputs by ridge regression on class indicators, held out, and scores it by its link to `other`. */
export function probeLink(matrix: InputMatrix, target: AuditTask, other: AuditTask, seed: number): LinkProbe {
  const { rows } = matrix;
  const b = cut(target, rows);
  const a = cut(other, rows);
  const counts = crossCount(a, b);
  const predicted = predictClasses(matrix, b, seed);
  const isRight = Array.from(b.codes, (code, index) => predicted[index] === code);
  const usual = Array.from({ length: a.count }, (_, code) =>
    largestOf(counts.subarray(code * b.count, (code + 1) * b.count)),
  );
  const isDiscordant = Array.from(b.codes, (code, index) => usual[a.codes[index] ?? 0] !== code);
  const used = usedCells(counts, a.count, b.count);
  const discordant = isDiscordant.flatMap((is, index) => (is ? [index] : []));
  return {
    target: target.name,
    original: shareOf(isRight),
    reweighted: Math.min(...used) === 0 ? null : reweight(isRight, a, b, counts),
    discordantAccuracy: discordant.length === 0 ? null : shareOf(discordant.map((index) => isRight[index] === true)),
    permuted: permutedAccuracy(b, predicted, discordant.length === 0 ? null : discordant),
    smallestCell: Math.min(...used),
    discordant: discordant.map((index) => rows[index] ?? 0),
  };
}

/** Classes as they are, numbers below and above their median. */
function cut(task: AuditTask, rows: Int32Array): Discrete {
  const values = Float64Array.from(rows, (row) => task.values[row] ?? 0);
  return task.classes.length > 0
    ? { codes: Int32Array.from(values), count: task.classes.length }
    : quantiles(quantizeTies(values), 2);
}

/** Few distinct values would each be a bin: above the median or not is asked of them too. */
function quantizeTies(values: Float64Array): Float64Array {
  const middle = values.toSorted()[values.length >> 1] ?? 0;
  const above = values.map((value) => Number(value > middle));
  return above.some((flag) => flag === 1) ? above : values.map((value) => Number(value >= middle));
}

function predictClasses(matrix: InputMatrix, { codes, count }: Discrete, seed: number): Int32Array {
  const indicators = new Float64Array(codes.length * count);
  codes.forEach((code, row) => (indicators[row * count + code] = 1));
  const scores = crossPredict(matrix, indicators, count, seed);
  return codes.map((_, row) => largestOf(scores.subarray(row * count, (row + 1) * count)));
}

/** Pairs of classes of which each occurs. */
function usedCells(counts: Float64Array, rows: number, columns: number): number[] {
  const rowUsed = Array.from({ length: rows }, (_, row) =>
    counts.subarray(row * columns, (row + 1) * columns).some((count) => count > 0),
  );
  const columnUsed = Array.from({ length: columns }, (_, column) =>
    counts.some((count, cell) => cell % columns === column && count > 0),
  );
  return Array.from(counts).filter(
    (_, cell) => rowUsed[Math.floor(cell / columns)] === true && columnUsed[cell % columns] === true,
  );
}

function reweight(isRight: readonly boolean[], a: Discrete, b: Discrete, counts: Float64Array): number {
  const total = isRight.length;
  const ofA = new Float64Array(a.count);
  const ofB = new Float64Array(b.count);
  a.codes.forEach((code) => (ofA[code] = (ofA[code] ?? 0) + 1));
  b.codes.forEach((code) => (ofB[code] = (ofB[code] ?? 0) + 1));
  let weights = 0;
  let right = 0;
  isRight.forEach((is, index) => {
    const [first, second] = [a.codes[index] ?? 0, b.codes[index] ?? 0];
    const weight = ((ofA[first] ?? 0) * (ofB[second] ?? 0)) / (total * (counts[first * b.count + second] ?? 1));
    weights += weight;
    if (is) right += weight;
  });
  return right / weights;
}

function permutedAccuracy(b: Discrete, predicted: Int32Array, places: readonly number[] | null): number {
  const chosen = places ?? Array.from(predicted.keys());
  const truth = new Float64Array(b.count);
  const said = new Float64Array(b.count);
  for (const place of chosen) {
    const [is, was] = [b.codes[place] ?? 0, predicted[place] ?? 0];
    truth[is] = (truth[is] ?? 0) + 1 / chosen.length;
    said[was] = (said[was] ?? 0) + 1 / chosen.length;
  }
  return truth.reduce((sum, share, code) => sum + share * (said[code] ?? 0), 0);
}

function shareOf(flags: readonly boolean[]): number {
  return flags.filter(Boolean).length / Math.max(1, flags.length);
}

function largestOf(values: Float64Array): number {
  let best = 0;
  values.forEach((value, index) => {
    if (value > (values[best] ?? 0)) best = index;
  });
  return best;
}
