import { describe, expect, it } from 'vitest';
import { capacityRisk, diverseWeights, squaredSpectrum } from '../../../src-main/core/lab/capacity.ts';
import { sampledRisk, sampledShare } from '../../../src-main/core/lab/dominance.ts';
import { filmBreakEven, filmRisk, plainRisk, slopeCosine } from '../../../src-main/core/lab/film.ts';
import {
  addVectors,
  combinedInClosedForm,
  cosineOf,
  dot,
  project,
  shortestBetween,
  type Vector,
} from '../../../src-main/core/lab/plane-gradient.ts';
import { breakEvenDistance, jointRisk, leastNormRisk } from '../../../src-main/core/lab/regularisation.ts';
import { balancedFactor, compareScales, gradientShare } from '../../../src-main/core/lab/scales.ts';
import { hardSharingOptimum, softSharingOptimum } from '../../../src-main/core/lab/soft-sharing.ts';
import { borrowedCue, shiftedAccuracy } from '../../../src-main/core/lab/spurious.ts';
import { meanPredictor, reachBound, settledError } from '../../../src-main/core/lab/unit-problem.ts';
import { breakEvenAngle, directionsAt, riskAlone, riskShared } from '../../../src-main/core/lab/subspace.ts';
import { equalWeightRisk, uncertaintyOptimum, uncertaintyRisk } from '../../../src-main/core/lab/uncertainty.ts';

/** Equal to within 1e-9 of its size. */
function expectExact(value: number, expected: number): void {
  expect(Math.abs(value - expected)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(expected)));
}

describe('subspace', () => {
  const values = { noise: 1, dimensions: 20, rows: 40 };
  const at = (cosine: number): number => riskShared(1 - Math.abs(cosine), { ...values, tasks: 2, width: 1 });

  it('has the risks of one task alone, of the same task twice and of orthogonal tasks', () => {
    expectExact(riskAlone(1, 20, 40), 0.5);
    expectExact(at(1), 0.2625);
    expectExact(at(0), 0.7625);
  });

  it('breaks even where the cosine is 1 - s^2 (d - 1) / n', () => {
    const angle = breakEvenAngle(values) as number;
    expectExact(Math.cos((angle * Math.PI) / 180), 0.525);
    expectExact(at(0.525), riskAlone(1, 20, 40));
    expect(breakEvenAngle({ noise: 2, dimensions: 20, rows: 40 })).toBeNull();
  });

  it('does not tell opposed tasks from equal ones, and grows with the angle', () => {
    expectExact(at(-1), at(1));
    for (let angle = 1; angle <= 90; angle += 1) {
      const [before, after] = [angle - 1, angle].map((degrees) => at(Math.cos((degrees * Math.PI) / 180)));
      expect(after).toBeGreaterThan(before as number);
    }
  });

  it('makes unit directions at the angle it says', () => {
    for (const dimensions of [4, 7, 20]) {
      const [one, other] = directionsAt(37, dimensions).map((each) => [...each]) as [number[], number[]];
      const product = (a: number[], b: number[]): number => a.reduce((sum, value, index) => sum + value * b[index]!, 0);
      expectExact(product(one, one), 1);
      expectExact(product(other, other), 1);
      expectExact(product(one, other), Math.cos((37 * Math.PI) / 180));
    }
  });
});

