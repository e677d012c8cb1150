import type { RegressionView } from '../../contract/explain.ts';
import { forBoth } from '../../core/explain/paired-task.ts';
import { residualHistogram } from '../../core/explain/residual-histogram.ts';
import { residualsOf, summarizeResiduals } from '../../core/explain/residuals.ts';
import { chooseShown } from '../../core/explain/shown-predictions.ts';
import {
  buildObservedFigures,
  buildResidualDistributionFigure,
  buildResidualFigures,
} from '../../core/figure/build-residual-figures.ts';
import type { TaskView } from '../../core/figure/task-view.ts';
import type { ExplainedPair } from './explained-pair.ts';

/** Predictions that are drawn at most. */
const mostShown = 600;

/** Residuals of a task of numbers, in its own units. */
export function describeNumbers({ spec, pairs, view }: ExplainedPair): RegressionView {
  const residuals = forBoth((side) => residualsOf(pairs, side));
  const summaries = forBoth((side) => summarizeResiduals(residuals[side]));
  const shown = chooseShown(pairs, mostShown, spec.baseSeed);
  const all = residuals.twin.length;
  const basis =
    shown.length < all
      ? `${shown.length} of ${all} predictions, the largest errors among them; ${view.basis}`
      : `${all} predictions; ${view.basis}`;
  const drawn: TaskView = { ...view, basis };
  return {
    residuals: summaries,
    figures: {
      observed: buildObservedFigures(drawn, shown),
      residual: buildResidualFigures(drawn, shown),
      distribution: buildResidualDistributionFigure(
        { ...view, basis: `${all} predictions; ${view.basis}` },
        residualHistogram(residuals),
        summaries,
      ),
    },
  };
}
