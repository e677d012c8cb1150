import type { Tensor } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { boxMinimum } from '../../../src-main/core/balance/box-minimum.ts';
import { fairPoint } from '../../../src-main/core/balance/fair-point.ts';
import type { BalancingInput } from '../../../src-main/core/balance/method.ts';
import { parametersFor, stackParameters } from '../../../src-main/core/balance/parameters.ts';
import { balancingMethods } from '../../../src-main/core/balance/registry.ts';
import { repeat } from '../../../src-main/core/balance/repeat.ts';
import { simplexMinimum } from '../../../src-main/core/balance/simplex-minimum.ts';
import { boxResidual, fairResidual, mixtureGap } from '../../../src-main/core/balance/solver-residual.ts';
import { taskGramian } from '../../../src-main/core/balance/task-gramian.ts';
import { fillUniform } from '../../../src-main/core/util/hash.ts';
import { tf } from '../../helper/tensorflow.ts';

function read(tensor: Tensor): number[] {
  return Array.from(tensor.dataSync());
}

/** Gramians [R, T, T] of trace 1 from random gradients. */
function gramians(replicas: number, tasks: number, seed: number): Tensor {
  const jacobian = tf.tensor3d(
    fillUniform(new Float32Array(replicas * tasks * 12), seed, 0).map((value) => 2 * value - 1),
    [replicas, tasks, 12],
  );
  const gramian = tf.matMul(jacobian, jacobian, false, true);
  const trace = tf.sum(tf.mul(gramian, tf.eye(tasks)), [1, 2]);
  return tf.div(gramian, tf.reshape(trace, [-1, 1, 1]));
}

function part(gramian: Tensor): ReturnType<typeof taskGramian> {
  return taskGramian({ gramian, active: tf.ones(gramian.shape.slice(0, 2)) } as unknown as BalancingInput);
}

describe('what a solver left undone', () => {
  it('is worked out by hand for two orthogonal gradients of squared lengths 1/4 and 3/4', () => {
    tf.tidy(() => {
      const gramian = tf.tensor3d([
        [
          [1 / 4, 0],
          [0, 3 / 4],
        ],
      ]);
      const member = tf.ones([1, 2]);
      // G w = (1/8, 3/8) at the middle: 2 (1/16 + 3/16 - 1/8) = 1/4; 0 at the minimum (3/4, 1/4)
      expect(read(mixtureGap(gramian, tf.tensor2d([[1 / 2, 1 / 2]]), member))[0]).toBeCloseTo(1 / 4, 6);
      expect(read(mixtureGap(gramian, tf.tensor2d([[3 / 4, 1 / 4]]), member))[0]).toBeCloseTo(0, 6);
      // at the bound nothing is left; one above it the slope of task 2 is, (3/4 + 1e-4) 2 / sqrt(3/4 + 1e-4), less than the way to it
      const lower = tf.ones([1, 1, 2]);
      expect(read(boxResidual(gramian, lower, lower))[0]).toBeCloseTo(0, 6);
      const above = tf.tensor3d([[[1, 2]]]);
      expect(read(boxResidual(gramian, lower, above))[0]).toBeCloseTo(Math.sqrt(0.7501), 5);
      // (G a)_t a_t = 1 at a = (2, 2 / sqrt 3); at (1, 1) it is 1/4 and 3/4
      const tasks = part(gramian);
      const alpha = tf.ones([1, 1]);
      expect(read(fairResidual(tasks, tf.tensor2d([[2, 2 / Math.sqrt(3)]]), alpha))[0]).toBeCloseTo(0, 3);
      expect(read(fairResidual(tasks, tf.ones([1, 2]), alpha))[0]).toBeCloseTo(3 / 4, 3);
    });
  });

  it.each([3, 8, 16])('is small where solvers end, and large where they begin (%i tasks)', (count) => {
    tf.tidy(() => {
      const gramian = gramians(20, count, 3);
      const member = tf.ones([20, count]);
      const start = tf.mul(member, 1 / count);
      const mixture = simplexMinimum(gramian, member, repeat);
      const [begun, ended] = [read(mixtureGap(gramian, start, member)), read(mixtureGap(gramian, mixture, member))];
      expect(Math.max(...ended)).toBeLessThan(1e-3);
      expect(Math.min(...begun)).toBeGreaterThan(10 * Math.max(...ended));
      const lower = tf.expandDims(start, 1);
      expect(Math.max(...read(boxResidual(gramian, lower, boxMinimum(gramian, lower, repeat))))).toBeLessThan(1e-3);
      const tasks = part(tf.mul(gramian, 50));
      const alpha = tf.fill([20, 1], 2);
      expect(Math.max(...read(fairResidual(tasks, fairPoint(tasks, alpha, repeat), alpha)))).toBeLessThan(1e-2);
    });
  });

  it.each(balancingMethods.filter(({ description }) => description.residual !== undefined))(
    'is told by $description.id for every replica, and does not change with the scale of the gradients',
    (method) => {
      tf.tidy(() => {
        const tasks = 4;
        const gramian = gramians(6, tasks, 5);
        const parameters = stackParameters(
          method,
          Array.from({ length: 6 }, () => parametersFor(method, {}, tasks)),
        );
        const told = [1, 1e-6, 1e6].map((scale) => {
          const scaled = tf.mul(gramian, scale);
          const output = method.balance(
            {
              losses: tf.ones([6, tasks]),
              initialLosses: tf.ones([6, tasks]),
              active: tf.ones([6, tasks]),
              gramian: scaled,
              jacobian: null,
              crossGramian: method.halves === true ? scaled : null,
              epoch: tf.scalar(0, 'int32'),
              step: tf.scalar(0, 'int32'),
              uniform: (shape) => tf.zeros([6, ...shape]),
              loop: repeat,
            },
            method.createState(6, tasks, 12),
            parameters,
          );
          expect(output.residual?.shape).toEqual([6, 1]);
          return read(output.residual as Tensor);
        });
        for (const values of told) {
          expect(values.every((value) => value >= 0 && value < 1e-2)).toBe(true);
          values.forEach((value, replica) => expect(value).toBeCloseTo(told[0]?.[replica] ?? 0, 3));
        }
      });
    },
  );

  it('is nothing where nobody takes part', () => {
    tf.tidy(() => {
      const none = tf.zeros([1, 3, 3]);
      const member = tf.zeros([1, 3]);
      expect(read(mixtureGap(none, member, member))).toEqual([0]);
      expect(read(boxResidual(none, tf.zeros([1, 1, 3]), tf.zeros([1, 1, 3])))).toEqual([0]);
      const tasks = part(none);
      const alpha = tf.ones([1, 1]);
      expect(read(fairResidual(tasks, fairPoint(tasks, alpha, repeat), alpha))).toEqual([0]);
    });
  });
});