describe('soft-sharing', () => {
  const problem = { weights: [1, 3], optima: [0, 2] } as const;

  it('has the minimum that arithmetic gives', () => {
    const [first, second] = softSharingOptimum(problem, 0.5);
    expectExact(first, 12 / 11);
    expectExact(second, 18 / 11);
    expectExact(hardSharingOptimum(problem), 1.5);
  });

  it('leaves both tasks alone as b falls to 0 and joins them as b grows', () => {
    expect(softSharingOptimum(problem, 0)).toEqual([0, 2]);
    for (const value of softSharingOptimum(problem, 1e12)) expectExact(value, 1.5);
  });

  it('has no slope at its minimum, and the distance that the formula says', () => {
    for (const strength of [0.01, 0.3, 2, 50]) {
      const [first, second] = softSharingOptimum({ weights: [0.7, 2.2], optima: [-1.3, 0.4] }, strength);
      expectExact(0.7 * (first + 1.3) + 4 * strength * (first - second), 0);
      expectExact(2.2 * (second - 0.4) - 4 * strength * (first - second), 0);
      expectExact(first - second, -1.7 / (1 + 4 * strength * (1 / 0.7 + 1 / 2.2)));
    }
  });

  it('mirrors when the tasks change places', () => {
    const [first, second] = softSharingOptimum(problem, 0.8);
    const mirrored = softSharingOptimum({ weights: [3, 1], optima: [2, 0] }, 0.8);
    expectExact(mirrored[0], second);
    expectExact(mirrored[1], first);
  });
});

describe('conflict', () => {
  const [one, other]: [Vector, Vector] = [
    [3, 1],
    [-1, 2],
  ];

  it('projects as arithmetic does', () => {
    expectExact(cosineOf(one, other) as number, -1 / Math.sqrt(50));
    const projected = [project(one, other), project(other, one)] as const;
    projected[0].forEach((value, at) => expectExact(value, [2.8, 1.4][at]!));
    projected[1].forEach((value, at) => expectExact(value, [-0.7, 2.1][at]!));
    const direction = addVectors(...projected);
    expectExact(dot(one, direction), 9.8);
    expectExact(dot(other, direction), 4.9);
  });

  it('leaves gradients that agree as they are, and opposes none', () => {
    for (let angle = 0; angle <= 180; angle += 5) {
      const turned: Vector = [Math.cos((angle * Math.PI) / 180), Math.sin((angle * Math.PI) / 180)];
      const base: Vector = [2, 0];
      const projected = project(base, turned);
      if (angle <= 90) expect(projected).toEqual(base);
      expect(dot(projected, turned)).toBeGreaterThanOrEqual(-1e-12);
      for (const id of ['pcgrad', 'mgda']) {
        const direction = combinedInClosedForm[id]!(base, turned);
        expect(Math.min(dot(base, direction), dot(turned, direction))).toBeGreaterThanOrEqual(-1e-12);
      }
    }
  });

  it('finds the shortest vector between two gradients', () => {
    const shortest = shortestBetween(one, other);
    for (let share = 0; share <= 1; share += 0.01) {
      const between: Vector = [share * 3 - (1 - share), share + (1 - share) * 2];
      expect(dot(shortest, shortest)).toBeLessThanOrEqual(dot(between, between) + 1e-12);
    }
    expect(cosineOf([0, 0], one)).toBeNull();
  });
});

describe('spurious', () => {
  const always = { link: 1, cueA: 0.95, cueB: 0.75 };

  it('turns accuracy into one less accuracy when the link is reversed', () => {
    for (const cueA of [0.8, 0.95, 1]) {
      const problem = { ...always, cueA };
      expectExact(shiftedAccuracy(0, problem) as number, 1 - (shiftedAccuracy(1, problem) as number));
      for (const agreement of [0.1, 0.35, 0.5]) {
        expectExact(borrowedCue(1 - agreement, cueA), 1 - borrowedCue(agreement, cueA));
      }
    }
  });

  it('keeps its accuracy where its own cue was the truer one, and says nothing where neither was', () => {
    for (const agreement of [0, 0.4, 1]) expect(shiftedAccuracy(agreement, { ...always, link: 0.6 })).toBe(0.75);
    expect(shiftedAccuracy(0, { link: 0.5, cueA: 0.9, cueB: 0.5 })).toBeNull();
  });
});

