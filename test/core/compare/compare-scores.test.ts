import { describe, expect, it } from 'vitest';
import { comparisonSchema } from '../../../src-main/contract/comparison.ts';
import { compareScores } from '../../../src-main/core/compare/compare-scores.ts';
import type { CompareOptions } from '../../../src-main/core/compare/options.ts';
import type { Score } from '../../../src-main/core/compare/scores.ts';
import { directions, normalAt, score, series } from './scores.ts';
import { refusal } from '../../helper/refusal.ts';

const defaults: CompareOptions = { baseline: null, metric: null, directions };
const arm = [0.62, 0.64, 0.61, 0.66, 0.65];
const twin = [0.6, 0.61, 0.6, 0.62, 0.615];
const pair = [...series('single-task:a', 'a', 'accuracy', twin), ...series('pcgrad', 'a', 'accuracy', arm)];

function compare(scores: readonly Score[], options: Partial<CompareOptions> = {}) {
  return comparisonSchema.parse(compareScores(scores, { ...defaults, ...options }));
}

describe('one arm against its twin', () => {
  it('is paired by split and corrected for shared rows', () => {
    const { rows, design } = compare(pair);
    expect(design).toMatchObject({ splits: 5, seeds: 1, units: 5, rho: 0.25, family: 1, nTrain: 400, nTest: 100 });
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ baseline: 'single-task:a', n: 5, df: 4, wins: 5, losses: 0, reading: 'better' });
    // scipy 1.17.1
    expect(rows[0]?.p).toBeCloseTo(0.028768335227557996, 9);
    expect(rows[0]?.dz).toBeCloseTo(0.027 / 0.012041594578792307, 9);
    expect(rows[0]?.relativePercent).toBeCloseTo((100 * 0.027) / 0.609, 9);
    expect(rows[0]?.sentence).toBe(
      'With pcgrad, a is better than its twin by 0.027 accuracy [0.005, 0.049] on new data of this kind (Holm p = .029).',
    );
  });

  it('turns round when arm and baseline change places', () => {
    const there = compare(pair, { baseline: 'single-task:a' }).rows[0];
    const back = compare(pair, { baseline: 'pcgrad' }).rows[0];
    expect(back?.difference).toBeCloseTo(-(there?.difference ?? 0), 12);
    expect(back?.p).toBeCloseTo(there?.p ?? 0, 12);
    expect(back?.pBetter).toBeCloseTo(there?.pWorse ?? 0, 12);
    expect(back?.cliffsDelta).toBeCloseTo(-(there?.cliffsDelta ?? 0), 12);
    expect([back?.wins, back?.losses]).toEqual([there?.losses, there?.wins]);
    expect(back?.reading).toBe('worse');
  });

  it('does not depend on the order of the scores', () => {
    const reversed = compare([...pair].reverse()).rows[0];
    expect(reversed?.p).toBeCloseTo(compare(pair).rows[0]?.p ?? 0, 12);
  });

  it('orients a metric where lower is better', () => {
    const errors = [
      ...series('single-task:a', 'a', 'rmse', [2, 3, 4]),
      ...series('pcgrad', 'a', 'rmse', [1.5, 2.4, 3.6]),
    ];
    const row = compare(errors).rows[0];
    expect(row?.difference).toBeCloseTo(0.5, 12);
    expect(row?.rope).toBeCloseTo(0.03, 12);
    expect(row?.cliffsDelta).toBeCloseTo(3 / 9, 12);
    const scaled = compare(errors.map((entry) => ({ ...entry, value: 1000 * entry.value }))).rows[0];
    expect(scaled?.p).toBeCloseTo(row?.p ?? 0, 9);
    expect(scaled?.pEqual).toBeCloseTo(row?.pEqual ?? 0, 9);
  });

  it('averages the seeds of a split', () => {
    const scores = [0, 1].flatMap((seed) =>
      [0, 1, 2].flatMap((split) => [
        score('single-task:a', split, seed, 'a', 'accuracy', 0.5),
        score('equal', split, seed, 'a', 'accuracy', 0.6 + 0.01 * split + 0.02 * seed),
      ]),
    );
    const { rows, design, spread } = compare(scores);
    expect(design).toMatchObject({ splits: 3, seeds: 2, units: 3 });
    expect(rows[0]?.units.map((unit) => unit.value?.toFixed(3))).toEqual(['0.610', '0.620', '0.630']);
    expect(rows[0]?.units.every((unit) => unit.seed === null)).toBe(true);
    const equal = spread.find((entry) => entry.arm === 'equal');
    expect(equal?.sdOverSeeds).toBeCloseTo(0.02 / Math.SQRT2, 12);
    expect(equal?.sdOverSplits).toBeCloseTo(0.01, 12);
  });

  it('speaks of one split only, when there is one', () => {
    const scores = [0, 1, 2, 3].flatMap((seed) => [
      score('single-task:a', 0, seed, 'a', 'accuracy', 0.5 + 0.001 * seed),
      score('equal', 0, seed, 'a', 'accuracy', 0.6 + 0.002 * seed),
    ]);
    const { design, rows, warnings } = compare(scores);
    expect(design).toMatchObject({ splits: 1, units: 4, rho: 0, claim: 'on this split' });
    expect(rows[0]?.sentence).toContain('on this split');
    expect(warnings.join()).toContain('one split only');
  });

  it('leaves out what is undefined, and says so', () => {
    const { rows, warnings } = compare(
      pair.map((entry) => (entry.arm === 'pcgrad' && entry.split === 2 ? { ...entry, value: Number.NaN } : entry)),
    );
    expect(rows[0]?.n).toBe(4);
    expect(rows[0]?.units[2]).toMatchObject({ value: null, baseline: null });
    expect(warnings.join()).toContain('leaves out 1 split');
  });

  it('has no test with one unit, and asks for a pilot of three', () => {
    const row = compare(pair.filter((entry) => entry.split === 0)).rows[0];
    expect(row).toMatchObject({ n: 1, p: null, ci95: null, reading: 'open', unitsNeeded: 2 });
  });

  it('has no relative change beside a baseline of zero', () => {
    const scores = [...series('single-task:a', 'a', 'r2', [0, 0, 0]), ...series('equal', 'a', 'r2', [0.1, 0.2, 0.15])];
    const { rows, deltaMtl } = compare(scores);
    expect(rows[0]).toMatchObject({ relativePercent: null, reason: 'no relative change: the baseline is near zero' });
    expect(deltaMtl[0]).toMatchObject({ taskAveraged: null, excluded: ['a, r2: the baseline is near zero'] });
  });

  it('is practically equal, never merely not different', () => {
    const scores = [
      ...series('single-task:a', 'a', 'accuracy', [0.8, 0.81, 0.79, 0.8, 0.82]),
      ...series('equal', 'a', 'accuracy', [0.801, 0.809, 0.7905, 0.8, 0.8195]),
    ];
    const row = compare(scores).rows[0];
    expect(row?.reading).toBe('equal');
    expect(row?.sentence).toContain('practically equal (ROPE ±0.01)');
    expect(compare(scores, { rope: 1e-5 }).rows[0]?.sentence).toContain('no evidence of a difference');
  });
});

