import { describe, expect, it } from 'vitest';
import { correlatedT, ropePosterior } from '../../../src-main/core/compare/correlated-t.ts';
import { designNumbers, leastWilcoxonP } from '../../../src-main/core/compare/design-numbers.ts';
import { cliffsDelta, countWins } from '../../../src-main/core/compare/effect.ts';
import { holm } from '../../../src-main/core/compare/holm.ts';
import { extraUnitsNeeded, tTestPower } from '../../../src-main/core/compare/power.ts';
import { normalAt } from './scores.ts';

const differences = [0.02, 0.03, 0.01, 0.04, 0.035];

describe('the corrected t test', () => {
  it('agrees with scipy 1.17.1', () => {
    const test = correlatedT(differences, 0.25);
    expect(test.mean).toBeCloseTo(0.027, 12);
    expect(test.sd).toBeCloseTo(0.012041594578792307, 12);
    expect(test.t).toBeCloseTo(3.3425160871869335, 9);
    expect(test.df).toBe(4);
    expect(test.p).toBeCloseTo(0.028768335227557996, 9);
    expect(test.ci95?.[0]).toBeCloseTo(0.004572578295821986, 9);
    expect(test.ci95?.[1]).toBeCloseTo(0.04942742170417806, 9);
    expect(correlatedT(differences, 0).p).toBeCloseTo(0.007417872381932224, 9);
  });

  it('gives the posterior about the mean, which sums to one', () => {
    const posterior = ropePosterior(correlatedT(differences, 0.25), 0.01);
    expect(posterior?.better).toBeCloseTo(0.948438634029069, 9);
    expect(posterior?.worse).toBeCloseTo(0.005089860878617363, 9);
    expect((posterior?.better ?? 0) + (posterior?.equal ?? 0) + (posterior?.worse ?? 0)).toBeCloseTo(1, 12);
  });

  it('has no test where differences do not vary, and the posterior stands on their value', () => {
    const test = correlatedT([0.1 + 0.2, 0.3, 0.3], 0.25);
    expect(test).toMatchObject({ sd: 0, t: null, p: null, ci95: null });
    expect(ropePosterior(test, 0.01)).toEqual({ better: 1, equal: 0, worse: 0 });
    expect(ropePosterior(correlatedT([-1, -1], 0), 0.01)).toEqual({ better: 0, equal: 0, worse: 1 });
    expect(ropePosterior(correlatedT([0, 0, 0], 0), 0.01)).toEqual({ better: 0, equal: 1, worse: 0 });
  });

  it('says nothing of one difference, nor of none', () => {
    expect(correlatedT([0.5], 0.25)).toMatchObject({ n: 1, mean: 0.5, sd: null, p: null });
    expect(ropePosterior(correlatedT([0.5], 0.25), 0.01)).toBeNull();
    expect(correlatedT([], 0.25)).toMatchObject({ n: 0, mean: null, p: null });
  });

  it('does not depend on the order of the units, and follows the unit of measure', () => {
    const test = correlatedT(differences, 0.25);
    expect(correlatedT([...differences].reverse(), 0.25).p).toBeCloseTo(test.p ?? 0, 12);
    const scaled = correlatedT(
      differences.map((value) => 1000 * value),
      0.25,
    );
    expect(scaled.p).toBeCloseTo(test.p ?? 0, 10);
    expect(scaled.ci95?.[1]).toBeCloseTo(1000 * (test.ci95?.[1] ?? 0), 8);
  });

  it('rejects a true null at most at the nominal rate when resampled splits share rows', () => {
    // Units correlated as overlapping training sets make them, rho = n_test / (n_train + n_test) = 1/5 (Nadeau and Bengio, 2003).
    const repeats = 4000;
    let rejected = 0;
    let naive = 0;
    for (let repeat = 0; repeat < repeats; repeat += 1) {
      const shared = Math.sqrt(0.2) * normalAt(11, repeat, 0);
      const units = Array.from({ length: 10 }, (_, unit) => shared + Math.sqrt(0.8) * normalAt(11, repeat, unit + 1));
      if ((correlatedT(units, 0.25).p ?? 1) < 0.05) rejected += 1;
      if ((correlatedT(units, 0).p ?? 1) < 0.05) naive += 1;
    }
    // 3 standard errors of the Monte Carlo rate: .010.
    expect(rejected / repeats).toBeLessThanOrEqual(0.06);
    expect(rejected / repeats).toBeGreaterThanOrEqual(0.04);
    expect(naive / repeats).toBeGreaterThan(0.2);
  });
});

