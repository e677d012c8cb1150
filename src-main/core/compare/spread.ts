import type { Spread } from '../../contract/comparison.ts';
import type { CompareOptions } from './options.ts';
import type { ScoreTable, Units } from './pairing.ts';
import { shownMetrics } from './resolve.ts';
import { mean, standardDeviation } from './summary.ts';

/** How much each arm's metrics move between retrains of a split, and between splits. */
export function spreadOf(table: ScoreTable, units: Units, options: CompareOptions): Spread[] {
  const spread: Spread[] = [];
  for (const task of table.tasks) {
    for (const metric of shownMetrics(table, task, options)) {
      for (const arm of table.arms.filter((candidate) => table.has(candidate, task, metric))) {
        const bySplit = units.splits.map((split) =>
          units.seeds.flatMap((seed) => table.value({ arm, task, metric, split, seed }) ?? []),
        );
        const retrains = bySplit.flatMap((values) => standardDeviation(values) ?? []);
        const means = bySplit.filter((values) => values.length > 0).map(mean);
        spread.push({
          arm,
          task,
          metric,
          sdOverSeeds: retrains.length === 0 ? null : mean(retrains),
          sdOverSplits: standardDeviation(means),
        });
      }
    }
  }
  return spread;
}
