import { describe, expect, it } from 'vitest';
import { balanceJacobian } from '../../../src-main/core/balance/from-jacobian.ts';
import { findMethod } from '../../../src-main/core/balance/registry.ts';
import type { Parameters } from '../../../src-main/contract/study.ts';
import { balanceOne, goldenJacobian, jacobians, type Matrix } from '../../helper/property.ts';

function expectClose(actual: readonly number[] | null | undefined, expected: readonly number[], digits = 4): void {
  expect(actual).toHaveLength(expected.length);
  expected.forEach((value, at) => expect(actual?.[at]).toBeCloseTo(value, digits));
}

function norm(row: readonly number[]): number {
  return Math.hypot(...row);
}

function inner(one: readonly number[], other: readonly number[]): number {
  return one.reduce((sum, value, at) => sum + value * (other[at] as number), 0);
}

/** The nearest point of the simplex by sorting (Held, Wolfe and Crowder, 1974). */
function project(values: readonly number[]): number[] {
  const sorted = [...values].sort((a, b) => b - a);
  let sum = 0;
  let threshold = 0;
  sorted.forEach((value, at) => {
    sum += value;
    if (value > (sum - 1) / (at + 1)) threshold = (sum - 1) / (at + 1);
  });
  return values.map((value) => Math.max(0, value - threshold));
}

describe('sdmgrad', () => {
  it('gives the golden weights, and the scaled ones for two tasks', () => {
    const result = balanceJacobian('sdmgrad', goldenJacobian);
    expectClose(result.weights, [0.6, 0.4]);
    expectClose(result.direction, [0, 1, 1]);
    expectClose(result.scaledWeights, [1.2, 0.8]);
    expectClose(result.scaledDirection, [0, 2, 2]);
  });

  it('without pull is the shortest combination, with a large one the mean', () => {
    const weights = (pull: number): number[] | null =>
      balanceJacobian('sdmgrad', goldenJacobian, { parameters: { pull } }).weights;
    // |w (-4, 1, 1) + (1 - w) (6, 1, 1)|^2 is least at 10 w = 6
    expectClose(weights(0), [0.6, 0.4]);
    expectClose(weights(1000), [0.5, 0.5], 3);
  });

  it('minimises the length of its formula on every matrix', () => {
    for (const name of ['three random', 'five in two dimensions', 'sixteen random', 'duplicates']) {
      const matrix = jacobians[name] as Matrix;
      const pull = 0.3;
      const count = matrix.length;
      const length = (free: readonly number[]): number =>
        norm(
          (matrix[0] ?? []).map((_, column) =>
            matrix.reduce(
              (sum, row, task) => sum + ((free[task] as number) + pull / count) * (row[column] as number),
              0,
            ),
          ),
        );
      const native = balanceJacobian('sdmgrad', matrix, { parameters: { pull } }).weights as number[];
      const free = native.map((weight) => weight * (1 + pull) - pull / count);
      expect(Math.min(...free)).toBeGreaterThan(-1e-5);
      const scale = Math.max(...matrix.map(norm));
      for (let task = 0; task < count; task += 1) {
        const towards = free.map((value, other) => 0.99 * value + (other === task ? 0.01 : 0));
        expect(length(towards), name).toBeGreaterThan(length(free) - 2e-4 * scale);
      }
    }
  });
});

describe('modo', () => {
  const method = findMethod('modo');

  it('makes the projected step that hand arithmetic gives', () => {
    // G q = (-2, 8) of trace 56; q = (.5 + .2 / 56, .5 - .8 / 56), and both up by .3 / 56 to sum to 1
    const result = balanceOne(method, goldenJacobian);
    expectClose(result.state['shares'], [0.5 + 0.5 / 56, 0.5 - 0.5 / 56], 6);
    expectClose(result.weights, [1 + 1 / 56, 1 - 1 / 56], 6);
  });

  it('comes to the shortest combination', () => {
    expectClose(balanceOne(method, goldenJacobian, { steps: 200 }).weights, [1.2, 0.8], 4);
  });

  it('keeps the share of a task without labels while the others move', () => {
    const { state, weights } = balanceOne(method, jacobians['three random'] as Matrix, { active: [1, 0, 1], steps: 5 });
    expect(state['shares']?.[1]).toBeCloseTo(1 / 3, 6);
    expect((state['shares'] as number[]).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 6);
    expect((weights[0] as number) + (weights[2] as number)).toBeCloseTo(2, 5);
  });
});