describe('Holm', () => {
  it('steps down and never lets a larger p fall below a smaller one', () => {
    // .01 x 4, .02 x 3, max(.06, .03 x 2), max(.06, .5)
    expect(holm([0.02, 0.5, 0.01, 0.03]).map((p) => p?.toFixed(4))).toEqual(['0.0600', '0.5000', '0.0400', '0.0600']);
  });

  it('keeps rows without a test in the family', () => {
    expect(holm([0.02, null])).toEqual([0.04, null]);
    expect(holm([0.7, 0.8])).toEqual([1, 1]);
  });
});

describe('effect sizes', () => {
  it('counts pairs above minus pairs below', () => {
    // 3 beats both, 1 loses to 2 and ties with 1
    expect(cliffsDelta([3, 1], [2, 1])).toBe((2 - 1) / 4);
    expect(cliffsDelta([], [1])).toBeNull();
    expect(countWins([1, 0, -2, 3])).toEqual({ wins: 2, ties: 1, losses: 1 });
  });
});

describe('power', () => {
  it('agrees with the noncentral t of scipy 1.17.1', () => {
    for (const [noncentrality, df, power] of [
      [1, 1, 0.07298889446967],
      [5.66, 2, 0.800716888489398],
      [2, 4, 0.3359651039111674],
      [3, 9, 0.7611566204263244],
      [0.5, 29, 0.07719931553026692],
    ] as const) {
      expect(tTestPower(noncentrality, df)).toBeCloseTo(power, 5);
    }
  });

  it.each([
    { rho: 1 / 4, expected: ['4.32', '2.52', '2.00', '1.86', '1.62', '1.54'], limit: '1.40' },
    { rho: 1 / 9, expected: ['3.77', '2.10', '1.59', '1.45', '1.19', '1.10'], limit: '0.93' },
  ])('finds the detectable differences of rho $rho', ({ rho, expected, limit }) => {
    const found = [3, 5, 8, 10, 20, 30].map((units) => designNumbers({ units, rho, family: 1 }).detectableDifference);
    expect(found.map((value) => value?.toFixed(2))).toEqual(expected);
    expect(designNumbers({ units: 3, rho, family: 1 }).limit.toFixed(2)).toBe(limit);
  });

  it('knows the least p of the signed-rank test, and from where Holm can be passed', () => {
    expect([5, 6, 8].map(leastWilcoxonP)).toEqual([0.0625, 0.03125, 0.0078125]);
    const leastUnits = (family: number): number | undefined =>
      Array.from({ length: 20 }, (_, index) => index + 1).find(
        (units) => (designNumbers({ units, rho: 0.25, family }).leastPHolm ?? 1) < 0.05,
      );
    expect([1, 2, 3, 4, 6, 7, 12, 13, 25].map(leastUnits)).toEqual([6, 7, 7, 8, 8, 9, 9, 10, 10]);
    expect(designNumbers({ units: 1, rho: 0, family: 3 }).detectableDifference).toBeNull();
  });

  it('asks for the least number of units that could settle it, or for none where none could', () => {
    // rho 1/4: 10 units detect 1.86 s, 8 detect 2.00 s
    const plan = { units: 5, rho: 0.25, sd: 1 };
    const needed = extraUnitsNeeded({ ...plan, target: 1.87 }) ?? 0;
    expect(5 + needed).toBe(10);
    expect(extraUnitsNeeded({ ...plan, target: 1.3 })).toBeNull();
    expect(extraUnitsNeeded({ ...plan, target: 0 })).toBeNull();
  });
});
