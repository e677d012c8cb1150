import type { Tensor } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../src-main/contract/error.ts';
import type { Loss } from '../../../src-main/core/loss/loss.ts';
import { defaultLoss, findLoss, losses, lossesFor } from '../../../src-main/core/loss/registry.ts';
import { tf } from '../../helper/tensorflow.ts';

/** Losses and the gradient of their sum, for outputs [R, B, K] and targets [R, B]. */
function evaluate(
  loss: Loss,
  outputs: number[][][],
  target: number[][],
): { values: number[][]; gradient: number[][][] } {
  return tf.tidy(() => {
    const y = tf.tensor2d(target);
    const z = tf.tensor3d(outputs);
    const gradient = tf.grad((x: Tensor) => tf.sum(loss.perExample(x, y)))(z);
    return {
      values: loss.perExample(z, y).arraySync() as number[][],
      gradient: gradient.arraySync() as number[][][],
    };
  });
}

function expectClose(actual: readonly number[], expected: readonly number[]): void {
  expect(actual).toHaveLength(expected.length);
  actual.forEach((value, index) => {
    const wanted = expected[index] as number;
    expect(Math.abs(value - wanted)).toBeLessThanOrEqual(1e-6 + 1e-6 * Math.abs(wanted));
  });
}

describe('squared error', () => {
  it('is the squared difference with gradient twice the difference, for each replica', () => {
    const { values, gradient } = evaluate(
      findLoss('squared-error'),
      [
        [[10], [1]],
        [[0], [-2]],
      ],
      [
        [0, 3],
        [0.5, -2],
      ],
    );
    expectClose(values.flat(), [10 ** 2, (1 - 3) ** 2, 0.5 ** 2, 0]);
    expectClose(gradient.flat(2), [2 * 10, 2 * (1 - 3), 2 * -0.5, 0]);
  });
});

describe('huber', () => {
  it('is half the square inside one, linear outside, with the clipped error as gradient', () => {
    const errors = [0, 0.5, -0.5, 1, 3, -3, 1e6, -1e6];
    const { values, gradient } = evaluate(findLoss('huber'), [errors.map((error) => [error])], [errors.map(() => 0)]);
    expectClose(values.flat(), [0, 0.125, 0.125, 0.5, 2.5, 2.5, 1e6 - 0.5, 1e6 - 0.5]);
    expectClose(gradient.flat(2), [0, 0.5, -0.5, 1, 1, -1, 1, -1]);
  });
});

describe('binary cross-entropy', () => {
  it('is the negative log-probability of the true class', () => {
    const logits = [0, 2, -1, 0.3];
    const labels = [1, 0, 1, 0];
    const { values, gradient } = evaluate(findLoss('binary-cross-entropy'), [logits.map((z) => [z])], [labels]);
    const probability = logits.map((z) => 1 / (1 + Math.exp(-z)));
    expectClose(
      values.flat(),
      probability.map((p, index) => -Math.log(labels[index] === 1 ? p : 1 - p)),
    );
    expectClose(
      gradient.flat(2),
      probability.map((p, index) => p - (labels[index] as number)),
    );
  });

  it('stays exact and finite far from zero', () => {
    const { values, gradient } = evaluate(
      findLoss('binary-cross-entropy'),
      [[[500], [500], [-500], [-500], [25], [-25]]],
      [[1, 0, 0, 1, 1, 0]],
    );
    expectClose(values.flat().slice(0, 4), [0, 500, 0, 500]);
    expect((values[0] as number[])[4]).toBeCloseTo(Math.exp(-25), 15);
    expect((values[0] as number[])[4]).toBeGreaterThan(0);
    expectClose(gradient.flat(2), [0, 1, 0, -1, 0, 0]);
  });
});

describe('cross-entropy', () => {
  it('is log-sum-exp minus the logit of the true class, with softmax minus one-hot as gradient', () => {
    const logits = [1, 2, 0.5];
    const { values, gradient } = evaluate(findLoss('cross-entropy'), [[logits, logits]], [[1, 2]]);
    const total = logits.reduce((sum, z) => sum + Math.exp(z), 0);
    const softmax = logits.map((z) => Math.exp(z) / total);
    expectClose(values.flat(), [Math.log(total) - 2, Math.log(total) - 0.5]);
    expectClose(gradient.flat(2), [
      ...softmax.map((p, index) => p - (index === 1 ? 1 : 0)),
      ...softmax.map((p, index) => p - (index === 2 ? 1 : 0)),
    ]);
  });

  it('of uniform logits is ln K, and large logits do not overflow', () => {
    const { values, gradient } = evaluate(
      findLoss('cross-entropy'),
      [
        [
          [0, 0, 0, 0, 0],
          [800, -800, 0, 0, 0],
          [800, -800, 0, 0, 0],
        ],
      ],
      [[3, 0, 1]],
    );
    expectClose(values.flat(), [Math.log(5), 0, 1600]);
    expect(gradient.flat(2).every(Number.isFinite)).toBe(true);
  });
});

describe('the registry', () => {
  it('gives every task type a default that fits it', () => {
    expect(defaultLoss('regression').description.id).toBe('squared-error');
    expect(defaultLoss('binary').description.id).toBe('binary-cross-entropy');
    expect(defaultLoss('multiclass').description.id).toBe('cross-entropy');
    expect(lossesFor('regression').map((loss) => loss.description.id)).toEqual(['squared-error', 'huber']);
    expect(new Set(losses.map((loss) => loss.description.id)).size).toBe(losses.length);
  });

  it('refuses an unknown id with the known ones', () => {
    expect(() => findLoss('hubert')).toThrow(AppError);
    expect(() => findLoss('hubert')).toThrow(/huber/);
  });
});

describe('every loss', () => {
  it('leaves no tensor behind and a NaN replica leaves the others untouched', () => {
    for (const loss of losses) {
      const classes = loss.description.taskTypes.includes('multiclass') ? 3 : 1;
      const row = (value: number): number[] => Array.from({ length: classes }, () => value);
      const before = tf.memory().numTensors;
      const clean = evaluate(loss, [[row(1)], [row(0.25)]], [[0], [0]]);
      const poisoned = evaluate(loss, [[row(NaN)], [row(0.25)]], [[0], [0]]);
      expect(tf.memory().numTensors).toBe(before);
      expect(poisoned.values[1]).toEqual(clean.values[1]);
      expect(poisoned.gradient[1]).toEqual(clean.gradient[1]);
    }
  });
});
