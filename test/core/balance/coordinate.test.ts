import { describe, expect, it } from 'vitest';
import { balanceJacobian } from '../../../src-main/core/balance/from-jacobian.ts';
import { graddrop } from '../../../src-main/core/balance/graddrop.ts';
import { findMethod } from '../../../src-main/core/balance/registry.ts';
import { repeat } from '../../../src-main/core/balance/repeat.ts';
import { assertLinearUnderScaling, balanceOne, goldenJacobian, jacobians, type Matrix } from '../../helper/property.ts';
import { tf } from '../../helper/tensorflow.ts';

function expectClose(actual: readonly number[] | null | undefined, expected: readonly number[], digits = 4): void {
  expect(actual).toHaveLength(expected.length);
  expected.forEach((value, at) => expect(actual?.[at]).toBeCloseTo(value, digits));
}

function inner(one: readonly number[], other: readonly number[]): number {
  return one.reduce((sum, value, at) => sum + value * (other[at] as number), 0);
}

/** GradDrop with every random number at `drawn`. */
function dropAt(drawn: number, matrix: Matrix, leak: number): { weights: number[]; direction: number[] } {
  return tf.tidy(() => {
    const jacobian = tf.tensor3d([matrix.map((row) => [...row])]);
    const output = graddrop.balance(
      {
        losses: tf.ones([1, matrix.length]),
        initialLosses: tf.ones([1, matrix.length]),
        active: tf.ones([1, matrix.length]),
        gramian: tf.matMul(jacobian, jacobian, false, true),
        jacobian,
        crossGramian: null,
        epoch: tf.scalar(1, 'int32'),
        step: tf.scalar(0, 'int32'),
        uniform: (shape) => tf.fill([1, ...shape], drawn),
        loop: repeat,
      },
      {},
      { leak: tf.tensor1d([leak]) },
    );
    return {
      weights: (output.taskWeights.arraySync() as number[][])[0] as number[],
      direction: (output.direction?.arraySync() as number[][])[0] as number[],
    };
  });
}

describe('graddrop', () => {
  it('gives the golden direction where one half is drawn', () => {
    const { weights, direction } = dropAt(0.5, goldenJacobian, 0);
    expectClose(direction, [6, 2, 2]);
    // of the first task's 18 the first coordinate's 16 is dropped
    expectClose(weights, [2 / 18, 1], 6);
  });

  it('keeps the negative values where more than the purity is drawn, and all of them at full leak', () => {
    // purity of the first coordinate (1 + 2 / 10) / 2 = .6; the others are pure, and stay whatever is drawn
    expectClose(dropAt(0.61, goldenJacobian, 0).direction, [-4, 2, 2]);
    expectClose(dropAt(0.61, goldenJacobian, 0.5).direction, [-4 + 3, 2, 2]);
    expectClose(dropAt(0.61, goldenJacobian, 1).direction, [2, 2, 2]);
  });

  it('keeps each sign as often as its purity says', () => {
    const draws = Array.from({ length: 300 }, (_, seed) => balanceOne(graddrop, goldenJacobian, { seed }).direction[0]);
    const positive = draws.filter((value) => value === 6).length;
    // 180 expected, standard deviation sqrt(300 .6 .4) = 8.5
    expect(Math.abs(positive - 180)).toBeLessThan(4 * 8.5);
    expect(draws.every((value) => value === 6 || value === -4)).toBe(true);
  });

  it('has no weights to print', () => {
    const result = balanceJacobian('graddrop', goldenJacobian);
    expect(result.weights).toBeNull();
    expect(result.scaledWeights).toBeNull();
    expect(result.direction).toHaveLength(3);
  });
});