describe('the family and the whole', () => {
  it('adjusts over every row shown', () => {
    const scores = [...pair, ...series('equal', 'a', 'accuracy', [0.59, 0.63, 0.6, 0.6, 0.63])];
    const { rows, design } = compare(scores);
    expect(design.family).toBe(2);
    expect(rows.find((row) => row.arm === 'pcgrad')?.pHolm).toBeCloseTo(2 * 0.028768335227557996, 9);
  });

  it('computes Delta-MTL both ways, worst task and mean rank', () => {
    const scores = [
      ...series('single-task:a', 'a', 'accuracy', [0.5, 0.5]),
      ...series('single-task:a', 'a', 'r2', [0.2, 0.2]),
      ...series('single-task:b', 'b', 'rmse', [2, 2]),
      ...series('equal', 'a', 'accuracy', [0.55, 0.6]),
      ...series('equal', 'a', 'r2', [0.2, 0.22]),
      ...series('equal', 'b', 'rmse', [2.2, 2.4]),
    ];
    const delta = compare(scores).deltaMtl[0];
    // a: accuracy +10, +20; r2 0, +10; b: rmse -10, -20
    expect(delta?.taskAveraged).toBeCloseTo(((5 - 10) / 2 + (15 - 20) / 2) / 2, 9);
    expect(delta?.metricFlat).toBeCloseTo((0 + 10 / 3) / 2, 9);
    expect(delta?.worstTask?.task).toBe('b');
    expect(delta?.worstTask?.percent).toBeCloseTo(-15, 9);
    expect(delta?.tasksBelowZero).toBe(1);
    expect(delta?.meanRank).toBeCloseTo((1 + 1 + 2) / 3, 12);
  });

  it('shares ranks among ties', () => {
    const scores = [
      ...series('single-task:a', 'a', 'accuracy', [0.5, 0.6]),
      ...series('equal', 'a', 'accuracy', [0.6, 0.5]),
    ];
    expect(compare(scores).deltaMtl[0]?.meanRank).toBe(1.5);
  });

  it('says better of nothing more often than it may when every arm equals its twin', () => {
    const repeats = 600;
    let wrong = 0;
    for (let repeat = 0; repeat < repeats; repeat += 1) {
      const values = (index: number): number[] => {
        const shared = Math.sqrt(0.2) * normalAt(repeat, index, 0);
        return Array.from({ length: 10 }, (_, split) => shared + Math.sqrt(0.8) * normalAt(repeat, index, split + 1));
      };
      const scores = ['a', 'b'].flatMap((task, index) => [
        ...series(
          `single-task:${task}`,
          task,
          'r2',
          Array.from({ length: 10 }, () => 100),
        ),
        ...series(
          'equal',
          task,
          'r2',
          values(index).map((value) => 100 + value),
        ),
      ]);
      if (compareScores(scores, defaults).rows.some((row) => row.reading === 'better' || row.reading === 'worse'))
        wrong += 1;
    }
    // .05 and 3 standard errors of the Monte Carlo rate
    expect(wrong / repeats).toBeLessThanOrEqual(0.05 + 3 * Math.sqrt((0.05 * 0.95) / repeats));
  });
});

