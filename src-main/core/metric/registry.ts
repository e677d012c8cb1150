import { AppError } from '../../contract/error.ts';
import type { TaskType } from '../../contract/study.ts';
import { accuracy } from './accuracy.ts';
import { auroc } from './auroc.ts';
import { averagePrecision } from './average-precision.ts';
import { balancedAccuracy } from './balanced-accuracy.ts';
import { brier } from './brier.ts';
import { ece } from './ece.ts';
import { f1 } from './f1.ts';
import { logLoss } from './log-loss.ts';
import { macroF1 } from './macro-f1.ts';
import { mae } from './mae.ts';
import { mcc } from './mcc.ts';
import type { Metric } from './metric.ts';
import { r2 } from './r2.ts';
import { rmse } from './rmse.ts';
import { spearman } from './spearman.ts';

/** Every metric; the first that fits a task type is its primary one unless another is chosen. */
export const metrics: readonly Metric[] = [
  auroc,
  macroF1,
  rmse,
  accuracy,
  balancedAccuracy,
  f1,
  averagePrecision,
  mcc,
  mae,
  r2,
  spearman,
  logLoss,
  brier,
  ece,
];

/** The metrics that fit a task type, its default primary metric first. */
export function metricsFor(type: TaskType): readonly Metric[] {
  return metrics.filter((metric) => metric.description.taskTypes.includes(type));
}

/** The primary metric that a new task of this type gets. */
export function defaultMetric(type: TaskType): Metric {
  const metric = metricsFor(type)[0];
  if (metric === undefined) throw new Error(`no metric for task type ${type}`);
  return metric;
}

/** The metric of that id. Throws AppError `bad-option` when there is none. */
export function findMetric(id: string): Metric {
  const metric = metrics.find((candidate) => candidate.description.id === id);
  if (metric === undefined) {
    const known = metrics.map((candidate) => candidate.description.id).join(', ');
    throw new AppError('bad-option', `unknown metric; choose one of ${known}: ${id}`);
  }
  return metric;
}
