import { churn } from '../metric/churn.ts';
import { mean } from '../compare/summary.ts';
import type { PairedTask, Side } from './paired-task.ts';

/**
 * How much the predictions of one side change when nothing but the seed does, mean over splits: the share of rows that get
 * another class, or the mean absolute change in original units. Null with one seed a split.
 */
export function churnOf(task: PairedTask, side: Side): number | null {
  const bySplit = Map.groupBy(task.replicates, ({ split }) => split);
  const values = [...bySplit.values()].flatMap((replicates) => {
    const predictions = replicates.map((replicate) => Float32Array.from(replicate[side]));
    const value = churn(task.type, predictions, replicates[0]?.targets.length ?? 0, 1);
    return value === null ? [] : [value];
  });
  return values.length === 0 ? null : mean(values);
}