describe('a comparison is refused', () => {
  it('without scores, without such a baseline, metric or direction', () => {
    expect(refusal(() => compare([])).code).toBe('bad-data');
    expect(refusal(() => compare(pair, { baseline: 'sum' })).message).toContain('single-task:a, pcgrad');
    expect(refusal(() => compare(pair, { metric: 'rmse' })).code).toBe('bad-option');
    expect(refusal(() => compare(series('equal', 'a', 'accuracy', [1, 2]))).message).toContain('missing baseline');
    expect(refusal(() => compare(pair, { directions: () => undefined })).message).toContain('higher_is_better');
  });
});

describe('the names of arms', () => {
  const scores = [
    ...series('single-task:a', 'a', 'accuracy', [0.6, 0.61, 0.6, 0.62, 0.615]),
    ...series('equal', 'a', 'accuracy', [0.62, 0.64, 0.61, 0.66, 0.65]),
    ...series('pcgrad', 'a', 'accuracy', [0.61, 0.6, 0.61, 0.62, 0.62]),
  ];
  const naming = { directions, armNames: { equal: 'Equal weights', pcgrad: 'PCGrad' } };

  it('stand in sentences, warnings and the footnote, with the id where there is none', () => {
    const { rows, design } = compareScores(scores, { baseline: 'equal', metric: null, ...naming });
    expect(rows.map((row) => row.sentence.split(' shows')[0])).toEqual(['The single-task twin of a', 'With PCGrad, a']);
    expect(rows[0]?.sentence).toContain('no evidence of a difference from equal weights');
    expect(design.footnote).toContain('Baseline: equal weights.');
    const unnamed = compareScores(scores, { baseline: 'equal', metric: null, directions });
    expect(unnamed.rows[1]?.sentence).toContain('With pcgrad, a');
  });
});