describe('scales', () => {
  it('compares an error of ten with cross-entropy at one in five', () => {
    const { losses, lossRatio, gradients, gradientRatio } = compareScales(10, 0.2, 5);
    expect(losses[0]).toBe(100);
    expect(losses[1]).toBeCloseTo(1.6094, 4);
    expect(lossRatio).toBeCloseTo(62.13, 2);
    expect(gradients[0]).toBe(20);
    expectExact(gradients[1], Math.sqrt(0.8));
    expect(gradientRatio).toBeCloseTo(22.36, 2);
  });

  it('shares the gradient equally at the balanced factor, and the odds grow with the factor', () => {
    for (const noise of [0, 0.5, 2]) {
      const balanced = balancedFactor(noise);
      expectExact(gradientShare(balanced, noise), 0.5);
      const odds = (factor: number): number => gradientShare(factor, noise) / (1 - gradientShare(factor, noise));
      for (const factor of [0.01, 0.2, 3]) expectExact(odds(10 * factor) / odds(factor), 10);
    }
  });
});

describe('uncertainty', () => {
  it('has its minimum at the log loss', () => {
    for (const [loss, value] of [
      [100, 2.8026],
      [1.609438, 0.7379],
    ] as const) {
      const optimum = uncertaintyOptimum(loss);
      expect(optimum.value).toBeCloseTo(value, 4);
      expectExact(optimum.weight, 1 / (2 * loss));
      const at = (s: number): number => (Math.exp(-s) * loss) / 2 + s / 2;
      expectExact(at(optimum.logVariance), optimum.value);
      for (const away of [-0.1, 0.1]) expect(at(optimum.logVariance + away)).toBeGreaterThan(optimum.value);
    }
  });

  it('adds the log of a factor to its value when labels are scaled by it', () => {
    for (const factor of [0.1, 7, 1000]) {
      const [plain, scaled] = [uncertaintyOptimum(0.8), uncertaintyOptimum(factor ** 2 * 0.8)];
      expectExact(scaled.value - plain.value, Math.log(factor));
      expectExact(scaled.weight * factor ** 2, plain.weight);
    }
  });

  it('is what equal weights come to at the factor that evens out the noise, and never worse', () => {
    const problem = { noiseA: 1.5, noiseB: 0.5, rows: 100 };
    expectExact(equalWeightRisk(0.5 / 1.5, problem), uncertaintyRisk(problem));
    for (let exponent = -3; exponent <= 3; exponent += 0.1) {
      expect(equalWeightRisk(10 ** exponent, problem)).toBeGreaterThanOrEqual(uncertaintyRisk(problem) - 1e-12);
    }
    expectExact(equalWeightRisk(1e9, problem), (10 * 1.5 ** 2) / 100);
    expectExact(equalWeightRisk(1e-9, problem), (10 * 0.5 ** 2) / 100);
  });
});

describe('standardisation', () => {
  it('gives the mean predictor loss 1, .62 of guessing among five classes', () => {
    expect(meanPredictor(5).error).toBe(1);
    expect(meanPredictor(5).ratio).toBeCloseTo(0.62, 2);
    expectExact(settledError({ noise: 1, rows: 6e12 }), 0.5);
  });

  it('bounds the raw target by nothing but noise in large units, and by the untrained error in small ones', () => {
    const problem = { offset: 2, noise: 0.5, rows: 100, rate: 0.01, steps: 1000 };
    expectExact(reachBound(0.01, problem), 0.25 / 1.25);
    expect(reachBound(1e6, problem)).toBeCloseTo((0.25 + 4 + 1) / 1.25, 3);
    let before = 0;
    for (let exponent = -2; exponent <= 6; exponent += 0.25) {
      const bound = reachBound(10 ** exponent, problem);
      expect(bound).toBeGreaterThanOrEqual(before);
      before = bound;
    }
  });
});

