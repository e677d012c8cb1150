import type { ResidualSummary } from '../../contract/explain.ts';
import { sortNumbers } from '../util/sort-numbers.ts';
import { pooledEvaluation, type PairedTask, type Side } from './paired-task.ts';

/** [n] observed less predicted, over all rows of all replicates, in original units. */
export function residualsOf(task: PairedTask, side: Side): Float64Array {
  const { predictions, targets } = pooledEvaluation(task, side);
  return targets.map((observed, row) => observed - (predictions[row] as number));
}

/** Where residuals lie and how they spread. */
export function summarizeResiduals(residuals: Float64Array): ResidualSummary {
  const sorted = sortNumbers(residuals);
  const mean = residuals.reduce((sum, value) => sum + value, 0) / residuals.length;
  const squares = residuals.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const absolute = sortNumbers(residuals.map(Math.abs));
  return {
    mean,
    sd: residuals.length < 2 ? null : Math.sqrt(squares / (residuals.length - 1)),
    low: quantile(sorted, 0.05),
    median: quantile(sorted, 0.5),
    high: quantile(sorted, 0.95),
    medianAbsolute: quantile(absolute, 0.5),
    rows: residuals.length,
  };
}

/** The quantile of ascending numbers, on a straight line between neighbours. */
export function quantile(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const low = sorted[below] as number;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] as number;
  return low + (place - below) * (high - low);
}
