import { describe, expect, it } from 'vitest';
import { findMethod } from '../../../src-main/core/balance/registry.ts';
import { uniformAt } from '../../../src-main/core/util/hash.ts';
import { balanceOne, goldenJacobian, jacobians, type Matrix } from '../../helper/property.ts';

function expectClose(actual: readonly number[] | undefined, expected: readonly number[], digits = 4): void {
  expect(actual).toHaveLength(expected.length);
  expected.forEach((value, at) => expect(actual?.[at]).toBeCloseTo(value, digits));
}

describe('equal', () => {
  it('adds the golden rows', () => {
    const { weights, direction } = balanceOne(findMethod('equal'), goldenJacobian);
    expect(weights).toEqual([1, 1]);
    expect(direction).toEqual([2, 2, 2]);
  });
});

describe('static', () => {
  it('scales the given weights to sum to the number of tasks', () => {
    const { weights } = balanceOne(findMethod('static'), jacobians['three random'] as Matrix, {
      parameters: { weights: [1, 2, 5] },
    });
    expectClose(weights, [3 / 8, 6 / 8, 15 / 8], 6);
  });

  it('keeps the weights of the others when a task is inactive', () => {
    const { weights } = balanceOne(findMethod('static'), goldenJacobian, {
      parameters: { weights: [1, 3] },
      active: [1, 0],
    });
    expect(weights).toEqual([0.5, 0]);
  });
});

describe('pcgrad', () => {
  it('gives the golden weights and direction', () => {
    const { weights, direction } = balanceOne(findMethod('pcgrad'), goldenJacobian);
    expectClose(weights, [2.2222, 1.5789]);
    expectClose(weights, [1 + 22 / 18, 1 + 22 / 38], 5);
    expectClose(direction, [0.5848, 3.8012, 3.8012]);
  });

  it('projects the conflict of the principle scenario', () => {
    const { direction } = balanceOne(findMethod('pcgrad'), [
      [3, 1],
      [-1, 2],
    ]);
    // (2.8, 1.4) + (-.7, 2.1)
    expectClose(direction, [2.1, 3.5], 5);
  });

  it('equals the plain loop over gradients in the order of its random numbers', () => {
    for (const name of ['three random', 'five in two dimensions', 'sixteen random', 'duplicates']) {
      const matrix = jacobians[name] as Matrix;
      for (const seed of [1, 2, 3]) {
        const { direction } = balanceOne(findMethod('pcgrad'), matrix, { seed });
        const expected = projectPlainly(matrix, (task, other) =>
          Math.fround(uniformAt(seed, 0, task * matrix.length + other)),
        );
        expectClose(direction, expected);
      }
    }
  });

  it('changes nothing without conflicts', () => {
    const matrix = [
      [1, 0.5, 0],
      [0.2, 1, 0],
      [0, 0.1, 3],
    ];
    expect(balanceOne(findMethod('pcgrad'), matrix).weights).toEqual([1, 1, 1]);
  });

  it('has weight 1 for a zero gradient and all ones when every gradient is zero', () => {
    const withZero = balanceOne(findMethod('pcgrad'), jacobians['zero row'] as Matrix).weights;
    expect(withZero[1]).toBe(1);
    expect(balanceOne(findMethod('pcgrad'), jacobians['all zero'] as Matrix).weights).toEqual([1, 1]);
    expect(balanceOne(findMethod('pcgrad'), jacobians['one task'] as Matrix).weights).toEqual([1]);
  });

  it('cancels opposed gradients', () => {
    const { direction } = balanceOne(findMethod('pcgrad'), jacobians['opposing'] as Matrix);
    expectClose(direction, [0, 0, 0], 5);
  });

  it('meets tasks in orders that are all equally likely', () => {
    // with three tasks the result depends on the order: two orders for each task, so eight outcomes at most
    const matrix = [
      [1, 0.2],
      [-0.9, 0.6],
      [-0.3, -1],
    ];
    const firstWeights = Array.from({ length: 400 }, (_, seed) =>
      balanceOne(findMethod('pcgrad'), matrix, { seed })
        .weights.map((weight) => weight.toFixed(4))
        .join(),
    );
    const counts = new Map<string, number>();
    for (const key of firstWeights) counts.set(key, (counts.get(key) ?? 0) + 1);
    expect(counts.size).toBe(8);
    // 400 / 8 = 50, standard deviation 6.6
    for (const count of counts.values()) expect(Math.abs(count - 50)).toBeLessThan(4 * 6.6);
  });
});

