import type { Spread } from '../../contract/comparison.ts';
import type { CompareOptions } from './options.ts';
import { findUnits, ScoreTable, type Units } from './pairing.ts';
import { shownMetrics } from './resolve.ts';
import type { Score } from './scores.ts';
import { mean, standardDeviation } from './summary.ts';

/** The spread of scores that are compared with nothing. */
export function spreadOfScores(scores: readonly Score[], options: CompareOptions): Spread[] {
  return spreadOf(new ScoreTable(scores), findUnits(scores), options);
}

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
