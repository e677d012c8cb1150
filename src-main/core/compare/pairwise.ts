import type { ComparisonRow } from '../../contract/comparison.ts';
import { compareCell } from './compare-cell.ts';
import { holm } from './holm.ts';
import type { CompareOptions } from './options.ts';
import { findUnits, ScoreTable } from './pairing.ts';
import { readRow } from './reading.ts';
import type { Score } from './scores.ts';
import { findTestRatio } from './test-ratio.ts';

/** One arm against another on one task: the statistics of a comparison's row without its sentence. */
export type PairRow = Omit<ComparisonRow, 'sentence' | 'unitsNeeded'>;

/** Every pair of arms on one task and metric, the twin among them, once each; Holm over all pairs. */
export function comparePairs(
  scores: readonly Score[],
  place: { readonly task: string; readonly metric: string },
  options: CompareOptions,
): { readonly arms: readonly string[]; readonly pairs: readonly PairRow[] } {
  const table = new ScoreTable(scores);
  const units = findUnits(scores);
  const context = { table, units, rho: findTestRatio(scores, units).rho, options };
  const arms = table.arms.filter((arm) => table.has(arm, place.task, place.metric));
  const cells = arms.flatMap((arm, first) =>
    arms.slice(0, first).map((baseline) => compareCell(context, { ...place, arm, baseline }, [])),
  );
  const adjusted = holm(cells.map((cell) => cell.p));
  const pairs = cells.map((cell, index): PairRow => {
    const row = { ...cell, pHolm: adjusted[index] ?? null };
    return { ...row, reading: readRow(row) };
  });
  return { arms, pairs };
}
