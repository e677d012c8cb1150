import { describe, expect, it } from 'vitest';
import { averageWeights, createWeightAverage } from '../../../src-main/core/balance/cr-mogm.ts';
import { balanceJacobian } from '../../../src-main/core/balance/from-jacobian.ts';
import { findMethod } from '../../../src-main/core/balance/registry.ts';
import type { Parameters } from '../../../src-main/contract/study.ts';
import { uniformAt } from '../../../src-main/core/util/hash.ts';
import { balanceOne, goldenJacobian, jacobians, type Matrix } from '../../helper/property.ts';
import { tf } from '../../helper/tensorflow.ts';
import { dot } from './float64.ts';

function expectClose(actual: readonly number[] | null | undefined, expected: readonly number[], digits = 4): void {
  expect(actual).toHaveLength(expected.length);
  expected.forEach((value, at) => expect(actual?.[at]).toBeCloseTo(value, digits));
}

function direction(id: string, matrix: Matrix, parameters: Parameters = {}, seed = 0): readonly number[] {
  return balanceOne(findMethod(id), matrix, { parameters, seed }).direction;
}

const random = ['golden', 'two random', 'three random', 'five in two dimensions', 'sixteen random', 'zero column'].map(
  (name) => jacobians[name] as Matrix,
);

describe('golden weights and directions of the papers', () => {
  it.each<[string, Parameters, number[], number[]]>([
    ['mgda', {}, [0.6, 0.4], [0, 1, 1]],
    ['mgda', { normalisation: 1 }, [0.5923, 0.4077], [0.0767, 1, 1]],
    ['gradvac', {}, [2.2222, 1.5789], [0.5848, 3.8012, 3.8012]],
    ['cagrad', { radius: 0.5 }, [0.7041, 0.5], [0.1835, 1.2041, 1.2041]],
    ['cagrad', { radius: 0.5, rescale: 1 }, [0.7041 / 1.25, 0.4], [0.1468, 0.9633, 0.9633]],
    ['cagrad', { radius: 0 }, [0.5, 0.5], [1, 1, 1]],
    ['imtl-g', {}, [0.5923, 0.4077], [0.0767, 1, 1]],
    ['nash-mtl', {}, [0.591, 0.4068], [0.0767, 0.9978, 0.9978]],
    ['fairgrad', {}, [0.591, 0.4068], [0.0767, 0.9978, 0.9978]],
    ['aligned-mtl', {}, [0.5591, 0.4083], [0.2133, 0.9673, 0.9673]],
    ['upgrad', {}, [1.1109, 0.7894], [0.2929, 1.9004, 1.9004]],
    ['dualproj', {}, [0.6109, 0.5], [0.5563, 1.1109, 1.1109]],
  ])('%s %o', (id, parameters, weights, expected) => {
    const result = balanceJacobian(id, goldenJacobian, { parameters, updates: 0 });
    expectClose(result.weights, weights, 3.7);
    expectClose(result.direction, expected, 3.7);
  });

  it.each([
    [0.5, [0.7428, 0.5254], [0.181, 1.2682, 1.2682]],
    [2, [0.4714, 0.3195], [0.0313, 0.7908, 0.7908]],
  ])('fairgrad at alpha %f is within 1e-3 of the exact point', (alpha, weights, expected) => {
    const result = balanceJacobian('fairgrad', goldenJacobian, { parameters: { alpha } });
    weights.forEach((weight, at) => expect(Math.abs((result.weights?.[at] ?? 0) - weight)).toBeLessThan(1e-3));
    expected.forEach((value, at) => expect(Math.abs((result.direction[at] ?? 0) - value)).toBeLessThan(1e-3));
  });

  it('gradvac moves its targets from step to step', () => {
    expectClose(balanceJacobian('gradvac', goldenJacobian, { updates: 1 }).direction, [1.0065, 3.2644, 3.2644]);
    expectClose(balanceJacobian('gradvac', goldenJacobian, { updates: 2 }).direction, [1.3245, 2.8597, 2.8597]);
  });

  it('nash-mtl and fairgrad shorten the step to a length of 1, or to what is asked', () => {
    const { scaledDirection, scaledWeights } = balanceJacobian('nash-mtl', goldenJacobian);
    expectClose(scaledDirection, [0.0543, 0.7061, 0.7061]);
    expect(Math.hypot(...scaledDirection)).toBeCloseTo(1, 5);
    expect(scaledWeights?.[0]).toBeCloseTo(0.4182, 4);
    for (const longest of [0.25, 1.2]) {
      const bounded = balanceJacobian('fairgrad', goldenJacobian, { parameters: { longest } });
      expect(Math.hypot(...bounded.scaledDirection)).toBeCloseTo(longest, 5);
    }
    const free = balanceJacobian('nash-mtl', goldenJacobian, { parameters: { longest: 0 } });
    expect(free.scaledWeights).toEqual(free.weights);
    // |d|^2 = w'Gw = T at the bargaining point, but for the ridge
    expect(Math.hypot(...free.direction)).toBeCloseTo(Math.SQRT2, 2);
  });

  it('aligned-mtl takes the scale that is asked for from the eigenvalues', () => {
    // eigenvalues 50.166, 5.834 of G; the paper takes the lower median
    const lengthOf = (scale: number): number =>
      Math.hypot(...balanceJacobian('aligned-mtl', goldenJacobian, { parameters: { scale } }).direction);
    const [high, low] = [28 + Math.sqrt(584), 28 - Math.sqrt(584)];
    expect(high * low).toBeCloseTo(18 * 38 - 22 * 22, 9);
    expect(lengthOf(0)).toBeCloseTo(Math.sqrt(low / 2), 4);
    expect(lengthOf(1)).toBeCloseTo(Math.sqrt(low / 2), 4);
    expect(lengthOf(2)).toBeCloseTo(Math.sqrt(28 / 2), 4);
    const orthogonal = [
      [1, 0, 0],
      [0, 2, 0],
      [0, 0, 5],
    ];
    const lengths = (scale: number): readonly number[] => direction('aligned-mtl', orthogonal, { scale });
    expectClose(lengths(0), [1, 1, 1], 5);
    expectClose(lengths(1), [2, 2, 2], 5);
    expectClose(
      lengths(2),
      [1, 1, 1].map(() => Math.sqrt(30 / 3)),
      5,
    );
  });
});

