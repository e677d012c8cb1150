import type { CompareContext } from './compare-cell.ts';
import { directionOf } from './resolve.ts';
import { mean } from './summary.ts';

/**
 * Mean over tasks and metrics of the arm's rank by mean value among all arms scored there, 1 the best; ties share the
 * average of their ranks. Null where it has no value.
 */
export function meanRank(context: CompareContext, arm: string): number | null {
  const { table, units, options } = context;
  const ranks: number[] = [];
  for (const task of table.tasks) {
    for (const metric of table.metricsOf(task).filter((name) => options.metric === null || name === options.metric)) {
      const orientation = directionOf(options.directions, metric).higherIsBetter ? 1 : -1;
      const levelOf = (name: string): number | null => {
        const values = units.splits.flatMap((split) =>
          units.seeds.flatMap((seed) => table.value({ arm: name, task, metric, split, seed }) ?? []),
        );
        return values.length === 0 ? null : orientation * mean(values);
      };
      const own = levelOf(arm);
      if (own === null) continue;
      const levels = table.arms.flatMap((name) => levelOf(name) ?? []);
      const above = levels.filter((level) => level > own).length;
      const tied = levels.filter((level) => level === own).length;
      ranks.push(above + (tied + 1) / 2);
    }
  }
  return ranks.length === 0 ? null : mean(ranks);
}
