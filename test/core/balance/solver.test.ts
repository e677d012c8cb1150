import type { Tensor } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { boxMinimum } from '../../../src-main/core/balance/box-minimum.ts';
import { fairPoint } from '../../../src-main/core/balance/fair-point.ts';
import { solvePositiveDefinite } from '../../../src-main/core/balance/linear-solve.ts';
import { repeat } from '../../../src-main/core/balance/repeat.ts';
import { simplexMinimum } from '../../../src-main/core/balance/simplex-minimum.ts';
import { projectToSimplex } from '../../../src-main/core/balance/simplex-projection.ts';
import { positivePart, pseudoInverseTimes, symmetricEigen } from '../../../src-main/core/balance/symmetric-eigen.ts';
import { taskGramian } from '../../../src-main/core/balance/task-gramian.ts';
import type { BalancingInput } from '../../../src-main/core/balance/method.ts';
import { uniformAt } from '../../../src-main/core/util/hash.ts';
import { tf } from '../../helper/tensorflow.ts';
import { boxMinimiser, dot, leastOnSimplex, quadratic, solve, times, trace, type Square } from './float64.ts';

/** Gramians of trace 1: full rank, of rank T / 2, with a duplicate, and with norms over four powers of ten. */
function gramians(tasks: number): number[][][] {
  const kinds = [
    { width: tasks + 3, spread: 0, duplicate: false },
    { width: Math.max(1, Math.floor(tasks / 2)), spread: 0, duplicate: false },
    { width: tasks + 1, spread: 0, duplicate: true },
    { width: tasks + 2, spread: 4, duplicate: false },
  ];
  return kinds.flatMap(({ width, spread, duplicate }, kind) =>
    [0, 1, 2].map((seed) => {
      const rows = Array.from({ length: tasks }, (_, row) => {
        const source = duplicate && row === 1 ? 0 : row;
        const size = 10 ** (-spread * uniformAt(900 + seed, kind, source));
        return Array.from({ length: width }, (__, at) => size * (2 * uniformAt(100 * kind + seed, source, at) - 1));
      });
      const products = rows.map((row) => rows.map((other) => dot(row, other)));
      return products.map((row) => row.map((value) => Math.fround(value / trace(products))));
    }),
  );
}

function rowsOf(tensor: Tensor): number[][] {
  return tensor.arraySync() as number[][];
}

describe('projection to the simplex', () => {
  it('gives a point of it with the conditions of a nearest point', () => {
    for (const tasks of [1, 2, 3, 7, 16]) {
      const values = Array.from({ length: 40 }, (_, row) =>
        Array.from({ length: tasks }, (__, at) => (row % 4 === 0 ? 0.25 : 4 * uniformAt(row, tasks, at) - 2)),
      );
      tf.tidy(() => {
        const points = rowsOf(projectToSimplex(tf.tensor2d(values), tf.ones([40, tasks])));
        points.forEach((point, row) => {
          expect(point.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 5);
          // all entries that are left were lowered by the same amount, the others by at least what they had
          const lowered = point.map((value, at) => (values[row]?.[at] as number) - value);
          const threshold = Math.max(...lowered.filter((_, at) => (point[at] as number) > 0));
          point.forEach((value, at) => {
            expect(value).toBeGreaterThanOrEqual(0);
            if (value > 0) expect(lowered[at]).toBeCloseTo(threshold, 5);
            else expect(values[row]?.[at]).toBeLessThanOrEqual(threshold + 1e-5);
          });
        });
      });
    }
  });

  it('leaves out what is no member', () => {
    tf.tidy(() => {
      const member = tf.tensor2d([[1, 0, 1]]);
      expect(
        rowsOf(projectToSimplex(tf.tensor2d([[0.2, 9, 0.4]]), member))[0]?.map((value) => +value.toFixed(6)),
      ).toEqual([0.4, 0, 0.6]);
      expect(rowsOf(projectToSimplex(tf.tensor2d([[0.2, 9, 0.4]]), tf.zeros([1, 3])))).toEqual([[0, 0, 0]]);
    });
  });
});