describe('the sum scale', () => {
  it.each(['mgda', 'imtl-g', 'aligned-mtl', 'upgrad', 'dualproj', 'gradvac'])(
    '%s gives orthonormal gradients weights of 1',
    (id) => {
      const { weights } = balanceOne(findMethod(id), [
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
      ]);
      expectClose(weights, [1, 1, 1], 4);
    },
  );

  it('cagrad gives them 1 + c, or (1 + c) / (1 + c^2)', () => {
    const matrix = [
      [1, 0],
      [0, 1],
    ];
    expectClose(balanceOne(findMethod('cagrad'), matrix).weights, [1.4, 1.4], 5);
    expectClose(
      balanceOne(findMethod('cagrad'), matrix, { parameters: { rescale: 1 } }).weights,
      [1.4 / 1.16, 1.4 / 1.16],
      5,
    );
  });

  it('counts the tasks that take part: not one without labels, nor one without a gradient', () => {
    const matrix = [
      [1, 0],
      [0, 0],
      [0, 1],
      [5, 5],
    ];
    for (const id of ['mgda', 'imtl-g', 'aligned-mtl', 'upgrad', 'dualproj']) {
      expectClose(balanceOne(findMethod(id), matrix, { active: [1, 1, 1, 0] }).weights, [1, 1, 1, 0], 4);
    }
  });
});

