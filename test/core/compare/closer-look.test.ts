import { describe, expect, it } from 'vitest';
import { figureSchema } from '../../../src-main/contract/figure.ts';
import { compareScores } from '../../../src-main/core/compare/compare-scores.ts';
import { comparePairs } from '../../../src-main/core/compare/pairwise.ts';
import { findTradeOff } from '../../../src-main/core/compare/trade-off.ts';
import { buildPairwiseFigure } from '../../../src-main/core/figure/build-pairwise-figure.ts';
import { buildTradeOffFigure } from '../../../src-main/core/figure/build-trade-off-figure.ts';
import { churn } from '../../../src-main/core/metric/churn.ts';
import { ece } from '../../../src-main/core/metric/ece.ts';
import { reliabilityBins } from '../../../src-main/core/metric/reliability.ts';
import { directions, series } from './scores.ts';

const options = { baseline: null, metric: null, directions };
const scores = [
  ...series('single-task:a', 'a', 'accuracy', [0.6, 0.61, 0.6, 0.62, 0.615]),
  ...series('equal', 'a', 'accuracy', [0.62, 0.64, 0.61, 0.66, 0.65]),
  ...series('pcgrad', 'a', 'accuracy', [0.55, 0.56, 0.56, 0.57, 0.55]),
  ...series('single-task:b', 'b', 'rmse', [100, 101, 99, 100, 102]),
  ...series('equal', 'b', 'rmse', [120, 122, 118, 121, 121]),
  ...series('pcgrad', 'b', 'rmse', [90, 91, 92, 90, 91]),
];

describe('every pair of arms', () => {
  const place = { task: 'a', metric: 'accuracy' };
  const { arms, pairs } = comparePairs(scores, place, options);

  it('is compared once, the twin among them, as the comparison with a baseline does', () => {
    expect(arms).toEqual(['single-task:a', 'equal', 'pcgrad']);
    expect(pairs.map(({ arm, baseline }) => [arm, baseline])).toEqual([
      ['equal', 'single-task:a'],
      ['pcgrad', 'single-task:a'],
      ['pcgrad', 'equal'],
    ]);
    const [row] = compareScores(scores, { ...options, metric: 'accuracy' }).rows;
    expect(pairs[0]).toMatchObject({ difference: row?.difference, p: row?.p, ci95: row?.ci95 });
  });

  it('is corrected over all pairs', () => {
    const ordered = pairs.map(({ p }) => p ?? 1).toSorted((first, second) => first - second);
    expect(Math.min(...pairs.map(({ pHolm }) => pHolm ?? 1))).toBeCloseTo(3 * (ordered[0] ?? 1), 12);
  });

  it('is drawn so that turning a pair round changes the sign', () => {
    const figure = figureSchema.parse(buildPairwiseFigure(place, { arms, pairs }));
    const [mark] = figure.marks;
    if (mark?.kind !== 'heat') throw new Error('no heat map');
    arms.forEach((_, row) => {
      expect(mark.values[row]?.[row]).toBeNull();
      arms.forEach((_other, column) => {
        if (row === column) return;
        expect(mark.values[row]?.[column]).toBe(-(mark.values[column]?.[row] ?? Number.NaN));
      });
    });
    expect(mark.values[1]?.[2]).toBeGreaterThan(0.9);
  });
});

describe('the trade-off of two tasks', () => {
  it('knows the front whatever the direction of the metrics', () => {
    const aims = [
      { task: 'a', metric: 'accuracy' },
      { task: 'b', metric: 'rmse' },
    ] as const;
    const dominated = [
      ...series('static', 'a', 'accuracy', [0.5, 0.5, 0.5, 0.5, 0.5]),
      ...series('static', 'b', 'rmse', [95, 95, 95, 95, 95]),
    ];
    const tradeOff = findTradeOff([...scores, ...dominated], [...aims], options);
    expect(tradeOff.points.map(({ arm, onFront }) => [arm, onFront])).toEqual([
      ['equal', true],
      ['pcgrad', true],
      ['static', false],
    ]);
    expect(tradeOff.twins).toEqual({ x: (0.6 + 0.61 + 0.6 + 0.62 + 0.615) / 5, y: 100.4 });
    const figure = figureSchema.parse(buildTradeOffFigure([...aims], tradeOff));
    expect(figure.table.rows).toHaveLength(4);
    expect(figure.summary).toContain('pcgrad and equal');
  });
});

describe('calibration', () => {
  const evaluation = {
    type: 'binary',
    count: 5,
    classCount: 1,
    predictions: Float64Array.of(0, 0.05, 0.9, 0.9, 1),
    targets: Float64Array.of(0, 1, 1, 0, 1),
  } as const;

  it('bins what was stated and counts what came true', () => {
    expect(reliabilityBins(evaluation)).toEqual([
      { confidence: 0.025, frequency: 0.5, rows: 2 },
      { confidence: 0.9, frequency: 0.5, rows: 2 },
      { confidence: 1, frequency: 1, rows: 1 },
    ]);
  });

  it('has the calibration error as its mean gap', () => {
    expect(ece.compute(evaluation).value).toBeCloseTo((2 * 0.475 + 2 * 0.4) / 5, 12);
  });
});

describe('change from retraining', () => {
  it('is the share of rows with another class, over pairs of seeds', () => {
    const runs = [
      Float32Array.of(0.2, 0.8, 0.6, 0.4),
      Float32Array.of(0.3, 0.4, 0.7, 0.1),
      Float32Array.of(0.9, 0.8, 0.9, 0.9),
    ];
    expect(churn('binary', runs, 4, 0)).toBeCloseTo((1 / 4 + 2 / 4 + 3 / 4) / 3, 12);
    const classes = [Float32Array.of(0.1, 0.2, 0.7, 0.5, 0.3, 0.2), Float32Array.of(0.6, 0.2, 0.2, 0.5, 0.3, 0.2)];
    expect(churn('multiclass', classes, 2, 0)).toBe(0.5);
  });

  it('is in standard deviations of the training target for numbers, and nothing with one seed', () => {
    const runs = [Float32Array.of(1, 2), Float32Array.of(3, 1)];
    expect(churn('regression', runs, 2, 3)).toBeCloseTo((2 / 3 + 1 / 3) / 2, 12);
    expect(churn('regression', runs.slice(1), 2, 3)).toBeNull();
    expect(churn('regression', runs, 2, 0)).toBeNull();
  });
});
