import { midRanks } from '../../util/mid-ranks.ts';

/**
 * Area under the ROC curve of scores for the rows with `positive` 1, ties counting one half (Mann and Whitney's U divided
 * by the number of pairs). Null without both classes.
 */
export function areaUnderRoc(scores: Float64Array, positive: Uint8Array): number | null {
  const ranks = midRanks(scores);
  let positives = 0;
  let rankSum = 0;
  for (let index = 0; index < positive.length; index += 1) {
    if (positive[index] !== 1) continue;
    positives += 1;
    rankSum += ranks[index] ?? 0;
  }
  const negatives = positive.length - positives;
  if (positives === 0 || negatives === 0) return null;
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}

/**
 * Two-sample Kolmogorov-Smirnov statistic: the largest distance between the two empirical distribution functions, and the
 * two-sided p by the asymptotic bound 2 exp(-2 D^2 nm / (n + m)), which is never too small.
 */
export function kolmogorovSmirnov(first: Float64Array, second: Float64Array): { statistic: number; p: number } {
  const a = first.toSorted();
  const b = second.toSorted();
  if (a.length === 0 || b.length === 0) return { statistic: 0, p: 1 };
  let statistic = 0;
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    const value = Math.min(a[i] ?? Infinity, b[j] ?? Infinity);
    while (i < a.length && (a[i] ?? 0) <= value) i += 1;
    while (j < b.length && (b[j] ?? 0) <= value) j += 1;
    statistic = Math.max(statistic, Math.abs(i / a.length - j / b.length));
  }
  const size = (a.length * b.length) / (a.length + b.length);
  return { statistic, p: Math.min(1, 2 * Math.exp(-2 * statistic ** 2 * size)) };
}