describe('the least quadratic form on the simplex', () => {
  it.each([2, 3, 4, 8])('is within 2e-5 of the best face of %i tasks', (tasks) => {
    const list = gramians(tasks);
    tf.tidy(() => {
      const weights = rowsOf(simplexMinimum(tf.tensor3d(list), tf.ones([list.length, tasks]), repeat));
      weights.forEach((row, at) => {
        expect(Math.min(...row)).toBeGreaterThanOrEqual(0);
        expect(row.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 5);
        const gramian = list[at] as Square;
        expect(quadratic(gramian, row) - leastOnSimplex(gramian)).toBeLessThanOrEqual(2e-5);
      });
    });
  });

  it.each([3, 4, 8, 16])('is found in a dozen turns where lengths are alike, of %i tasks', (tasks) => {
    const list = gramians(tasks).slice(0, 9);
    tf.tidy(() => {
      let turns = 0;
      const loop: BalancingInput['loop'] = (count, state, body, until) =>
        repeat(
          count,
          state,
          (index, current) => {
            turns += 1;
            return body(index, current);
          },
          until,
        );
      simplexMinimum(tf.tensor3d(list), tf.ones([list.length, tasks]), loop);
      expect(turns).toBeLessThanOrEqual(tasks === 16 ? 16 : 12);
    });
  });

  it('does not depend on what all gradients have in common', () => {
    for (const common of [1, 30]) {
      const list = gramians(4).slice(0, 3);
      const raised = list.map((gramian) => gramian.map((row) => row.map((value) => value + common)));
      tf.tidy(() => {
        const member = tf.ones([3, 4]);
        const [plain, same] = [list, raised].map((each) => rowsOf(simplexMinimum(tf.tensor3d(each), member, repeat)));
        list.forEach((gramian, at) => {
          const difference = quadratic(gramian, same?.[at] as number[]) - quadratic(gramian, plain?.[at] as number[]);
          expect(Math.abs(difference)).toBeLessThanOrEqual(1e-5 * common);
        });
      });
    }
  });

  it('of two tasks is the same in closed form as by steps among three, one of which takes no part', () => {
    const list = gramians(2);
    tf.tidy(() => {
      const small = tf.tensor3d(list);
      const padded = tf.pad(small, [
        [0, 0],
        [0, 1],
        [0, 1],
      ]);
      const member = tf.tensor2d(list.map(() => [1, 1, 0]));
      const closed = rowsOf(simplexMinimum(small, tf.ones([list.length, 2]), repeat));
      const stepped = rowsOf(simplexMinimum(padded, member, repeat));
      list.forEach((gramian, at) => {
        const [one, two] = [closed[at] as number[], stepped[at]?.slice(0, 2) as number[]];
        expect(stepped[at]?.[2]).toBe(0);
        expect(quadratic(gramian, two) - quadratic(gramian, one)).toBeLessThanOrEqual(1e-6);
      });
    });
  });
});

describe('the least quadratic form above a bound', () => {
  it.each([2, 3, 4, 8])('satisfies the conditions of a minimum for every bound of %i tasks', (tasks) => {
    const list = gramians(tasks);
    tf.tidy(() => {
      const lower = tf.mul(tf.ones([list.length, 1, 1]), tf.expandDims(tf.eye(tasks), 0));
      const points = boxMinimum(tf.tensor3d(list), lower, repeat).arraySync() as number[][][];
      points.forEach((rows, at) => {
        const ridged = (list[at] as Square).map((row, one) =>
          row.map((value, other) => value + (one === other ? 1e-4 : 0)),
        );
        rows.forEach((point, task) => {
          const bound = point.map((_, other) => (other === task ? 1 : 0));
          const best = quadratic(ridged, boxMinimiser(ridged, bound));
          const least = ridged[task]?.[task] as number;
          point.forEach((value, other) => expect(value).toBeGreaterThanOrEqual((bound[other] as number) - 1e-6));
          expect(quadratic(ridged, point) - best).toBeLessThanOrEqual(1e-3 * least);
        });
      });
    });
  });
});

