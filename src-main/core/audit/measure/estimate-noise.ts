import type { AuditFrame, AuditTask } from '../frame.ts';
import { neighbourhoodOf, neighbours, type Neighbourhood } from './neighbourhood.ts';
import { areaUnderRoc } from './rank.ts';
import { crossPredict } from './ridge.ts';
import { rowKeys } from './row-key.ts';

export interface NoiseEstimate {
  /** Share of the variance that stays open: 0 none, 1 all. Above 1 where guessing the mean is better. */
  readonly open: number;
  /** The same three standard errors above: more than this is not open. */
  readonly atMost: number;
  readonly method: string;
  /** Noise in the units of a number; null for classes. */
  readonly deviation: number | null;
  /** Lower bound of the error of any classifier, from the error of one neighbour; null for numbers. */
  readonly bayesError: number | null;
  /**
   * Lower bound (two standard errors below) of the AUROC of the linear model's held-out scores, one class against the
   * others, of the class that is best; 0 for numbers.
   */
  readonly ranking: number;
  readonly rows: number;
  /** Inputs that the light models do not see. */
  readonly unseen: number;
}

const mostRows = 2000;
const leastReplicates = 10;
const mostClasses = 12;

/** Null where the target has no spread or nothing can be asked of the inputs. */
export function estimateNoise(frame: AuditFrame, task: AuditTask, seed: number): NoiseEstimate | null {
  const rows = frame.sample(task.rows, mostRows, `noise ${task.name}`);
  const count = task.classes.length === 0 ? 1 : Math.min(mostClasses, task.classes.length);
  const targets = indicatorsOf(task, rows, count);
  const variance = varianceOf(targets, count);
  if (!(variance > 0)) return null;
  const neighbourhood = neighbourhoodOf(frame, rows);
  const { matrix } = neighbourhood;
  if (matrix.width === 0) return null;
  const linear = crossPredict(matrix, targets, count, seed);
  const near = neighbourErrors(neighbourhood, targets, count);
  const replicates = replicateVariance(frame, rows, targets, count);
  const estimates = [
    { method: 'one neighbour', ...summarize(near.one) },
    { method: `${neighbours} neighbours`, ...summarize(near.many) },
    { method: 'ridge regression', ...summarize(squaresOf(targets, linear, count)) },
  ];
  // Each bounds the noise from above; the least of three that vary would be too low.
  const least = estimates.reduce((best, each) => (upperOf(each) < upperOf(best) ? each : best));
  const chosen = replicates === null ? least : { method: 'rows with equal inputs', mean: replicates, standardError: 0 };
  return {
    open: chosen.mean / variance,
    atMost: upperOf(chosen) / variance,
    method: chosen.method,
    deviation: task.classes.length === 0 ? Math.sqrt(chosen.mean) : null,
    bayesError: task.classes.length === 0 ? null : coverHart(near.error, task.classes.length),
    ranking: task.classes.length === 0 ? 0 : rankingOf(linear, targets, count),
    rows: rows.length,
    unseen: matrix.unseen.filter((name) => !isConstant(frame, name)).length,
  };
}

/** [rows, count]: a number, or one indicator a class. */
function indicatorsOf(task: AuditTask, rows: Int32Array, count: number): Float64Array {
  const targets = new Float64Array(rows.length * count);
  rows.forEach((row, place) => {
    const value = task.values[row] ?? 0;
    if (task.classes.length === 0) targets[place] = value;
    else if (value < count) targets[place * count + value] = 1;
  });
  return targets;
}

/** Mean over the indicators. */
function varianceOf(targets: Float64Array, count: number): number {
  const means = new Float64Array(targets.length).fill(0);
  for (let target = 0; target < count; target += 1) {
    let sum = 0;
    for (let place = target; place < targets.length; place += count) sum += targets[place] ?? 0;
    for (let place = target; place < targets.length; place += count) means[place] = (sum * count) / targets.length;
  }
  return meanSquare(targets, means);
}

function meanSquare(targets: Float64Array, predicted: Float64Array): number {
  return summarize(squaresOf(targets, predicted, 1)).mean;
}

