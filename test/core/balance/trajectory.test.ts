import { describe, expect, it } from 'vitest';
import type { Parameters } from '../../../src-main/contract/study.ts';
import { parametersFor, stackParameters } from '../../../src-main/core/balance/parameters.ts';
import { findMethod } from '../../../src-main/core/balance/registry.ts';
import { uniformAt } from '../../../src-main/core/util/hash.ts';
import { tf } from '../../helper/tensorflow.ts';
import { repeat } from '../../../src-main/core/balance/repeat.ts';

type Point = readonly [number, number];

/** Two tasks with losses a |x - m|^2 / 2 + c over a point x of the plane. */
const curvatures = [1, 3] as const;
const minima: readonly [Point, Point] = [
  [0, 0],
  [2, 1],
];
const floors = [0.2, 0.5] as const;

interface Descent {
  readonly end: Point;
  readonly weights: readonly number[];
  /** Losses of both tasks before each step. */
  readonly history: readonly (readonly number[])[];
}

function lossesAt(point: Point): number[] {
  return minima.map((minimum, task) => {
    const distance = Math.hypot(point[0] - minimum[0], point[1] - minimum[1]);
    return ((curvatures[task] as number) * distance ** 2) / 2 + (floors[task] as number);
  });
}

function gradientsAt(point: Point): number[][] {
  return minima.map((minimum, task) =>
    point.map((value, axis) => (curvatures[task] as number) * (value - (minimum[axis] as number))),
  );
}

/** Plain gradient descent along what the method makes of the two gradients. */
function descend(id: string, start: Point, steps: number, rate: number, given: Parameters = {}): Descent {
  const method = findMethod(id);
  let state = method.createState(1, 2, 2);
  const parameters = stackParameters(method, [parametersFor(method, given, 2)]);
  const initial = lossesAt(start);
  const history: number[][] = [];
  let point = start;
  let weights: number[] = [];
  for (let step = 0; step < steps; step += 1) {
    const losses = lossesAt(point);
    const jacobian = gradientsAt(point);
    history.push(losses);
    const next = tf.tidy(() => {
      const rows = tf.tensor2d(jacobian);
      let draws = 0;
      const output = method.balance(
        {
          losses: tf.tensor2d([losses]),
          initialLosses: tf.tensor2d([initial]),
          active: tf.ones([1, 2]),
          gramian: tf.expandDims(tf.matMul(rows, rows, false, true), 0),
          jacobian: tf.expandDims(rows, 0),
          crossGramian: tf.expandDims(tf.matMul(rows, rows, false, true), 0),
          epoch: tf.scalar(1, 'int32'),
          step: tf.scalar(step, 'int32'),
          loop: repeat,
          uniform: (shape) => {
            draws += 1;
            const size = shape.reduce((product, length) => product * length, 1);
            const numbers = Array.from({ length: size }, (_, at) => uniformAt(draws, step, at));
            return tf.tensor(numbers, [1, ...shape]);
          },
        },
        state,
        parameters,
      );
      weights = (output.taskWeights.arraySync() as number[][])[0] as number[];
      return { ...output.state };
    });
    for (const tensor of Object.values(state)) tensor.dispose();
    state = next;
    const along = (axis: 0 | 1): number =>
      jacobian.reduce((sum, row, task) => sum + (weights[task] as number) * (row[axis] as number), 0);
    point = [point[0] - rate * along(0), point[1] - rate * along(1)];
  }
  for (const tensor of [...Object.values(state), ...Object.values(parameters)]) tensor.dispose();
  return { end: point, weights, history };
}

/** Minimum of the losses weighted by w: the mean of the minima by w a. */
function weightedMinimum(weights: readonly [number, number]): Point {
  const shares = weights.map((weight, task) => weight * (curvatures[task] as number));
  const total = (shares[0] as number) + (shares[1] as number);
  const along = (axis: 0 | 1): number =>
    ((shares[0] as number) * minima[0][axis] + (shares[1] as number) * minima[1][axis]) / total;
  return [along(0), along(1)];
}

function expectPoint(actual: Point, expected: Point): void {
  expect(actual[0]).toBeCloseTo(expected[0], 3);
  expect(actual[1]).toBeCloseTo(expected[1], 3);
}

const start: Point = [-1, 2];

