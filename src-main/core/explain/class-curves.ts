import type { CurveArea } from '../../contract/explain.ts';
import { averageCurve, type AveragedCurve } from './average-curve.ts';
import { classScores } from './class-scores.ts';
import { forBoth, type Both, type PairedTask, type Side } from './paired-task.ts';
import { precisionAt, precisionRecallCurve, stepArea } from './precision-recall-curve.ts';
import { heightAt, rocCurve, trapezoidArea, type CurvePoint } from './roc-curve.ts';

/** The curves of one side, averaged over replicates, with the areas under each; null where no replicate has one. */
export interface SideCurve {
  readonly curve: AveragedCurve | null;
  readonly area: CurveArea;
}

export interface ClassCurves {
  readonly roc: Both<SideCurve>;
  readonly precisionRecall: Both<SideCurve>;
  /** Share of rows of the class, over all replicates: the precision of guessing. */
  readonly prevalence: number;
}

/** ROC and precision-recall of one class against the others. */
export function classCurves(task: PairedTask, wanted: number): ClassCurves {
  const scoresOf = (side: Side) => task.replicates.map((replicate) => classScores(task, replicate, side, wanted));
  const rows = task.replicates.reduce((sum, { targets }) => sum + targets.length, 0);
  const positives = task.replicates.reduce(
    (sum, { targets }) => sum + targets.reduce((count, truth) => count + (truth === wanted ? 1 : 0), 0),
    0,
  );
  return {
    roc: forBoth((side) => sideCurve(scoresOf(side).map(rocCurve), heightAt, trapezoidArea)),
    precisionRecall: forBoth((side) => sideCurve(scoresOf(side).map(precisionRecallCurve), precisionAt, stepArea)),
    prevalence: rows === 0 ? 0 : positives / rows,
  };
}

function sideCurve(
  curves: readonly (readonly CurvePoint[] | null)[],
  heightOf: (points: readonly CurvePoint[], x: number) => number,
  areaOf: (points: readonly CurvePoint[]) => number,
): SideCurve {
  const defined = curves.filter((points) => points !== null);
  const areas = defined.map(areaOf);
  if (areas.length === 0) return { curve: null, area: { mean: null, low: null, high: null, replicates: 0 } };
  return {
    curve: averageCurve(defined, heightOf),
    area: {
      mean: areas.reduce((sum, area) => sum + area, 0) / areas.length,
      low: Math.min(...areas),
      high: Math.max(...areas),
      replicates: areas.length,
    },
  };
}