/** Squared error of each row, the mean over its `count` targets. */
function squaresOf(targets: Float64Array, predicted: Float64Array, count: number): Float64Array {
  const squares = new Float64Array(targets.length / count);
  targets.forEach((value, cell) => {
    const row = Math.floor(cell / count);
    squares[row] = (squares[row] ?? 0) + (value - (predicted[cell] ?? 0)) ** 2 / count;
  });
  return squares;
}

interface Summary {
  readonly mean: number;
  readonly standardError: number;
}

function summarize(values: Float64Array): Summary {
  const count = Math.max(1, values.length);
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, standardError: Math.sqrt(squares / count / count) };
}

function upperOf({ mean, standardError }: Summary): number {
  return mean + 3 * standardError;
}

interface NeighbourErrors {
  /** Half the squared difference of each row to its nearest: the noise, where neighbours have the same expectation. */
  readonly one: Float64Array;
  /** Squared error of the mean of ten neighbours, less the noise of that mean. */
  readonly many: Float64Array;
  /** Share of rows whose nearest has another class. */
  readonly error: number;
}

function neighbourErrors({ queries, nearest }: Neighbourhood, targets: Float64Array, count: number): NeighbourErrors {
  const one = new Float64Array(queries.length);
  const many = new Float64Array(queries.length);
  let wrong = 0;
  queries.forEach((query, index) => {
    const near = nearest[index] ?? new Int32Array();
    let gap = 0;
    let miss = 0;
    for (let target = 0; target < count; target += 1) {
      const truth = targets[query * count + target] ?? 0;
      gap += (truth - (targets[(near[0] ?? 0) * count + target] ?? 0)) ** 2;
      const mean =
        near.reduce((sum, place) => sum + (targets[place * count + target] ?? 0), 0) / Math.max(1, near.length);
      miss += (truth - mean) ** 2;
    }
    one[index] = gap / 2 / count;
    many[index] = miss / (1 + 1 / neighbours) / count;
    if (gap > 0) wrong += 1;
  });
  return { one, many, error: wrong / Math.max(1, queries.length) };
}

/** Pooled variance within groups of rows with equal inputs; null with too few. Of one target. */
function replicateVariance(frame: AuditFrame, rows: Int32Array, targets: Float64Array, count: number): number | null {
  const keys = rowKeys(frame.inputs, frame.table.rowCount);
  const groups = new Map<number, number[]>();
  rows.forEach((row, place) => {
    const key = keys[row] ?? 0;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [place]);
    else group.push(place);
  });
  let squares = 0;
  let freedom = 0;
  for (const group of groups.values()) {
    if (group.length < 2) continue;
    freedom += group.length - 1;
    for (let target = 0; target < count; target += 1) {
      const mean = group.reduce((sum, place) => sum + (targets[place * count + target] ?? 0), 0) / group.length;
      for (const place of group) squares += ((targets[place * count + target] ?? 0) - mean) ** 2;
    }
  }
  return freedom < leastReplicates ? null : squares / (freedom * count);
}

/** Cover and Hart (1967): with error e of one neighbour and K classes no classifier is below (K-1)/K (1 - sqrt(1 - K e / (K-1))). */
export function coverHart(error: number, classes: number): number {
  const scale = (classes - 1) / classes;
  return scale * (1 - Math.sqrt(Math.max(0, 1 - error / scale)));
}

function rankingOf(scores: Float64Array, targets: Float64Array, count: number): number {
  const rows = targets.length / count;
  return Array.from({ length: count }, (_, target) => {
    const flags = new Uint8Array(rows).map((_flag, row) => targets[row * count + target] ?? 0);
    const positives = flags.reduce((sum, flag) => sum + flag, 0);
    if (Math.min(positives, rows - positives) < 10) return 0;
    const area = areaUnderRoc(
      new Float64Array(rows).map((_score, row) => scores[row * count + target] ?? 0),
      flags,
    );
    // The error that scores without any signal have.
    const standardError = Math.sqrt((rows + 1) / (12 * positives * (rows - positives)));
    return (area ?? 0) - 2 * standardError;
  }).reduce((best, area) => Math.max(best, area), 0);
}

function isConstant(frame: AuditFrame, name: string): boolean {
  const column = frame.inputs.find((input) => input.name === name);
  if (column === undefined) return true;
  const values = 'codes' in column ? new Set<number>(column.codes) : new Set<number>(column.values);
  return values.size <= 1;
}
