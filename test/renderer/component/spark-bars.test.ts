import { describe, expect, it } from 'vitest';
import { describeDistribution, sparkBars } from '../../../src-renderer/component/spark-bars.ts';

describe('sparkBars', () => {
  it('scales to the largest count and shows a single value', () => {
    const bars = sparkBars({ kind: 'histogram', edges: [0, 1, 2, 3], counts: [1000, 1, 0] }, 90, 20);
    expect(bars.map((bar) => bar.height)).toEqual([20, 1, 0]);
    for (const bar of bars) expect(bar.y + bar.height).toBe(20);
  });

  it('stays inside its box and marks the rest of the categories', () => {
    const labels = Array.from({ length: 40 }, (_, index) => `c${index}`);
    const bars = sparkBars({ kind: 'bars', labels, counts: labels.map(() => 3), otherCount: 7 }, 84, 22);
    expect(bars.at(-1)?.isOther).toBe(true);
    expect(Math.max(...bars.map((bar) => bar.x + bar.width))).toBeLessThanOrEqual(84);
  });

  it('is said in words too', () => {
    expect(describeDistribution({ kind: 'empty' })).toBe('no values');
    expect(describeDistribution({ kind: 'histogram', edges: [0, 1, 2], counts: [1, 5] })).toContain(
      'between 1.00 and 2.00',
    );
    expect(describeDistribution({ kind: 'bars', labels: ['yes', 'no'], counts: [4, 2], otherCount: 0 })).toBe(
      'yes 4, no 2',
    );
  });
});
