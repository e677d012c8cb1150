import type { TaskType } from '../../contract/study.ts';
import type { Evaluation } from '../metric/metric.ts';

export const sides = ['twin', 'arm'] as const;
/** The single-task twin, and the arm that stands beside it. */
export type Side = (typeof sides)[number];

/** One value for the twin and one for the arm. */
export interface Both<Value> {
  readonly twin: Value;
  readonly arm: Value;
}

/** An arm beside the twin on the n labelled test rows of one split, both trained from one seed. */
export interface PairedReplicate extends Both<Float64Array> {
  readonly split: number;
  readonly seed: number;
  /** [n] rows of the data. */
  readonly rows: Int32Array;
  /** [n]: the number in original units, or the class index. */
  readonly targets: Float64Array;
  /** Regression [n]: numbers in original units; binary [n]: P(positive); multiclass [n, K] row-major: probabilities. */
  readonly twin: Float64Array;
  readonly arm: Float64Array;
}

/** Every replicate of a task in which both the arm and the twin have predictions. */
export interface PairedTask {
  readonly type: TaskType;
  /** Empty for regression; the second of two is the positive class. */
  readonly classes: readonly string[];
  readonly replicates: readonly PairedReplicate[];
}

/** The same for the twin and for the arm. */
export function forBoth<Value>(make: (side: Side) => Value): Both<Value> {
  return { twin: make('twin'), arm: make('arm') };
}

/** What one side of a replicate predicted, beside the truth. */
export function evaluationOf(task: PairedTask, replicate: PairedReplicate, side: Side): Evaluation {
  const { targets } = replicate;
  const predictions = replicate[side];
  return { type: task.type, count: targets.length, classCount: predictionWidth(task), predictions, targets };
}

/** Numbers that a prediction is. */
export function predictionWidth({ type, classes }: PairedTask): number {
  return type === 'multiclass' ? classes.length : 1;
}

/** All replicates of one side as if they were one. */
export function pooledEvaluation(task: PairedTask, side: Side): Evaluation {
  const parts = task.replicates.map((replicate) => evaluationOf(task, replicate, side));
  return {
    type: task.type,
    classCount: predictionWidth(task),
    count: parts.reduce((sum, { count }) => sum + count, 0),
    predictions: joined(parts.map(({ predictions }) => predictions)),
    targets: joined(parts.map(({ targets }) => targets)),
  };
}

function joined(parts: readonly Float64Array[]): Float64Array {
  const whole = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
  let end = 0;
  for (const part of parts) {
    whole.set(part, end);
    end += part.length;
  }
  return whole;
}
