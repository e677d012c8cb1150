import type { MetricLookup } from '../../../src-main/core/compare/metric-lookup.ts';
import type { Score } from '../../../src-main/core/compare/scores.ts';
import { uniformAt } from '../../../src-main/core/util/hash.ts';

export const directions: MetricLookup = (metric) =>
  ({
    accuracy: { name: 'Accuracy', higherIsBetter: true, unitInterval: true },
    rmse: { name: 'RMSE', higherIsBetter: false, unitInterval: false },
    r2: { name: 'R²', higherIsBetter: true, unitInterval: false },
  })[metric];

export function score(arm: string, split: number, seed: number, task: string, metric: string, value: number): Score {
  return { arm, split, seed, task, metric, value, trainRows: 400, testRows: 100 };
}

/** One score a split, seed 0. */
export function series(arm: string, task: string, metric: string, values: readonly number[]): Score[] {
  return values.map((value, split) => score(arm, split, 0, task, metric, value));
}

/** A standard normal number as a pure function of the integers (Box and Muller, 1958). */
export function normalAt(seed: number, counter: number, index: number): number {
  const radius = Math.sqrt(-2 * Math.log(1 - uniformAt(seed, counter, 2 * index)));
  return radius * Math.cos(2 * Math.PI * uniformAt(seed, counter, 2 * index + 1));
}