describe('film', () => {
  it('has loss 1 and opposed gradients for opposite signs without modulation, and no loss with it', () => {
    expectExact(plainRisk(-1, 0, 20), 1);
    expect(filmRisk(0, 20)).toBe(0);
    for (const shared of [-0.9, -0.3, 0.5, 0.99]) expect(slopeCosine(shared, -1)).toBe(-1);
    expect(slopeCosine(2, -1)).toBe(1);
    expect(slopeCosine(1, -1)).toBeNull();
  });

  it('breaks even where both risks are equal', () => {
    const slope = filmBreakEven(0.5, 20);
    expectExact(plainRisk(slope, 0.5, 20), filmRisk(0.5, 20));
    expectExact(plainRisk(1, 0.5, 20), filmRisk(0.5, 20) / 2);
  });
});

describe('regularisation', () => {
  const problem = { rowsA: 20, rowsB: 400, noise: 0.5 };

  it('has the risks of twenty rows in fifty dimensions beside four hundred', () => {
    expectExact(leastNormRisk({ rowsA: 20, noise: 0 }), 0.6);
    expectExact(leastNormRisk({ rowsA: 20, noise: 1 }) - 0.6, 20 / 29);
    expect(leastNormRisk(problem)).toBeCloseTo(0.772, 3);
    expect(jointRisk(0, problem)).toBeCloseTo(0.034, 3);
    expect(jointRisk(0.25, problem)).toBeCloseTo(0.262, 3);
    expect(jointRisk(1, problem)).toBeCloseTo(0.947, 3);
  });

  it('breaks even at about .81', () => {
    const distance = breakEvenDistance(problem);
    expect(distance).toBeCloseTo(0.81, 2);
    expectExact(jointRisk(distance, problem), leastNormRisk(problem));
  });
});

describe('dominance', () => {
  const problem = { rowsA: 20, rowsB: 400, distance: 0.5, noise: 1, steps: 200 };

  it('draws in proportion at temperature 1 and equally often as it grows', () => {
    expectExact(sampledShare(problem, 1), 20 / 420);
    expectExact(sampledShare(problem, 1e12), 0.5);
    expectExact(sampledShare({ rowsA: 50, rowsB: 50 }, 3), 0.5);
  });

  it('leaves each task to itself at the ends', () => {
    expectExact(sampledRisk(1, problem).a, 10 / 20);
    expectExact(sampledRisk(0, problem).b, 10 / 400);
    expectExact(sampledRisk(0, problem).a, 0.5 + 10 / 400);
    expectExact(sampledRisk(1, problem).b, 0.5 + 10 / 20);
  });

  it('mirrors when the tasks change places', () => {
    const mirrored = { ...problem, rowsA: 400, rowsB: 20 };
    expectExact(sampledRisk(0.3, problem).a, sampledRisk(0.7, mirrored).b);
  });
});

describe('capacity', () => {
  const problem = { diversity: 0.2, rows: 80, noise: 0.5 };

  it('has the spectrum it says', () => {
    const spectrum = squaredSpectrum(0.2);
    expectExact(
      spectrum.reduce((sum, value) => sum + value, 0),
      6,
    );
    spectrum.slice(1).forEach((value, index) => expectExact(value / spectrum[index]!, 0.2));
    const weights = diverseWeights(0.2);
    for (let one = 0; one < 6; one += 1) {
      for (let other = 0; other < 6; other += 1) {
        const product = weights.reduce((sum, task) => sum + task[one]! * task[other]!, 0);
        expectExact(product, one === other ? spectrum[one]! : 0);
      }
    }
  });

  it('loses nothing at as many units as tasks, and the most with one', () => {
    expectExact(capacityRisk(6, problem), riskAlone(0.5, 16, 80));
    const noiseless = { ...problem, noise: 0 };
    for (let width = 1; width < 6; width += 1) {
      expect(capacityRisk(width, noiseless)).toBeGreaterThan(capacityRisk(width + 1, noiseless));
    }
    expectExact(capacityRisk(6, noiseless), 0);
  });
});
