import { AppError } from '../../contract/error.ts';
import type { SplitPlan } from '../../contract/study.ts';
import type { Split } from './prepared.ts';
import { toSplit } from './split-size.ts';
import { stratifyIteratively, type LabelsAt } from './split-tasks.ts';

/** Folds of a k-fold plan that does not say. */
export const usualFolds = 5;

/**
 * One fold of a repeated k-fold plan: split s tests on fold s mod k of repeat floor(s / k), and every repeat deals the rows anew.
 * Folds keep the labels of all tasks in proportion; the validation part is taken from what is not tested, in the same way.
 */
export function splitByFold(
  rows: Int32Array,
  labelsAt: LabelsAt,
  plan: SplitPlan,
  index: number,
  seedOf: (purpose: string, repeat: number) => number,
): Split {
  const folds = plan.folds ?? usualFolds;
  if (plan.splits % folds !== 0) {
    const nearest = Math.max(folds, Math.round(plan.splits / folds) * folds);
    throw new AppError(
      'impossible-study',
      `${plan.splits} splits are no whole number of repeats of ${folds} folds; use ${nearest} splits, or other folds`,
      { details: { splits: plan.splits, folds } },
    );
  }
  if (rows.length < 3 * folds) {
    throw new AppError(
      'impossible-study',
      `${rows.length} labelled rows are too few for ${folds} folds with a validation part; use at most ${Math.max(2, Math.floor(rows.length / 3))} folds`,
      { details: { rows: rows.length, folds } },
    );
  }
  const repeat = Math.floor(index / folds);
  const sizes = evenSizes(rows.length, folds);
  const dealt = stratifyIteratively(rows, labelsAt, sizes, seedOf('folds', repeat));
  const test = dealt[index % folds] ?? [];
  const rest = Int32Array.from(dealt.filter((_, fold) => fold !== index % folds).flat()).sort();
  const validation = Math.max(1, Math.min(rest.length - 1, Math.round(rest.length * plan.validationFraction)));
  const [train = [], valid = []] = stratifyIteratively(
    rest,
    labelsAt,
    [rest.length - validation, validation],
    seedOf('fold validation', index),
  );
  return toSplit(train, valid, test);
}

function evenSizes(count: number, parts: number): number[] {
  return Array.from(
    { length: parts },
    (_, part) => Math.floor(((part + 1) * count) / parts) - Math.floor((part * count) / parts),
  );
}
