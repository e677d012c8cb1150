import type { TaskRelation } from '../../contract/audit.ts';
import { deriveSeed, integerBelow } from '../util/hash.ts';
import type { AuditFrame, AuditTask } from './frame.ts';
import { correlationRatio, cramersVOf, pearson } from './measure/association.ts';
import { crossCount, type Discrete } from './measure/discretize.ts';
import { valuesAt } from './measure/values-at.ts';

const leastShared = 10;
const resamples = 200;
const mostResampled = 5000;
const normalQuantile = 1.959964;

/** Every pair of tasks, each once, in their order. */
export function pairsOf(tasks: readonly AuditTask[]): (readonly [AuditTask, AuditTask])[] {
  return tasks.flatMap((first, position) => tasks.slice(position + 1).map((second) => [first, second] as const));
}

/** Every pair of tasks on the rows labelled for both. */
export function relateTasks(frame: AuditFrame): TaskRelation[] {
  return pairsOf(frame.tasks).map(([first, second]) => relate(frame, first, second));
}

/** Rows labelled for both, ascending. */
export function sharedRows(first: AuditTask, second: AuditTask): Int32Array {
  return first.rows.filter((row) => Number.isFinite(second.values[row] ?? Number.NaN));
}

/** Association suited to the two types: Pearson's r, the correlation ratio, or bias-corrected Cramer's V. */
export function relate(frame: AuditFrame, first: AuditTask, second: AuditTask): TaskRelation {
  const rows = sharedRows(first, second);
  const measure = measureOf(first, second);
  const estimate = (chosen: Int32Array): number | null => associate(first, second, chosen);
  const value = rows.length < leastShared ? null : estimate(rows);
  return {
    taskA: first.name,
    taskB: second.name,
    shared: frame.presence.together[first.index]?.[second.index] ?? rows.length,
    measure,
    value,
    ...(value === null
      ? { interval: null, intervalMethod: '' }
      : measure === 'pearson'
        ? { interval: fisherInterval(value, rows.length), intervalMethod: "95 %, Fisher's z" }
        : bootstrap(frame, first, second, rows)),
    classes: first.classes.length > 0 && second.classes.length > 0 ? crossTable(first, second, rows) : null,
  };
}

/** The association of two tasks on these rows; null where a task has one value there. */
export function associate(first: AuditTask, second: AuditTask, rows: Int32Array): number | null {
  if (first.classes.length === 0 && second.classes.length === 0) {
    return pearson(valuesOf(first, rows), valuesOf(second, rows));
  }
  if (first.classes.length > 0 && second.classes.length > 0) {
    return cramersVOf(codesOf(first, rows), codesOf(second, rows));
  }
  const [number, label] = first.classes.length === 0 ? [first, second] : [second, first];
  return correlationRatio(valuesOf(number, rows), codesOf(label, rows));
}

function measureOf(first: AuditTask, second: AuditTask): TaskRelation['measure'] {
  const labels = Number(first.classes.length > 0) + Number(second.classes.length > 0);
  return labels === 0 ? 'pearson' : labels === 2 ? 'cramers-v' : 'correlation-ratio';
}

function fisherInterval(r: number, n: number): [number, number] {
  if (Math.abs(r) >= 1) return [r, r];
  const z = Math.atanh(r);
  const half = normalQuantile / Math.sqrt(Math.max(1, n - 3));
  return [Math.tanh(z - half), Math.tanh(z + half)];
}

/** Percentiles of the association over seeded resamples of the rows. */
function bootstrap(
  frame: AuditFrame,
  first: AuditTask,
  second: AuditTask,
  rows: Int32Array,
): Pick<TaskRelation, 'interval' | 'intervalMethod'> {
  const name = `relation ${first.name} ${second.name}`;
  const pool = frame.sample(rows, mostResampled, name);
  const seed = deriveSeed(frame.spec.baseSeed, 'audit', name);
  const values: number[] = [];
  for (let round = 0; round < resamples; round += 1) {
    const roundSeed = deriveSeed(seed, round);
    const drawn = pool.map((_, index) => pool[integerBelow(pool.length, roundSeed, index)] ?? 0);
    const value = associate(first, second, drawn);
    if (value !== null) values.push(value);
  }
  values.sort((a, b) => a - b);
  const low = values[Math.floor(0.025 * (values.length - 1))];
  const high = values[Math.ceil(0.975 * (values.length - 1))];
  const of = pool.length < rows.length ? ` of ${pool.length} of the rows` : '';
  return {
    interval: low === undefined || high === undefined ? null : [low, high],
    intervalMethod: `95 %, percentiles of ${resamples} resamples${of}`,
  };
}

function crossTable(first: AuditTask, second: AuditTask, rows: Int32Array): TaskRelation['classes'] {
  const counts = crossCount(codesOf(first, rows), codesOf(second, rows));
  const width = second.classes.length;
  return {
    a: [...first.classes],
    b: [...second.classes],
    counts: first.classes.map((_, a) => Array.from(counts.subarray(a * width, (a + 1) * width))),
  };
}

function valuesOf(task: AuditTask, rows: Int32Array): Float64Array {
  return valuesAt(task.values, rows);
}

function codesOf(task: AuditTask, rows: Int32Array): Discrete {
  return { codes: rows.map((row) => task.values[row] ?? 0), count: task.classes.length };
}