describe('moco', () => {
  const method = findMethod('moco');

  it('follows the plain loop of its formula', () => {
    for (const name of ['golden', 'three random', 'sixteen random']) {
      const matrix = jacobians[name] as Matrix;
      const losses = matrix.map((_, task) => 0.4 + 0.3 * task);
      let tracked = matrix.map((row) => row.map(() => 0));
      let shares = matrix.map(() => 1 / matrix.length);
      for (let step = 0; step < 3; step += 1) {
        tracked = tracked.map((row, task) => {
          const gradient = matrix[task] as readonly number[];
          const factor = (losses[task] as number) / norm(gradient);
          return row.map((value, at) => value - 0.5 * (value - factor * (gradient[at] as number)));
        });
        const slope = tracked.map((row) =>
          tracked.reduce((sum, other, task) => sum + inner(row, other) * (shares[task] as number), 0),
        );
        shares = project(shares.map((share, task) => share - 0.1 * (slope[task] as number)));
      }
      const { state, direction, weights } = balanceOne(method, matrix, { losses, steps: 3 });
      expectClose(state['shares'], shares, 5);
      expectClose(state['tracked'], tracked.flat(), 5);
      expectClose(
        weights,
        shares.map((share) => share * matrix.length),
        4,
      );
      const plain = (matrix[0] ?? []).map((_, column) =>
        tracked.reduce((sum, row, task) => sum + matrix.length * (shares[task] as number) * (row[column] as number), 0),
      );
      expectClose(direction, plain, 4);
    }
  });

  it('gives native weights that sum to one, and a direction of theirs', () => {
    const result = balanceJacobian('moco', goldenJacobian, { losses: [1, 2], updates: 2 });
    expect((result.weights as number[]).reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 5);
    result.direction.forEach((value, at) => expect(result.scaledDirection[at]).toBeCloseTo(2 * value, 5));
  });
});

describe('db-mtl', () => {
  const trial = { losses: [1, 1] };

  it('gives the golden weights and direction', () => {
    const { weights, direction } = balanceOne(findMethod('db-mtl'), goldenJacobian, trial);
    expectClose(weights, [Math.sqrt(38 / 18), 1], 4);
    expectClose(direction, [0.1881, 2.453, 2.453]);
  });

  it('takes the gradient of the log loss: a loss times ten with its gradient changes nothing but the weight', () => {
    const stretched: Matrix = [
      (goldenJacobian[0] as readonly number[]).map((value) => 10 * value),
      goldenJacobian[1] as readonly number[],
    ];
    const { weights, direction } = balanceOne(findMethod('db-mtl'), stretched, { losses: [10, 1], steps: 3 });
    expectClose(direction, [0.1881, 2.453, 2.453]);
    expectClose(weights, [Math.sqrt(38 / 18) / 10, 1], 4);
  });

  it('averages the gradients of earlier steps', () => {
    const method = findMethod('db-mtl');
    const run = (decay: number): readonly number[] | undefined =>
      balanceOne(method, goldenJacobian, { ...trial, steps: 2, parameters: { decay } }).state['tracked'];
    expectClose(run(0.9), goldenJacobian.flat(), 5);
    expectClose(run(0), goldenJacobian.flat(), 5);
  });
});

describe('excess-mtl', () => {
  const method = findMethod('excess-mtl');
  const single: Matrix = [
    [3, 0],
    [0, 4],
  ];
  const parameters: Parameters = { warmUp: 1 };

  it('has weights of 1 and measures the excess in the warm-up', () => {
    // S = g^2 after one step: e = g^2 / |g| = 3 and 4
    const { weights, state } = balanceOne(method, single, { epoch: 0, parameters });
    expect(weights).toEqual([1, 1]);
    expectClose(state['excessSum'], [3, 4], 5);
    expectClose(state['squares'], [9, 0, 0, 16], 5);
  });

  it('then moves log weights by the rate times the excess beside that of the warm-up', () => {
    // the first excess of a task without a warm-up counts as 1 for both, so weights stay alike
    const { state, weights } = balanceOne(method, single, { epoch: 1, parameters: { warmUp: 0, rate: 0.5 } });
    expectClose(state['logits'], [0.5, 0.5], 6);
    expectClose(weights, [1, 1], 6);
  });

  it('gives more weight to the task whose gradients stay long', () => {
    const method2 = findMethod('excess-mtl');
    const long = balanceOne(method2, single, { epoch: 5, steps: 4, parameters: { warmUp: 0 } });
    expectClose(long.weights, [1, 1], 5);
    expect(long.state['logits']?.[0]).toBeGreaterThan(0);
  });
});

describe('uw-o', () => {
  it('gives half the inverse losses, or the inverse ones by factor', () => {
    const losses = [100, 1.609438];
    expectClose(balanceJacobian('uw-o', goldenJacobian, { losses }).weights, [0.005, 0.3106675], 6);
    const laplace = balanceJacobian('uw-o', goldenJacobian, { losses, parameters: { factor: 1 } }).weights;
    expectClose(laplace, balanceJacobian('si', goldenJacobian, { losses }).weights as number[], 6);
  });
});