describe('descent on two quadratics', () => {
  it('with equal weights ends at the minimum of the sum', () => {
    expectPoint(descend('equal', start, 300, 0.05).end, weightedMinimum([1, 1]));
  });

  it('with static weights ends at the minimum of the weighted sum', () => {
    expectPoint(descend('static', start, 300, 0.05, { weights: [3, 1] }).end, weightedMinimum([3, 1]));
  });

  it('with uncertainty weighting ends at the minimum of the sum of log losses, weights 1 / (2 L)', () => {
    const { end, weights } = descend('uncertainty', start, 2000, 0.05);
    const losses = lossesAt(end);
    weights.forEach((weight, task) => expect(weight * (losses[task] as number)).toBeCloseTo(0.5, 2));
    const [first, second] = gradientsAt(end) as [number[], number[]];
    const slope = first.map(
      (value, axis) => value / (losses[0] as number) + (second[axis] as number) / (losses[1] as number),
    );
    expect(Math.hypot(...slope)).toBeLessThan(0.01);
    const logSum = (point: Point): number => lossesAt(point).reduce((sum, loss) => sum + Math.log(loss), 0);
    expect(logSum(end)).toBeLessThan(logSum(weightedMinimum([1, 1])));
  });

  it.each([
    ['si', 0.02],
    ['gls', 0.1],
    ['imtl-l', 0.02],
    ['stch', 0.02],
  ])('with %s ends at the minimum of the sum of log losses', (id, rate) => {
    const { end } = descend(id, start, 3000, rate);
    const losses = lossesAt(end);
    const slope = [0, 1].map((axis) =>
      gradientsAt(end).reduce((sum, row, task) => sum + (row[axis] as number) / (losses[task] as number), 0),
    );
    expect(Math.hypot(...slope)).toBeLessThan(0.01);
  });

  it('with smooth Tchebycheff after its warm-up brings the task up that stands worst against its first losses', () => {
    const after = { warmUp: 0 };
    const relative = (point: Point): number[] =>
      lossesAt(point).map((loss, task) => loss / (lossesAt(start)[task] as number));
    const worst = (mu: number): number =>
      Math.max(...relative(descend('stch', start, 4000, 0.01, { ...after, mu }).end));
    const sumOfLogs = Math.max(...relative(descend('si', start, 4000, 0.01).end));
    expect(worst(0.2)).toBeLessThan(sumOfLogs - 0.05);
    expect(worst(0.2)).toBeLessThan(worst(1));
    expect(worst(1)).toBeLessThan(sumOfLogs);
  });

  it('with PCGrad ends where no task can gain without another losing, and no task loses on the way', () => {
    const from: Point = [0.3, 0.9];
    const { end, history } = descend('pcgrad', from, 500, 0.02);
    // the efficient points are the line between the minima, (0, 0) and (2, 1)
    expect(end[0] - 2 * end[1]).toBeCloseTo(0, 3);
    expect(end[0]).toBeGreaterThan(0);
    expect(end[0]).toBeLessThan(2);
    for (const task of [0, 1]) {
      const losses = history.map((row) => row[task] as number);
      losses.slice(1).forEach((loss, at) => expect(loss).toBeLessThanOrEqual((losses[at] as number) + 1e-6));
    }
    const unaided = descend('equal', from, 500, 0.02).history.map((row) => row[0] as number);
    expect(Math.max(...unaided)).toBeGreaterThan((unaided[0] as number) + 0.1);
  });

  it.each<[string, Parameters]>([
    ['mgda', {}],
    ['mgda', { normalisation: 1 }],
    ['imtl-g', {}],
    ['nash-mtl', {}],
    ['fairgrad', { alpha: 2 }],
    ['aligned-mtl', {}],
    ['upgrad', {}],
    ['dualproj', {}],
    ['gradvac', {}],
  ])('with %s %o ends where no task can gain without another losing', (id, parameters) => {
    for (const from of [start, [0.3, 0.9], [3, -1]] satisfies Point[]) {
      const { end } = descend(id, from, 400, 0.02, parameters);
      expect(Math.abs(end[0] - 2 * end[1]) / Math.sqrt(5)).toBeLessThan(0.02);
      expect(end[0]).toBeGreaterThan(-0.05);
      expect(end[0]).toBeLessThan(2.05);
    }
  });

  it.each(['mgda', 'nash-mtl', 'fairgrad', 'upgrad', 'dualproj'])('with %s no task loses on the way', (id) => {
    // steps that keep a loss to first order raise it by their squared length
    const { history } = descend(id, [0.3, 0.9], 300, 0.004);
    for (const task of [0, 1]) {
      const losses = history.map((row) => row[task] as number);
      losses.slice(1).forEach((loss, at) => expect(loss).toBeLessThanOrEqual((losses[at] as number) + 3e-4));
    }
  });

  it('with CAGrad ends at the minimum of the sum, as with equal weights', () => {
    expectPoint(descend('cagrad', start, 250, 0.05).end, weightedMinimum([1, 1]));
  });

  it('with UPGrad takes the path of PCGrad', () => {
    const end = descend('pcgrad', start, 100, 0.02).end;
    descend('upgrad', start, 100, 0.02).end.forEach((value, axis) => expect(value).toBeCloseTo(end[axis] as number, 2));
  });

  it('with GradNorm without asymmetry keeps the weighted gradients of equal length', () => {
    const { end, weights } = descend('gradnorm', start, 3000, 0.02, { alpha: 0, learningRate: 0.002 });
    const norms = gradientsAt(end).map((row, task) => (weights[task] as number) * Math.hypot(...row));
    expect((norms[0] as number) / (norms[1] as number)).toBeCloseTo(1, 1);
  });
});
