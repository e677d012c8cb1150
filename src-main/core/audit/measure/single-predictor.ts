import { deriveSeed, permutation } from '../../util/hash.ts';
import type { TableColumn } from '../../table/table.ts';
import type { AuditTask } from '../frame.ts';
import { createFit, rSquared, type Fit, type SingleInput } from './curve.ts';
import { areaUnderRoc } from './rank.ts';
import { valuesAt } from './values-at.ts';

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

/** A column as a single input, or null for one that has a label of its own in most rows. */
export function singleInput(column: TableColumn, rows: Int32Array): SingleInput | null {
  if (!('codes' in column)) return { kind: 'number', values: column.values };
  const used = new Set<number>();
  for (const row of rows) used.add(column.codes[row] ?? -1);
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
 * predicted from the other. Of the curves that an input can be, the one that fits the fitting half best is taken. AUROC
 * (one class against the others, averaged) for classes, R2 for numbers; null with too few rows.
 */
export function createScorer(
  task: AuditTask,
  rows: Int32Array,
  seed: number,
): (input: SingleInput) => SingleScore | null {
  if (rows.length < 2 * leastRows) return () => null;
  const order = permutation(rows.length, deriveSeed(seed, 'halves'));
  const middle = rows.length >> 1;
  const first = order.subarray(0, middle).map((place) => rows[place] ?? 0);
  const second = order.subarray(middle).map((place) => rows[place] ?? 0);
  const ways = [createWay(task, first, second), createWay(task, second, first)];
  const kind = task.classes.length > 0 ? 'auroc' : 'r2';
  return (input) => {
    const scores = ways.flatMap((way) => scoreWay(input, way) ?? []);
    if (scores.length === 0) return null;
    return { kind, value: scores.reduce((sum, score) => sum + score, 0) / scores.length };
  };
}

/** Rows to fit, rows to score, and what is asked of them: the number, or one class after another. */
interface Way {
  readonly fit: Int32Array;
  readonly held: Int32Array;
  readonly questions: readonly Question[];
}

interface Question {
  readonly target: Float64Array;
  fitScore(predicted: Float64Array): number;
  heldScore(predicted: Float64Array): number;
}

function createWay(task: AuditTask, fit: Int32Array, held: Int32Array): Way {
  if (task.classes.length === 0) {
    const target = valuesAt(task.values, fit);
    const truth = valuesAt(task.values, held);
    const question: Question = {
      target,
      fitScore: (predicted) => rSquared(predicted, target),
      heldScore: (predicted) => rSquared(predicted, truth),
    };
    return { fit, held, questions: [question] };
  }
  const classes = task.classes.length === 2 ? [1] : frequentClasses(task, fit);
  return { fit, held, questions: classes.flatMap((label) => askForClass(task, label, fit, held) ?? []) };
}

function askForClass(task: AuditTask, label: number, fit: Int32Array, held: Int32Array): Question | null {
  const fitFlags = flagsAt(task.values, fit, label);
  const heldFlags = flagsAt(task.values, held, label);
  for (const flags of [fitFlags, heldFlags]) {
    const count = flags.reduce((sum, flag) => sum + flag, 0);
    if (Math.min(count, flags.length - count) < leastOfClass) return null;
  }
  return {
    target: Float64Array.from(fitFlags),
    fitScore: (predicted) => areaUnderRoc(predicted, fitFlags) ?? 0.5,
    heldScore: (predicted) => areaUnderRoc(predicted, heldFlags) ?? 0.5,
  };
}

function scoreWay(input: SingleInput, { fit, held, questions }: Way): number | null {
  if (questions.length === 0) return null;
  const fitCurves = createFit(input, fit);
  let sum = 0;
  for (const question of questions) sum += scoreBest(fitCurves, question, fit, held);
  return sum / questions.length;
}

/** The held-out score of the curve that is best on the rows it was fitted to. */
function scoreBest(fitCurves: Fit, question: Question, fit: Int32Array, held: Int32Array): number {
  let best;
  let bestScore = -Infinity;
  for (const curve of fitCurves(question.target)) {
    const score = question.fitScore(curve.predict(fit));
    if (score > bestScore) [best, bestScore] = [curve, score];
  }
  return best === undefined ? 0 : question.heldScore(best.predict(held));
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

function flagsAt(values: Float64Array, rows: Int32Array, label: number): Uint8Array {
  const flags = new Uint8Array(rows.length);
  for (let index = 0; index < rows.length; index += 1) flags[index] = values[rows[index] ?? 0] === label ? 1 : 0;
  return flags;
}