describe('degenerate gradients', () => {
  const ids = ['gradvac', 'mgda', 'cagrad', 'imtl-g', 'nash-mtl', 'fairgrad', 'aligned-mtl', 'upgrad', 'dualproj'];

  it.each(ids)('%s gives a task that is alone weight 1', (id) => {
    expect(balanceOne(findMethod(id), [[3, -4]]).weights).toEqual([1]);
    const others = [
      [3, -4],
      [0, 0],
      [1, 1],
    ];
    expect(balanceOne(findMethod(id), others, { active: [1, 1, 0] }).weights).toEqual([1, 1, 0]);
  });

  it.each(ids)('%s gives ones where every gradient is zero', (id) => {
    expect(balanceOne(findMethod(id), jacobians['all zero'] as Matrix).weights).toEqual([1, 1]);
    expect(
      balanceOne(
        findMethod(id),
        goldenJacobian.map((row) => row.map((value) => value * 1e-12)),
      ).weights,
    ).toEqual([1, 1]);
  });

  it.each(ids)('%s is not stopped by a task without a gradient', (id) => {
    const full = jacobians['zero row'] as Matrix;
    const without = full.filter((row) => row.some((value) => value !== 0));
    const { weights, direction: d } = balanceOne(findMethod(id), full);
    expect(weights[1]).toBe(1);
    expectClose(d, direction(id, without), 4);
    expect(Math.hypot(...d)).toBeGreaterThan(0.1);
  });

  it.each(ids)('%s does not step along opposed gradients of equal length, whatever the weights', (id) => {
    // fairness without bound is what the ridge and the longest step keep finite
    expectClose(direction(id, jacobians['opposing'] as Matrix), [0, 0, 0], 3);
  });

  it('duplicates share the weight of one task where the formula says so', () => {
    const [plain, doubled] = [
      [
        [1, -1, 2],
        [-2, 1, 0.5],
      ],
      jacobians['duplicates'] as Matrix,
    ];
    // the convex hull is the same, and so is the cone; weights sum to 3 instead of 2
    expectClose(
      direction('mgda', doubled),
      direction('mgda', plain).map((value) => value * 1.5),
      3,
    );
    expectClose(
      direction('imtl-g', doubled),
      direction('imtl-g', plain).map((value) => value * 1.5),
      3,
    );
    // projections are linear in the number of copies of a task
    const heavier = direction('upgrad', [
      [2, -2, 4],
      [-2, 1, 0.5],
    ]);
    expectClose(direction('upgrad', doubled), heavier, 2.5);
  });
});

