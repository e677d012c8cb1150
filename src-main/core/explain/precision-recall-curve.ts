import type { ClassScores } from './class-scores.ts';
import { rankedCounts } from './ranked-counts.ts';
import { firstBeyond, type CurvePoint } from './roc-curve.ts';

/** Recalls are shares: hundredths and thirds of them differ by rounding only. */
const rounding = 1e-12;

/**
 * Recall across, precision up, one point a distinct score. Between the points precision does not run straight (Davis and
 * Goadrich, 2006): the curve is one of steps. Null without a row of the class.
 */
export function precisionRecallCurve(scores: ClassScores): CurvePoint[] | null {
  const counts = rankedCounts(scores);
  const positives = counts.at(-1)?.truePositives ?? 0;
  if (positives === 0) return null;
  return counts.map(({ truePositives, falsePositives }) => [
    truePositives / positives,
    truePositives / (truePositives + falsePositives),
  ]);
}

/** The area under the steps: average precision, without interpolation. */
export function stepArea(points: readonly CurvePoint[]): number {
  let area = 0;
  let reached = 0;
  for (const [recall, precision] of points) {
    area += (recall - reached) * precision;
    reached = recall;
  }
  return area;
}

/** The precision at which the recall is first reached. */
export function precisionAt(points: readonly CurvePoint[], recall: number): number {
  const place = firstBeyond(points, (reached) => reached >= recall - rounding);
  return (points[place] ?? points.at(-1))?.[1] ?? Number.NaN;
}
