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
}

export interface Metric {
  readonly description: MetricDescription;
  /** A number, or null with the reason why it is not defined for these rows. */
  compute(evaluation: Evaluation): MetricValue;
}

export function defined(value: number): MetricValue {
  return { value, reason: null };
}

export function notDefined(reason: string): MetricValue {
  return { value: null, reason };
}