describe('methods that are others in disguise', () => {
  it('pcgrad is upgrad for two tasks', () => {
    for (const name of ['golden', 'two random', 'zero column']) {
      const matrix = jacobians[name] as Matrix;
      const one = direction('pcgrad', matrix);
      const other = direction('upgrad', matrix);
      const size = Math.hypot(...matrix.flat());
      one.forEach((value, at) =>
        expect(Math.abs(value - (other[at] as number)), name).toBeLessThanOrEqual(2e-3 * size),
      );
    }
  });

  it('upgrad and dualproj are equal weights without conflicts', () => {
    const matrix = [
      [1, 0.5, 0],
      [0.2, 1, 0],
      [0, 0.1, 3],
    ];
    for (const id of ['upgrad', 'dualproj', 'gradvac'])
      expectClose(balanceOne(findMethod(id), matrix).weights, [1, 1, 1], 5);
  });

  it('nash-mtl is fairgrad at alpha 1', () => {
    for (const matrix of random) {
      expect(balanceOne(findMethod('fairgrad'), matrix).weights).toEqual(
        balanceOne(findMethod('nash-mtl'), matrix).weights,
      );
    }
  });

  it('the first step of gradvac is pcgrad in the same order', () => {
    for (const matrix of random) {
      for (const seed of [1, 2])
        expectClose(direction('gradvac', matrix, {}, seed), direction('pcgrad', matrix, {}, seed), 4);
    }
  });

  it('gradvac with a pace of 0 stays pcgrad', () => {
    const matrix = jacobians['three random'] as Matrix;
    const trial = { steps: 4, seed: 5 };
    const still = balanceOne(findMethod('gradvac'), matrix, { ...trial, parameters: { pace: 0 } }).direction;
    expectClose(still, balanceOne(findMethod('pcgrad'), matrix, trial).direction, 5);
  });

  it('mgda of unit gradients and of log losses is mgda of scaled rows', () => {
    const matrix = jacobians['three random'] as Matrix;
    const losses = [0.2, 3, 1.5];
    const norms = matrix.map((row) => Math.hypot(...row));
    const divisors = [norms, losses, norms.map((norm, task) => norm * (losses[task] as number))];
    divisors.forEach((sizes, at) => {
      const scaled = matrix.map((row, task) => row.map((value) => value / (sizes[task] as number)));
      const parallel = direction('mgda', scaled);
      const result = balanceOne(findMethod('mgda'), matrix, { losses, parameters: { normalisation: at + 1 } });
      expect(result.weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(3, 4);
      const cosine = dot(result.direction, parallel) / (Math.hypot(...result.direction) * Math.hypot(...parallel));
      expect(cosine).toBeGreaterThan(0.9999);
    });
  });

  it('cagrad goes from equal weights towards mgda as the radius grows', () => {
    const matrix = jacobians['three random'] as Matrix;
    const unit = (vector: readonly number[]): number[] => vector.map((value) => value / Math.hypot(...vector));
    const angle = (radius: number): number =>
      dot(unit(direction('cagrad', matrix, { radius })), unit(direction('mgda', matrix)));
    const cosines = [0, 0.5, 2, 10].map(angle);
    cosines.slice(1).forEach((value, at) => expect(value).toBeGreaterThanOrEqual((cosines[at] as number) - 1e-4));
    expect(cosines[3]).toBeGreaterThan(0.99);
  });
});

describe('what each method promises', () => {
  it('mgda gains at least the squared length of its step in every task', () => {
    for (const matrix of random) {
      const { weights, direction: d } = balanceOne(findMethod('mgda'), matrix);
      const shortest = d.map((value) => value / matrix.length);
      const trace = dot(matrix.flat(), matrix.flat());
      for (const row of matrix)
        expect(dot(row, shortest)).toBeGreaterThanOrEqual(dot(shortest, shortest) - 0.01 * trace);
      expect(Math.min(...weights)).toBeGreaterThanOrEqual(0);
    }
  });

  it('cagrad stays in the ball around the mean, and within it raises the least gain as far as any of many tries', () => {
    for (const name of ['golden', 'two random', 'three random']) {
      const matrix = jacobians[name] as Matrix;
      const tasks = matrix.length;
      const mean = (matrix[0] as readonly number[]).map(
        (_, at) => matrix.reduce((sum, row) => sum + (row[at] as number), 0) / tasks,
      );
      const radius = 0.5 * Math.hypot(...mean);
      const d = direction('cagrad', matrix, { radius: 0.5 }).map((value) => value / tasks);
      expect(Math.hypot(...d.map((value, at) => value - (mean[at] as number)))).toBeLessThanOrEqual(radius * 1.001);
      const leastGain = (step: readonly number[]): number => Math.min(...matrix.map((row) => dot(row, step)));
      for (let seed = 0; seed < 300; seed += 1) {
        const push = mean.map((_, at) => uniformAt(seed, 1, at) - 0.5);
        const size = radius / Math.hypot(...push);
        const tried = mean.map((value, at) => value + size * (push[at] as number));
        expect(leastGain(tried)).toBeLessThanOrEqual(leastGain(d) + 0.01 * Math.hypot(...mean) ** 2);
      }
    }
  });

  it('imtl-g has the same projection on every unit gradient', () => {
    for (const name of ['golden', 'two random', 'three random', 'sixteen random']) {
      const matrix = jacobians[name] as Matrix;
      const d = direction('imtl-g', matrix);
      const projections = matrix.map((row) => dot(row, d) / Math.hypot(...row));
      projections.forEach((value) => expect(value / (projections[0] as number)).toBeCloseTo(1, 3));
      expect(projections[0]).toBeGreaterThan(0);
    }
  });

  it('dualproj finds the nearest direction that opposes no task', () => {
    // the sum is (3, 1) and conflicts with (0, -1) alone: what is left of it is (3, 0)
    const matrix = [
      [1, 2],
      [2, 0],
      [0, -1],
    ];
    expectClose(direction('dualproj', matrix), [3, 0], 2);
  });

  it('fairgrad with more fairness gives the task that gains least a larger share', () => {
    const matrix = [
      [3, 0],
      [0.5, 0.5],
    ];
    const share = (alpha: number): number => {
      const d = direction('fairgrad', matrix, { alpha, longest: 0 });
      const gains = matrix.map((row) => dot(row, d));
      return Math.min(...gains) / Math.max(...gains);
    };
    expect(share(1)).toBeGreaterThan(share(0.5));
    expect(share(2)).toBeGreaterThan(share(1));
  });
});

describe('the moving average of weights', () => {
  it('begins with the first weights, then follows, and rests while a task has no labels', () => {
    tf.tidy(() => {
      const decay = tf.tensor2d([[0.9]]);
      let state = createWeightAverage(1, 2);
      const step = (weights: number[], active: number[]): number[] => {
        const output = averageWeights(tf.tensor2d([weights]), state, decay, tf.tensor2d([active]));
        state = output.state;
        return Array.from(output.taskWeights.dataSync());
      };
      expectClose(step([2, 7], [1, 0]), [2, 0], 6);
      expectClose(step([1, 3], [1, 1]), [0.9 * 2 + 0.1, 3], 6);
      expectClose(step([5, 5], [0, 1]), [0, 0.9 * 3 + 0.5], 6);
      expectClose(step([1.9, 3.2], [1, 1]), [1.9, 3.2], 6);
    });
  });
});
