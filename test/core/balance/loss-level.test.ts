import { describe, expect, it } from 'vitest';
import { balancingMethods, findMethod } from '../../../src-main/core/balance/registry.ts';
import { balanceOne, balanceTogether, goldenJacobian, jacobians, type Matrix } from '../../helper/property.ts';

const goldenLosses = [100, 1.609438];

function expectClose(actual: readonly number[] | undefined, expected: readonly number[], digits: number): void {
  expect(actual).toHaveLength(expected.length);
  expected.forEach((value, at) => expect(actual?.[at]).toBeCloseTo(value, digits));
}

function weightsOf(id: string, losses: readonly number[], active?: readonly number[]): readonly number[] {
  const matrix = losses.map((_, task) => [task + 1, 1]);
  return balanceOne(findMethod(id), matrix, active === undefined ? { losses } : { losses, active }).weights;
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

describe('rlw', () => {
  const method = findMethod('rlw');

  it('draws weights that sum to the number of tasks, others in every step and from every seed', () => {
    const matrix = jacobians['sixteen random'] as Matrix;
    const first = balanceOne(method, matrix, { seed: 5 }).weights;
    expect(sumOf(first)).toBeCloseTo(16, 4);
    expect(Math.min(...first)).toBeGreaterThan(0);
    expect(balanceOne(method, matrix, { seed: 5 }).weights).toEqual(first);
    expect(balanceOne(method, matrix, { seed: 6 }).weights).not.toEqual(first);
    expect(balanceOne(method, matrix, { seed: 5, steps: 2 }).weights).not.toEqual(first);
  });

  it('is the softmax of independent standard normal numbers', () => {
    const draws = 4000;
    const matrix = jacobians['three random'] as Matrix;
    const trials = Array.from({ length: draws }, (_, seed) => ({ seed }));
    const weights = balanceTogether(
      method,
      trials.map(() => matrix),
      trials,
    ).map((outcome) => outcome.weights);
    for (const task of [0, 1, 2]) {
      const values = weights.map((row) => row[task] as number);
      // each lies in (0, 3) with mean 1 and standard deviation .56: three standard errors are .027
      expect(Math.abs(sumOf(values) / draws - 1)).toBeLessThan(0.027);
    }
    // log ratios are differences of two normal numbers: mean 0, variance 2, kurtosis 3; two with a common task have covariance 1
    const ratio = (one: number, other: number): number[] =>
      weights.map((row) => Math.log((row[one] as number) / (row[other] as number)));
    const [first, second] = [ratio(0, 1), ratio(2, 1)];
    const moment = (power: number): number => sumOf(first.map((value) => value ** power)) / draws;
    expect(Math.abs(moment(1))).toBeLessThan(3 * Math.sqrt(2 / draws));
    expect(Math.abs(moment(2) - 2)).toBeLessThan(3 * 2 * Math.sqrt(2 / draws));
    expect(Math.abs(moment(4) / 4 - 3)).toBeLessThan(3 * Math.sqrt(96 / draws));
    const product = sumOf(first.map((value, at) => value * (second[at] as number))) / draws;
    expect(Math.abs(product - 1)).toBeLessThan(3 * Math.sqrt(5 / draws));
  });

  it('gives the active tasks the weights that they have among themselves', () => {
    const matrix = jacobians['three random'] as Matrix;
    const all = balanceOne(method, matrix, { seed: 9 }).weights as [number, number, number];
    const some = balanceOne(method, matrix, { seed: 9, active: [1, 0, 1] }).weights;
    const scale = 2 / (all[0] + all[2]);
    expectClose(some, [all[0] * scale, 0, all[2] * scale], 5);
  });
});

describe('golden weights for losses 100 and 1.609438', () => {
  it('gls', () => {
    const weights = weightsOf('gls', goldenLosses);
    expectClose(weights, [0.063432, 3.94124], 5);
    const weighted = weights.map((weight, task) => weight * (goldenLosses[task] as number));
    expect(sumOf(weighted)).toBeCloseTo(12.68636, 4);
    expect(weighted[0]).toBeCloseTo(weighted[1] as number, 4);
  });

  it('si', () => {
    expectClose(weightsOf('si', goldenLosses), [0.01, 0.621335], 6);
  });

  it('uw-so', () => {
    expectClose(weightsOf('uw-so', goldenLosses), [0.703509, 1.296491], 5);
    const cold = balanceOne(findMethod('uw-so'), goldenJacobian, {
      losses: goldenLosses,
      parameters: { temperature: 0.01 },
    });
    expectClose(cold.weights, [0, 2], 6);
  });

  it('imtl-l starts at 1 and makes one Adam step', () => {
    const method = findMethod('imtl-l');
    const trial = { losses: [100, 0.5] };
    expect(balanceOne(method, goldenJacobian, trial).weights).toEqual([1, 1]);
    const { weights } = balanceOne(method, goldenJacobian, { ...trial, steps: 2 });
    expectClose(weights, [Math.exp(-0.025), Math.exp(0.025)], 6);
  });

  it('imtl-l comes to rest where every weighted loss is 1', () => {
    const { weights } = balanceOne(findMethod('imtl-l'), goldenJacobian, { losses: goldenLosses, steps: 3000 });
    expectClose(
      weights.map((weight, task) => weight * (goldenLosses[task] as number)),
      [1, 1],
      3,
    );
  });
});

describe('relations between methods', () => {
  it('imtl-l is uncertainty weighting at twice the weight, step by step', () => {
    for (const steps of [1, 2, 10, 100]) {
      const trial = { losses: goldenLosses, steps };
      const impartial = balanceOne(findMethod('imtl-l'), goldenJacobian, trial).weights;
      const uncertain = balanceOne(findMethod('uncertainty'), goldenJacobian, trial).weights;
      impartial.forEach((weight, task) => expect(weight / (2 * (uncertain[task] as number))).toBeCloseTo(1, 4));
    }
  });

  it('gls is si times the geometric mean of the losses over the number of tasks', () => {
    const losses = [3, 0.2, 7];
    const mean = Math.cbrt(3 * 0.2 * 7);
    expectClose(
      weightsOf('gls', losses),
      weightsOf('si', losses).map((weight) => (weight * mean) / 3),
      5,
    );
  });

  it('gls does not underflow where the product of the losses would', () => {
    const losses = Array.from({ length: 16 }, () => 1e-7);
    for (const weight of weightsOf('gls', losses)) expect(weight).toBeCloseTo(1 / 16, 6);
  });

  it.each(['gls', 'uw-so'])('equal losses give %s equal weights', (id) => {
    const weights = weightsOf(id, [0.3, 0.3, 0.3]);
    expectClose(weights, id === 'gls' ? [1 / 3, 1 / 3, 1 / 3] : [1, 1, 1], 6);
  });

  it.each([
    ['rlw', 2],
    ['uw-so', 2],
    ['dwa', 2],
  ])('the weights of %s sum to the number of active tasks', (id, sum) => {
    const weights = weightsOf(id, [0.3, 5, 2], [1, 0, 1]);
    expect(weights[1]).toBe(0);
    expect(sumOf(weights)).toBeCloseTo(sum, 5);
  });

  it.each(['gls', 'si', 'uw-so', 'stch'])('%s weighs the active tasks as if there were no other', (id) => {
    const [first, , third] = weightsOf(id, [0.3, 5, 2], [1, 0, 1]);
    expectClose([first as number, third as number], weightsOf(id, [0.3, 2]), 6);
  });
});

describe('losses of any size', () => {
  const losses = [1e-10, 1e-5, 1, 1e5, 1e10];

  it.each(balancingMethods.filter((method) => method.gramian === 'none').map((method) => method.description.id))(
    'leave the weights of %s finite and not negative',
    (id) => {
      for (const one of losses) {
        for (const other of [0, ...losses]) {
          const matrix = jacobians['two random'] as Matrix;
          const { weights, state } = balanceOne(findMethod(id), matrix, { losses: [one, other], steps: 5 });
          for (const weight of weights) {
            expect(Number.isFinite(weight), `${one} ${other}`).toBe(true);
            expect(weight).toBeGreaterThanOrEqual(0);
          }
          expect(Object.values(state).flat().every(Number.isFinite), `${one} ${other}`).toBe(true);
        }
      }
    },
  );

  it('si and gls follow the inverse of a loss down to 1e-8, and no further', () => {
    expect(weightsOf('si', [1e-10, 1])[0]).toBeCloseTo(1e8, -2);
    expect(weightsOf('si', [0, 1])[0]).toBeCloseTo(1e8, -2);
    expect(weightsOf('gls', [0, 1])[0]).toBeCloseTo(1e4 / 2, 0);
  });
});

describe('a fresh state', () => {
  it.each(balancingMethods.map((method) => [method.description.id, method] as const))(
    'brings %s back to its first step',
    (_, method) => {
      const matrix = jacobians['three random'] as Matrix;
      const trial = { losses: [0.5, 2, 3] };
      const first = balanceOne(method, matrix, trial);
      balanceOne(method, matrix, { ...trial, steps: 7 });
      expect(balanceOne(method, matrix, trial)).toEqual(first);
    },
  );
});
