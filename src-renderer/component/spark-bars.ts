import type { Distribution } from '../../src-main/contract/dataset.ts';

export interface SparkBar {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly isOther: boolean;
}

const mostBars = 24;
const widestStep = 18;

/** Bars of a small distribution drawing, scaled to the largest count; a non-empty bin is at least one pixel high. */
export function sparkBars(distribution: Distribution, width: number, height: number): readonly SparkBar[] {
  const counts = countsOf(distribution);
  const largest = Math.max(1, ...counts);
  const step = Math.min(widestStep, width / Math.max(1, counts.length));
  const gap = counts.length > 16 ? 0.5 : 1;
  const hasOther = distribution.kind === 'bars' && distribution.otherCount > 0;
  return counts.map((count, index) => {
    const size = count === 0 ? 0 : Math.max(1, (count / largest) * height);
    const isOther = hasOther && index === counts.length - 1;
    return { x: index * step, y: height - size, width: Math.max(0.5, step - gap), height: size, isOther };
  });
}

function countsOf(distribution: Distribution): readonly number[] {
  if (distribution.kind === 'empty') return [];
  if (distribution.kind === 'histogram') return distribution.counts;
  const counts = distribution.counts.slice(0, mostBars);
  return distribution.otherCount > 0 ? [...counts, distribution.otherCount] : counts;
}

export function describeDistribution(distribution: Distribution): string {
  if (distribution.kind === 'empty') return 'no values';
  if (distribution.kind === 'histogram') {
    const total = distribution.counts.reduce((sum, count) => sum + count, 0);
    const peak = distribution.counts.indexOf(Math.max(...distribution.counts));
    const low = distribution.edges[peak];
    const high = distribution.edges[peak + 1];
    return low === undefined || high === undefined
      ? `${total} values`
      : `${total} values, most between ${low.toPrecision(3)} and ${high.toPrecision(3)}`;
  }
  const named = distribution.labels.slice(0, 3).map((label, index) => `${label} ${distribution.counts[index] ?? 0}`);
  const rest = distribution.labels.length - named.length;
  return rest > 0 || distribution.otherCount > 0 ? `${named.join(', ')} and others` : named.join(', ');
}
