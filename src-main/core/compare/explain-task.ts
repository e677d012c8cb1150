import type { Comparison, ComparisonRow } from '../../contract/comparison.ts';
import { strongestOpponent } from './find-causes.ts';
import { sayCosines, sayLabels } from './say-clue.ts';
import { sayFinding } from './say-row.ts';
import type { VerdictOptions } from './verdict-options.ts';

/** The difference in metric units with its interval, how it reads, and for a task that got worse what is known of the cause. */
export function explainTask(row: ComparisonRow, comparison: Comparison, options: VerdictOptions): string {
  const { design } = comparison;
  const finding = sayFinding(row, {
    claim: design.claim,
    unit: design.splits > 1 ? 'splits' : 'seeds',
    naming: options,
  });
  if (row.reading !== 'worse') return finding;
  const strongest = strongestOpponent(row, comparison);
  const clues = [
    strongest === null ? null : sayCosines(row.task, strongest, row.reading),
    sayLabels(row.task, options.labelCounts, row.reading),
  ].filter((clue) => clue !== null);
  const cause = clues.length === 0 ? ['Neither gradient cosines nor label counts were recorded.'] : clues;
  return [finding, ...cause].join(' ');
}
