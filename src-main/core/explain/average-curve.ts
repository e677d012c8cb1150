import type { CurvePoint } from './roc-curve.ts';

/** Mean, lowest and highest height of several curves at each place across. */
export interface AveragedCurve {
  readonly x: readonly number[];
  readonly mean: readonly number[];
  readonly low: readonly number[];
  readonly high: readonly number[];
}

const places = 100;

/** Curves from 0 to 1 averaged upright, at every hundredth (Fawcett, 2006: vertical averaging). */
export function averageCurve(
  curves: readonly (readonly CurvePoint[])[],
  heightAt: (points: readonly CurvePoint[], x: number) => number,
): AveragedCurve {
  const x = Array.from({ length: places + 1 }, (_, place) => place / places);
  const columns = x.map((place) => curves.map((points) => heightAt(points, place)));
  return {
    x,
    mean: columns.map((heights) => heights.reduce((sum, height) => sum + height, 0) / heights.length),
    low: columns.map((heights) => Math.min(...heights)),
    high: columns.map((heights) => Math.max(...heights)),
  };
}
