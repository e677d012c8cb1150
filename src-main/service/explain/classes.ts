import { twinId } from '../../contract/arm.ts';
import type { ClassCurvesView, ClassificationView } from '../../contract/explain.ts';
import { classCurves } from '../../core/explain/class-curves.ts';
import { classScores } from '../../core/explain/class-scores.ts';
import { confusionMatrix } from '../../core/explain/confusion-matrix.ts';
import { forBoth, pooledEvaluation } from '../../core/explain/paired-task.ts';
import { thresholdRates, thresholds } from '../../core/explain/threshold-rates.ts';
import { buildPrecisionRecallFigure, buildRocFigure } from '../../core/figure/build-class-curve-figure.ts';
import { buildReliabilityFigure } from '../../core/figure/build-reliability-figure.ts';
import { calibrationError, reliabilityBins } from '../../core/metric/reliability.ts';
import type { ExplainedPair } from './explained-pair.ts';

/** Confusion, calibration and curves of a task of classes; of two classes the curves are of the positive one, else of the first. */
export function describeClasses(pair: ExplainedPair): ClassificationView {
  const { task, pairs, view } = pair;
  const bins = forBoth((side) => reliabilityBins(pooledEvaluation(pairs, side)));
  const errors = forBoth((side) => calibrationError(bins[side]));
  return {
    classes: [...task.classes],
    confusion: forBoth((side) => confusionMatrix(pairs, side)),
    calibration: buildReliabilityFigure(
      view,
      [
        { arm: twinId(task.column), bins: bins.twin, error: errors.twin },
        { arm: view.arm, bins: bins.arm, error: errors.arm },
      ],
      view.naming,
    ),
    calibrationError: errors,
    curves: describeCurves(pair, task.type === 'binary' ? 1 : 0),
  };
}

/** One class against the others: curves, areas and what each threshold would give. */
export function describeCurves({ task, pairs, view }: ExplainedPair, wanted: number): ClassCurvesView {
  const positive = task.classes[wanted] ?? '';
  const { roc, precisionRecall, prevalence } = classCurves(pairs, wanted);
  const rates = forBoth((side) =>
    thresholdRates(pairs.replicates.map((replicate) => classScores(pairs, replicate, side, wanted))),
  );
  return {
    positive,
    areas: {
      roc: { twin: roc.twin.area, arm: roc.arm.area },
      precisionRecall: { twin: precisionRecall.twin.area, arm: precisionRecall.arm.area },
    },
    figures: {
      roc: buildRocFigure(view, positive, roc),
      precisionRecall: buildPrecisionRecallFigure(view, positive, precisionRecall, prevalence),
    },
    thresholds: rates.twin.flatMap((twin, step) => {
      const arm = rates.arm[step];
      return arm === undefined ? [] : [{ threshold: thresholds[step] ?? 0, twin, arm }];
    }),
  };
}