describe('trimmed-mean', () => {
  const method = findMethod('trimmed-mean');
  const five: Matrix = [
    [1, 10],
    [2, -50],
    [3, 11],
    [100, 12],
    [-7, 13],
  ];

  it('leaves out both ends of every coordinate and scales the mean to the number of tasks', () => {
    const { direction } = balanceOne(method, five);
    // 1, 2, 3 of -7 .. 100; 10, 11, 12 of -50 .. 13
    expectClose(direction, [(5 * 6) / 3, (5 * 33) / 3], 4);
    expectClose(balanceJacobian('trimmed-mean', five).direction, [2, 11], 4);
    expectClose(balanceOne(method, five, { parameters: { trim: 2 } }).direction, [5 * 2, 5 * 11], 4);
    expectClose(balanceOne(method, five, { parameters: { trim: 0 } }).direction, [99, -4], 4);
  });

  it('never leaves out all, and shares places among equal values', () => {
    expectClose(balanceOne(method, goldenJacobian, { parameters: { trim: 7 } }).direction, [2, 2, 2]);
    expectClose(balanceOne(method, five, { parameters: { trim: 7 } }).direction, [10, 55], 4);
    const { weights, direction } = balanceOne(method, [[1], [1], [5]]);
    expectClose(direction, [3], 5);
    // of the two equal values one place is kept, times 3: 1.5 of each gradient
    expectClose(weights, [1.5, 1.5, 0], 5);
  });

  it('counts only the tasks that have labels', () => {
    const { direction, weights } = balanceOne(method, five, { active: [1, 1, 1, 0, 0] });
    expectClose(direction, [3 * 2, 3 * 10], 4);
    expect(weights.slice(3)).toEqual([0, 0]);
  });
});

describe('krum', () => {
  const method = findMethod('krum');
  const four: Matrix = [
    [1, 0],
    [1.2, 0],
    [1.1, 0.1],
    [-9, 5],
  ];

  it('takes the gradient that is nearest to its neighbours', () => {
    const { weights } = balanceOne(method, [
      [1, 0],
      [1.3, 0],
      [1.1, 0],
      [-9, 5],
    ]);
    // nearest: .01, .04, .01: the first and the third
    expectClose(weights, [2, 0, 2, 0], 5);
  });

  it('averages the best few', () => {
    const { weights } = balanceOne(method, four, { parameters: { selected: 3 } });
    expectClose(weights, [4 / 3, 4 / 3, 4 / 3, 0], 5);
    expectClose(balanceJacobian('krum', four, { parameters: { selected: 3 } }).weights, [1 / 3, 1 / 3, 1 / 3, 0], 5);
  });

  it('is the mean of two tasks, and the task itself where there is one', () => {
    expectClose(balanceOne(method, goldenJacobian).weights, [1, 1], 5);
    expectClose(balanceOne(method, jacobians['one task'] as Matrix).weights, [1], 5);
  });
});

describe('config', () => {
  const method = findMethod('config');

  it('gives the golden weights and direction', () => {
    const { weights, direction } = balanceOne(method, goldenJacobian);
    expectClose(weights, [1.2265, 0.8441]);
    expectClose(direction, [0.1588, 2.0706, 2.0706]);
  });

  it.each(['golden', 'two random', 'three random', 'sixteen random'])(
    'has the same angle to every gradient of %s, and the summed projection for length',
    (name) => {
      const matrix = jacobians[name] as Matrix;
      const { direction } = balanceOne(method, matrix);
      const length = Math.hypot(...direction);
      const cosines = matrix.map((row) => inner(row, direction) / (Math.hypot(...row) * length));
      for (const cosine of cosines) expect(cosine).toBeCloseTo(cosines[0] as number, 3);
      expect(cosines[0]).toBeGreaterThan(0);
      const projected = matrix.reduce((sum, row) => sum + inner(row, direction) / length, 0);
      expect(length / projected).toBeCloseTo(1, 3);
    },
  );

  it('keeps its direction when rows are scaled, and is parallel to IMTL-G', () => {
    const matrix = jacobians['three random'] as Matrix;
    const scaled = matrix.map((row, task) => row.map((value) => value * ([0.1, 1, 20][task] as number)));
    const unit = (vector: readonly number[]): number[] => vector.map((value) => value / Math.hypot(...vector));
    expectClose(unit(balanceOne(method, scaled).direction), unit(balanceOne(method, matrix).direction), 3);
    assertLinearUnderScaling(method, 1e-3);
  });

  it('falls back to the sum where gradients cancel', () => {
    expectClose(balanceOne(method, jacobians['opposing'] as Matrix).weights, [1, 1], 5);
  });
});
