import type { Cause } from '../../contract/cause.ts';
import type { Comparison, ComparisonRow, GradientCosine } from '../../contract/comparison.ts';
import type { VerdictOptions } from './verdict-options.ts';

/** Opposed gradients count as a cause from this share of measured epochs on. */
const frequent = 0.5;
/** A mean cosine this near to zero says that two gradients neither agree nor oppose each other. */
const nearRightAngle = 0.1;
/** A task has few labels where another one has so many times more. */
const manyTimes = 2;

/**
 * What the gradients of two tasks say by their mean cosine and by how often it is below zero: they oppose each other, they
 * stand near a right angle and want other things of the same layers, or they agree. Null between these.
 */
export function causeOfCosine({ mean, conflictRate }: Pick<GradientCosine, 'mean' | 'conflictRate'>): Cause | null {
  if (Math.abs(mean) < nearRightAngle) return 'capacity';
  if (mean > 0) return 'aligned-gradients';
  return conflictRate >= frequent ? 'opposed-gradients' : null;
}

/**
 * Whether the cause can be behind a verdict of that kind. Gradients at a right angle are the usual case, and a cause only where
 * a task got worse.
 */
export function fitsReading(cause: Cause, reading: ComparisonRow['reading']): boolean {
  switch (cause) {
    case 'few-labels':
      return reading !== 'equal';
    case 'aligned-gradients':
      return reading === 'better';
    case 'capacity':
      return reading === 'worse';
    case 'opposed-gradients':
    case 'small-weight':
    case 'unequal-scales':
      return reading === 'worse' || reading === 'open';
  }
}

/**
 * What the verdict's words name as likely: where a task got worse, gradients that oppose its own or stand at a right angle to
 * it; where it got worse or better, few labels beside a task that has many more.
 */
export function findCauses(row: ComparisonRow, comparison: Comparison, { labelCounts }: VerdictOptions): Cause[] {
  if (row.reading !== 'worse' && row.reading !== 'better') return [];
  const causes: Cause[] = [];
  const opponent = strongestOpponent(row, comparison);
  const byGradients = opponent === null ? null : causeOfCosine(opponent);
  if (row.reading === 'worse' && byGradients !== null && fitsReading(byGradients, 'worse')) causes.push(byGradients);
  if (hasFewLabels(row.task, labelCounts)) causes.push('few-labels');
  return causes;
}

/** Whether another task has many times the labels of this one. */
export function hasFewLabels(task: string, labelCounts: VerdictOptions['labelCounts']): boolean {
  const own = labelCounts?.[task];
  return own !== undefined && Math.max(...Object.values(labelCounts ?? {})) >= manyTimes * own;
}

/** The pair in which another task's gradient opposes this one's most often; one that opposes it in the mean too goes first. */
export function strongestOpponent(
  row: Pick<ComparisonRow, 'arm' | 'task'>,
  comparison: Pick<Comparison, 'gradientCosines'>,
): GradientCosine | null {
  const pairs = comparison.gradientCosines.filter(
    (pair) => pair.arm === row.arm && (pair.taskA === row.task || pair.taskB === row.task),
  );
  const isOpposed = (pair: GradientCosine): number => (causeOfCosine(pair) === 'opposed-gradients' ? 1 : 0);
  const ordered = pairs.toSorted(
    (first, second) => isOpposed(second) - isOpposed(first) || second.conflictRate - first.conflictRate,
  );
  return ordered[0] ?? null;
}
