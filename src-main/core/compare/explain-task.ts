import type { Cause, Comparison, ComparisonRow, GradientCosine } from '../../contract/comparison.ts';
import { sayFinding } from './say-row.ts';
import { formatFixed } from './wording.ts';
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
  const clues = [cosineClue(row, comparison), labelClue(row, options)].filter((clue) => clue !== null);
  const cause = clues.length === 0 ? ['Neither gradient cosines nor label counts were recorded.'] : clues;
  return [finding, ...cause].join(' ');
}

/** Opposed gradients count as a cause from this share of measured epochs on. */
const frequent = 0.5;
/** A task has few labels where another one has so many times more. */
const manyTimes = 2;

/**
 * What the verdict's words name as likely: opposed gradients where a task got worse, few labels where it got worse or better
 * beside a task that has many more.
 */
export function findCauses(row: ComparisonRow, comparison: Comparison, { labelCounts }: VerdictOptions): Cause[] {
  if (row.reading !== 'worse' && row.reading !== 'better') return [];
  const causes: Cause[] = [];
  const opponent = strongestOpponent(row, comparison);
  if (row.reading === 'worse' && opponent !== null && opponent.conflictRate >= frequent)
    causes.push('opposed-gradients');
  const own = labelCounts?.[row.task];
  const most = Math.max(0, ...Object.values(labelCounts ?? {}));
  if (own !== undefined && most >= manyTimes * own) causes.push('few-labels');
  return causes;
}

/** The pair in which another task's gradient opposes this one's most often. */
function strongestOpponent(row: ComparisonRow, comparison: Comparison): GradientCosine | null {
  const pairs = comparison.gradientCosines.filter(
    (pair) => pair.arm === row.arm && (pair.taskA === row.task || pair.taskB === row.task),
  );
  return [...pairs].sort((first, second) => second.conflictRate - first.conflictRate)[0] ?? null;
}

function cosineClue(row: ComparisonRow, comparison: Comparison): string | null {
  const strongest = strongestOpponent(row, comparison);
  if (strongest === null) return null;
  if (strongest.conflictRate === 0) {
    return 'Its gradient never opposes that of another task: gradient conflict does not explain it.';
  }
  const other = strongest.taskA === row.task ? strongest.taskB : strongest.taskA;
  const share = `${formatFixed(100 * strongest.conflictRate, 0)} % of measured epochs (mean cosine ${formatFixed(strongest.mean, 2)})`;
  return strongest.conflictRate >= frequent
    ? `Its gradient opposes that of ${other} in ${share}.`
    : `Its gradient opposes that of ${other}, its strongest opponent, in only ${share}: gradient conflict alone does not explain it.`;
}

function labelClue(row: ComparisonRow, options: VerdictOptions): string | null {
  const counts = options.labelCounts;
  const own = counts?.[row.task];
  if (counts === undefined || own === undefined) return null;
  const others = Object.entries(counts).filter(([task]) => task !== row.task);
  if (others.length > 0 && others.every(([, count]) => count === own)) {
    return `Every task has ${own} labelled rows: label counts do not explain it.`;
  }
  const said = others.map(([task, count]) => `${task} ${count}`).join(', ');
  return `It has ${own} labelled rows${said === '' ? '' : `; the others: ${said}`}.`;
}
