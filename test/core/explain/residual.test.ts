import { describe, expect, it } from 'vitest';
import { residualHistogram } from '../../../src-main/core/explain/residual-histogram.ts';
import { quantile, residualsOf, summarizeResiduals } from '../../../src-main/core/explain/residuals.ts';
import { chooseShown } from '../../../src-main/core/explain/shown-predictions.ts';
import { uniformAt } from '../../../src-main/core/util/hash.ts';
import { numberTask, replicate } from './pairs.ts';

const pairs = numberTask([
  replicate({ targets: [1, 2, 3], twin: [1.5, 2, 1], arm: [1, 2, 3] }),
  replicate({ split: 1, targets: [4], twin: [0], arm: [5] }),
]);

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

describe('residuals', () => {
  it('are what was observed less what was predicted', () => {
    expect([...residualsOf(pairs, 'twin')]).toEqual([-0.5, 0, 2, 4]);
    expect([...residualsOf(pairs, 'arm')]).toEqual([0, 0, 0, -1]);
  });

  it('are summed up by place and spread', () => {
    const summary = summarizeResiduals(Float64Array.of(-0.5, 0, 2, 4));
    expect(summary.mean).toBe(5.5 / 4);
    expect(summary.sd).toBeCloseTo(Math.sqrt((0.25 + 4 + 16 - 4 * (5.5 / 4) ** 2) / 3), 12);
    expect(summary.median).toBe(1);
    expect(summary.low).toBeCloseTo(-0.5 + 0.15 * 0.5, 12);
    expect(summary.high).toBeCloseTo(2 + 0.85 * 2, 12);
    expect(summary.medianAbsolute).toBe((0.5 + 2) / 2);
    expect(summarizeResiduals(Float64Array.of(3)).sd).toBeNull();
  });

  it('have quantiles on a straight line between neighbours', () => {
    const sorted = Float64Array.of(1, 2, 4, 8);
    expect([0, 1 / 3, 0.5, 1].map((share) => quantile(sorted, share))).toEqual([1, 2, 3, 8]);
  });
});

describe('the histogram of residuals', () => {
  it('has the shares of both sides in the same bins, what lies beyond in the outer ones', () => {
    const drawn = (seed: number): Float64Array =>
      Float64Array.from({ length: 500 }, (_, row) => uniformAt(seed, 0, row) - 0.5);
    const twin = drawn(1);
    twin[0] = 1000;
    const { edges, twin: shares, arm } = residualHistogram({ twin, arm: drawn(2) });
    expect(edges).toHaveLength(shares.length + 1);
    expect(edges.at(-1)).toBeLessThan(1);
    expect(sum(shares)).toBeCloseTo(1, 12);
    expect(sum(arm)).toBeCloseTo(1, 12);
  });

  it('is there also where every residual is the same', () => {
    const { edges, twin } = residualHistogram({ twin: Float64Array.of(0, 0), arm: Float64Array.of(0, 0) });
    expect(edges.every((edge, place) => place === 0 || edge > (edges[place - 1] as number))).toBe(true);
    expect(sum(twin)).toBe(1);
  });
});

describe('the predictions that are drawn', () => {
  const many = numberTask([
    replicate({
      targets: Array.from({ length: 1000 }, (_, row) => row),
      twin: Array.from({ length: 1000 }, (_, row) => (row === 17 ? -500 : row + 1)),
      arm: Array.from({ length: 1000 }, (_, row) => (row === 923 ? 5000 : row)),
    }),
  ]);

  it('are all where there is room', () => {
    expect(chooseShown(pairs, 600, 1)).toHaveLength(4);
  });

  it('are else a seeded choice that keeps the largest errors of either side', () => {
    const shown = chooseShown(many, 100, 1);
    expect(shown).toHaveLength(100);
    expect(shown.map(({ row }) => row)).toEqual(expect.arrayContaining([17, 923]));
    expect(chooseShown(many, 100, 1)).toEqual(shown);
    expect(chooseShown(many, 100, 2)).not.toEqual(shown);
  });
});
