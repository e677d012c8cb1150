import type { ClassScores } from './class-scores.ts';
import { rankedCounts } from './ranked-counts.ts';

export type CurvePoint = readonly [number, number];

/**
 * The ROC curve from (0, 0) to (1, 1): false positive rate across, true positive rate up, one point a distinct score, so that
 * ties are joined by a straight line (Fawcett, An introduction to ROC analysis, 2006). Null with rows of one kind only.
 */
export function rocCurve(scores: ClassScores): CurvePoint[] | null {
  const counts = rankedCounts(scores);
  const all = counts.at(-1);
  if (all === undefined || all.truePositives === 0 || all.falsePositives === 0) return null;
  return [
    [0, 0],
    ...counts.map(({ truePositives, falsePositives }): CurvePoint => [
      falsePositives / all.falsePositives,
      truePositives / all.truePositives,
    ]),
  ];
}

/** The area under straight lines between the points; of a ROC curve the probability of the right order, ties one half. */
export function trapezoidArea(points: readonly CurvePoint[]): number {
  let area = 0;
  points.forEach(([x, y], place) => {
    const before = points[place - 1];
    if (before !== undefined) area += ((x - before[0]) * (y + before[1])) / 2;
  });
  return area;
}

/** The height of the curve at x, on straight lines between points; where it rises upright, the upper end. */
export function heightAt(points: readonly CurvePoint[], x: number): number {
  const place = Math.max(0, firstBeyond(points, (reached) => reached > x) - 1);
  const [fromX, fromY] = points[place] as CurvePoint;
  const next = points[place + 1];
  if (next === undefined || x <= fromX) return fromY;
  return fromY + ((next[1] - fromY) * (x - fromX)) / (next[0] - fromX);
}

/** The place of the first point across that is beyond, their number where none is; once beyond, all that follow are. */
export function firstBeyond(points: readonly CurvePoint[], isBeyond: (x: number) => boolean): number {
  let low = 0;
  let high = points.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isBeyond((points[middle] as CurvePoint)[0])) high = middle;
    else low = middle + 1;
  }
  return low;
}