describe('uncertainty', () => {
  it('starts at half the losses', () => {
    expect(balanceOne(findMethod('uncertainty'), goldenJacobian, { losses: [100, 1.609438] }).weights).toEqual([
      0.5, 0.5,
    ]);
  });

  it('makes one Adam step towards the optimum: s moves by the learning rate', () => {
    const { state, weights } = balanceOne(findMethod('uncertainty'), goldenJacobian, { losses: [100, 0.5], steps: 2 });
    expectClose(weights, [Math.exp(-0.025) / 2, Math.exp(0.025) / 2], 6);
    expectClose(state['steps'], [2, 2]);
  });

  it('comes to rest at s = ln L, w = 1 / (2 L)', () => {
    const losses = [100, 1.609438];
    const { weights, state } = balanceOne(findMethod('uncertainty'), goldenJacobian, { losses, steps: 3000 });
    expectClose(state['logVariance'], losses.map(Math.log), 3);
    expectClose(
      weights.map((weight, task) => weight * (losses[task] as number)),
      [0.5, 0.5],
      3,
    );
    const values = losses.map(
      (loss, task) => (weights[task] as number) * loss + 0.5 * (state['logVariance']?.[task] ?? 0),
    );
    expectClose(values, [2.8026, 0.7379], 3);
  });

  it('in the form for cross-entropy comes to rest at w = 1 / (2 L) too, from weight 1', () => {
    const method = findMethod('uncertainty');
    const trial = { losses: [2, 0.25], parameters: { factor: 1 } };
    expect(balanceOne(method, goldenJacobian, trial).weights).toEqual([1, 1]);
    expectClose(balanceOne(method, goldenJacobian, { ...trial, steps: 2000 }).weights, [0.25, 2], 3);
  });

  it('stays bounded when a loss is zero', () => {
    const trial = { losses: [0, 1], steps: 2000, parameters: { learningRate: 0.5 } };
    const { state, weights } = balanceOne(findMethod('uncertainty'), goldenJacobian, trial);
    expect(state['logVariance']?.[0]).toBe(-20);
    expect(weights.every(Number.isFinite)).toBe(true);
  });
});

describe('gradnorm', () => {
  const method = findMethod('gradnorm');

  it('keeps weights of 1 in the first epoch', () => {
    const { weights, state } = balanceOne(method, goldenJacobian, { losses: [2, 1], epoch: 0, steps: 5 });
    expect(weights).toEqual([1, 1]);
    expect(state['steps']).toEqual([0, 0]);
  });

  it('makes the step that hand arithmetic gives', () => {
    // n = sqrt(18), sqrt(38); losses 1 and 1 of 1 and 2: ratios 1, .5; r = 4/3, 2/3; m = (4.2426 + 6.1644) / 2 = 5.2035
    // targets 5.2035 r^1.5 = 8.011, 2.832: the first norm is too small, the second too large; Adam moves each by .025
    const trial = { losses: [1, 1], initialLosses: [1, 2], steps: 2 };
    const { weights } = balanceOne(method, goldenJacobian, trial);
    expectClose(weights, [1.025, 0.975], 5);
    const three = balanceOne(
      method,
      [
        [1, 0, 0],
        [0, 2, 0],
        [0, 0, 3],
      ],
      { steps: 2, parameters: { alpha: 0, learningRate: 0.1 } },
    );
    // norms 1, 2, 3, mean 2: up, at rest, down
    expectClose(three.weights, [1.1, 1, 0.9], 5);
    const scaled = balanceOne(
      method,
      [
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, 4],
      ],
      { steps: 2, parameters: { alpha: 0, learningRate: 0.1 } },
    );
    // norms 1, 1, 4, mean 2: up, up, down, then scaled from 3.1 to 3
    expectClose(scaled.weights, [(1.1 * 3) / 3.1, (1.1 * 3) / 3.1, (0.9 * 3) / 3.1], 5);
  });

  it('has positive weights that sum to the number of tasks, inactive ones frozen', () => {
    const matrix = jacobians['sixteen random'] as Matrix;
    const losses = matrix.map((_, task) => 0.1 + task);
    const parameters = { learningRate: 0.5 };
    for (const steps of [1, 2, 20, 200]) {
      const { state } = balanceOne(method, matrix, { losses, steps, parameters });
      const weights = state['weights'] as number[];
      expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(16, 4);
      expect(Math.min(...weights)).toBeGreaterThan(0);
    }
    const active = matrix.map((_, task) => (task < 3 ? 0 : 1));
    const { weights, state } = balanceOne(method, matrix, { losses, active, steps: 20, parameters });
    expect(weights.slice(0, 3)).toEqual([0, 0, 0]);
    expect(state['weights']?.slice(0, 3)).toEqual([1, 1, 1]);
    expect((state['weights'] as number[]).reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(16, 4);
  });

  it('raises the weight of the task that learns more slowly', () => {
    const sameNorms = [
      [1, 0],
      [0, 1],
    ];
    const { weights } = balanceOne(method, sameNorms, { losses: [0.9, 0.3], initialLosses: [1, 1], steps: 10 });
    expect(weights[0]).toBeGreaterThan(1.1);
    expect(weights[1]).toBeLessThan(0.9);
  });

  it('without asymmetry comes to equal weighted norms', () => {
    const matrix = [
      [3, 0],
      [0, 1],
    ];
    const parameters = { alpha: 0, learningRate: 0.002 };
    const { weights } = balanceOne(method, matrix, { steps: 1500, parameters });
    expect(3 * (weights[0] as number)).toBeCloseTo(weights[1] as number, 1);
  });
});

/** The published loop on the gradients themselves (Yu et al., 2020, Algorithm 1). */
function projectPlainly(matrix: Matrix, key: (task: number, other: number) => number): number[] {
  const inner = (a: readonly number[], b: readonly number[]): number =>
    a.reduce((sum, value, at) => sum + value * (b[at] as number), 0);
  const total = (matrix[0] ?? []).map(() => 0);
  matrix.forEach((row, task) => {
    let projected = [...row];
    const others = matrix.map((_, other) => other).filter((other) => other !== task);
    others.sort((a, b) => key(task, a) - key(task, b) || a - b);
    for (const other of others) {
      const direction = matrix[other] as readonly number[];
      const product = inner(projected, direction);
      if (product >= 0) continue;
      const factor = product / inner(direction, direction);
      projected = projected.map((value, at) => value - factor * (direction[at] as number));
    }
    projected.forEach((value, at) => (total[at] = (total[at] as number) + value));
  });
  return total;
}