describe('the fair point', () => {
  it.each([0.5, 1, 2])('of alpha %f satisfies its equation', (alpha) => {
    for (const tasks of [2, 3, 4, 8, 16]) {
      const list = gramians(tasks);
      tf.tidy(() => {
        const input = { gramian: tf.mul(tf.tensor3d(list), 50), active: tf.ones([list.length, tasks]) };
        const part = taskGramian(input as unknown as BalancingInput);
        const weights = rowsOf(fairPoint(part, tf.fill([list.length, 1], alpha), repeat));
        weights.forEach((row, at) => {
          const ridged = (list[at] as Square).map((line, one) =>
            line.map((value, other) => 50 * (value + (one === other ? 1e-4 : 0))),
          );
          expect(Math.min(...row)).toBeGreaterThan(0);
          const wanted = row.map((weight) => weight ** (-1 / alpha));
          times(ridged, row).forEach((product, task) => {
            expect(
              Math.abs(product / (wanted[task] as number) - 1),
              `${tasks} tasks, matrix ${at}`,
            ).toBeLessThanOrEqual(1e-2);
          });
        });
      });
    }
  });

  it('of two tasks is the closed form of the bargain, up to the ridge', () => {
    const [first, cross, second] = [0.3, 0.2, 0.7];
    tf.tidy(() => {
      const gramian = [
        [first, cross],
        [cross, second],
      ];
      const part = taskGramian({
        gramian: tf.tensor3d([gramian]),
        active: tf.ones([1, 2]),
      } as unknown as BalancingInput);
      const [row = []] = rowsOf(fairPoint(part, tf.ones([1, 1]), repeat));
      const common = Math.sqrt(Math.sqrt(first * second) + cross);
      expect(row[0]).toBeCloseTo((second / first) ** 0.25 / common, 3);
      expect(row[1]).toBeCloseTo((first / second) ** 0.25 / common, 3);
    });
  });
});

describe('a linear system', () => {
  it('is solved as elimination with pivots solves it', () => {
    for (const tasks of [1, 2, 5, 16]) {
      const matrix = (gramians(tasks)[0] as number[][]).map((row, one) =>
        row.map((value, other) => value + (one === other ? 0.01 : 0)),
      );
      const right = matrix.map((_, at) => uniformAt(5, tasks, at) - 0.5);
      const expected = solve(matrix, right) as number[];
      tf.tidy(() => {
        const [row = []] = rowsOf(solvePositiveDefinite(tf.tensor3d([matrix]), tf.tensor2d([right])));
        const size = Math.max(...expected.map(Math.abs));
        row.forEach((value, at) => expect(Math.abs(value - (expected[at] as number))).toBeLessThanOrEqual(1e-4 * size));
      });
    }
  });
});

describe('eigenvalues and vectors', () => {
  it.each([1, 2, 3, 4, 7, 8, 16])('of %i tasks are orthonormal and rebuild the matrix', (tasks) => {
    const list = gramians(tasks);
    tf.tidy(() => {
      const { values, vectors } = symmetricEigen(tf.tensor3d(list), repeat);
      const size = values.shape[1] as number;
      expect(size).toBe(tasks + (tasks % 2));
      const rebuilt = tf.matMul(tf.mul(vectors, tf.expandDims(values, 1)), vectors, false, true);
      const error = tf.max(tf.abs(tf.sub(rebuilt, tf.tensor3d(list)))).dataSync()[0];
      expect(error).toBeLessThan(2e-6);
      const squares = tf.matMul(vectors, vectors, false, true);
      expect(tf.max(tf.abs(tf.sub(squares, tf.eye(tasks)))).dataSync()[0]).toBeLessThan(2e-5);
    });
  });

  it('of a known matrix are known', () => {
    tf.tidy(() => {
      const matrix = [
        [2, 1, 0],
        [1, 2, 0],
        [0, 0, 5],
      ];
      const { values } = symmetricEigen(tf.tensor3d([matrix]), repeat);
      const sorted = [...(rowsOf(values)[0] as number[])].sort((a, b) => a - b);
      [0, 1, 3, 5].forEach((value, at) => expect(sorted[at]).toBeCloseTo(value, 5));
    });
  });

  it('give the pseudo-inverse: least squares of least length', () => {
    tf.tidy(() => {
      const rows = [
        [1, 0],
        [0, 1],
        [1, 1],
      ];
      const matrix = rows.map((row) => rows.map((other) => dot(row, other)));
      // J J' x with x in the span: the pseudo-inverse gives x back
      const x = times(matrix, [0.3, -0.2, 0.5]);
      const [row = []] = rowsOf(pseudoInverseTimes(tf.tensor3d([matrix]), tf.tensor2d([times(matrix, x)]), repeat));
      row.forEach((value, at) => expect(value).toBeCloseTo(x[at] as number, 4));
    });
  });

  it('give the nearest positive semidefinite matrix', () => {
    tf.tidy(() => {
      // eigenvalues 3 and -1 along (1, 1) and (1, -1)
      const part = positivePart(
        tf.tensor3d([
          [
            [1, 2],
            [2, 1],
          ],
        ]),
        repeat,
      );
      part.dataSync().forEach((value) => expect(value).toBeCloseTo(1.5, 5));
    });
  });
});
