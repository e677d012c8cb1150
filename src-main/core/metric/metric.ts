import type { MetricDescription } from '../../contract/method.ts';
import type { MetricValue } from '../../contract/run.ts';
import type { TaskType } from '../../contract/study.ts';

/** Predictions and truth of n labelled rows, n >= 1, all finite. */
export interface Evaluation {
  readonly type: TaskType;
  readonly count: number;
  /** Width of a row of predictions: 1 for regression and binary, K for multiclass. */
  readonly classCount: number;
  /** Regression [n]: numbers in original units; binary [n]: P(positive); multiclass [n, K] row-major: probabilities. */
  readonly predictions: Float64Array;
  /** [n]: the number, or the class index; for binary 1 is the positive class. */
  readonly targets: Float64Array;
  /** [n] The rows by ascending prediction, of one number a row, or by ascending target, equal ones as they stand, where known. */
  readonly order?: Readonly<Partial<Record<Sorted, Int32Array>>>;
}

/** What the rows of an evaluation may be put in order by. */
export type Sorted = 'predictions' | 'targets';

export interface Metric {
  readonly description: MetricDescription;
  /** What it puts the rows in order by: who evaluates many parts of the same rows sorts them once and gives the order. */
  readonly sorts?: readonly Sorted[];
  /** A number, or null with the reason why it is not defined for these rows. */
  compute(evaluation: Evaluation): MetricValue;
}

export function defined(value: number): MetricValue {
  return { value, reason: null };
}

export function notDefined(reason: string): MetricValue {
  return { value: null, reason };
}
