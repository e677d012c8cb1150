import type { Tensor } from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import type { Parameters } from '../../src-main/contract/study.ts';
import type { BalancingMethod } from '../../src-main/core/balance/method.ts';
import { parametersFor, stackParameters } from '../../src-main/core/balance/parameters.ts';
import { fillUniform, uniformAt } from '../../src-main/core/util/hash.ts';
import { tf } from './tensorflow.ts';
import { repeat } from '../../src-main/core/balance/repeat.ts';

export type Matrix = readonly (readonly number[])[];
export type TensorMap = Readonly<Record<string, Tensor>>;

/** The matrix of the golden vectors. */
export const goldenJacobian: Matrix = [
  [-4, 1, 1],
  [6, 1, 1],
];

function randomMatrix(seed: number, tasks: number, width: number): Matrix {
  return Array.from({ length: tasks }, (_, row) =>
    Array.from({ length: width }, (__, column) => 2 * uniformAt(seed, row, column) - 1),
  );
}

/** One list for every method: ordinary, rank-deficient, zero, duplicate and opposing rows, one task, sixteen tasks. */
export const jacobians: Readonly<Record<string, Matrix>> = {
  golden: goldenJacobian,
  'one task': [[1, -2, 3]],
  'two random': randomMatrix(1, 2, 5),
  'three random': randomMatrix(2, 3, 7),
  'five in two dimensions': randomMatrix(3, 5, 2),
  'sixteen random': randomMatrix(4, 16, 24),
  'zero row': [
    [1, 2, -1],
    [0, 0, 0],
    [-2, 1, 0],
  ],
  'all zero': [
    [0, 0],
    [0, 0],
  ],
  'zero column': [
    [1, 0, -2],
    [-3, 0, 1],
  ],
  duplicates: [
    [1, -1, 2],
    [1, -1, 2],
    [-2, 1, 0.5],
  ],
  opposing: [
    [1, -2, 0.5],
    [-1, 2, -0.5],
  ],
  'norms far apart': [
    [100, 20, -30],
    [-0.01, 0.02, 0.01],
  ],
};

export const scales: readonly number[] = [0, 1e-10, 1e-5, 1e-2, 1, 10, 1e3, 1e5, 1e10];

export interface Trial {
  readonly losses?: readonly number[];
  readonly initialLosses?: readonly number[];
  /** Of the single-task twins; ones when not given. */
  readonly twinLosses?: readonly number[];
  /** Of the same batch after the update, for methods that look at them; L^2 / (1 + L) when not given. */
  readonly lossesAfter?: readonly number[];
  readonly active?: readonly number[];
  readonly parameters?: Parameters;
  readonly epoch?: number;
  readonly seed?: number;
  /** Calls of the method; the state goes from one to the next. */
  readonly steps?: number;
}

export interface Outcome {
  /** Weights of the last call. */
  readonly weights: readonly number[];
  readonly direction: readonly number[];
  readonly state: Readonly<Record<string, readonly number[]>>;
}

function scaleMatrix(matrix: Matrix, scale: number): Matrix {
  return matrix.map((row) => row.map((value) => value * scale));
}

function gramianOf(matrix: Matrix): number[][] {
  return matrix.map((row) => matrix.map((other) => row.reduce((sum, value, at) => sum + value * (other[at] ?? 0), 0)));
}

/** Balances R matrices of the same height at once; replica r draws from seed `trial.seed` of trial r. */
export function balanceTogether(
  method: BalancingMethod,
  matrices: readonly Matrix[],
  trials: readonly Trial[],
): Outcome[] {
  const tasks = matrices[0]?.length ?? 0;
  const replicas = matrices.length;
  const rowsOf = (pick: (trial: Trial) => readonly number[] | undefined): number[][] =>
    trials.map((trial) => [...(pick(trial) ?? Array.from({ length: tasks }, () => 1))]);
  const parameters = trials.map((trial) => parametersFor(method, trial.parameters ?? {}, tasks));
  return tf.tidy(() => {
    const stacked = stackParameters(method, parameters);
    const gramian = tf.tensor3d(matrices.map(gramianOf), [replicas, tasks, tasks]);
    const jacobian = tf.tensor3d(matrices.map((matrix) => matrix.map((row) => [...row])));
    let state = method.createState(replicas, tasks, matrices[0]?.[0]?.length ?? 0);
    let weights: number[][] = [];
    let directions: number[][] | null = null;
    const steps = trials[0]?.steps ?? 1;
    // without a state a step does not depend on those before it
    for (let step = Object.keys(state).length === 0 ? steps - 1 : 0; step < steps; step += 1) {
      let draws = 0;
      const output = method.balance(
        {
          losses: tf.tensor2d(rowsOf((trial) => trial.losses)),
          initialLosses: tf.tensor2d(rowsOf((trial) => trial.initialLosses)),
          twinLosses: tf.tensor2d(rowsOf((trial) => trial.twinLosses)),
          active: tf.tensor2d(rowsOf((trial) => trial.active)),
          gramian: method.gramian === 'none' ? null : gramian,
          jacobian: method.jacobian === true ? jacobian : null,
          crossGramian: method.halves === true ? gramian : null,
          epoch: tf.scalar(trials[0]?.epoch ?? 1, 'int32'),
          step: tf.scalar(step, 'int32'),
          loop: repeat,
          uniform: (shape) => {
            const size = shape.reduce((product, length) => product * length, 1);
            const numbers = trials.flatMap((trial) => [
              ...fillUniform(new Float32Array(size), trial.seed ?? 0, step * 100 + draws),
            ]);
            draws += 1;
            return tf.tensor(numbers, [replicas, ...shape]);
          },
        },
        state,
        stacked,
      );
      weights = output.taskWeights.arraySync() as number[][];
      directions = (output.direction?.arraySync() as number[][] | undefined) ?? null;
      const before = tf.tensor2d(rowsOf((trial) => trial.losses));
      const after = trials.some((trial) => trial.lossesAfter !== undefined)
        ? tf.tensor2d(rowsOf((trial) => trial.lossesAfter))
        : tf.div(tf.square(before), tf.add(before, 1));
      const active = tf.tensor2d(rowsOf((trial) => trial.active));
      state = method.afterStep?.({ before, after, active }, output.state, stacked) ?? output.state;
    }
    return matrices.map((matrix, replica) => ({
      weights: weights[replica] as number[],
      direction:
        directions?.[replica] ??
        (matrix[0] ?? []).map((_, column) =>
          matrix.reduce((sum, row, task) => sum + (weights[replica]?.[task] ?? 0) * (row[column] as number), 0),
        ),
      state: Object.fromEntries(Object.entries(state).map(([name, tensor]) => [name, replicaRow(tensor, replica)])),
    }));
  });
}

/** A replica's part of a tensor with leading R, flat: task by task where the tensor is [R, T, ...]. */
function replicaRow(tensor: Tensor, replica: number): number[] {
  const width = tensor.size / tensor.shape[0];
  return Array.from(tensor.dataSync().subarray(replica * width, (replica + 1) * width));
}

/** Balances one matrix. */
export function balanceOne(method: BalancingMethod, matrix: Matrix, trial: Trial = {}): Outcome {
  return balanceTogether(method, [matrix], [trial])[0] as Outcome;
}

function norm(vector: readonly number[]): number {
  return Math.hypot(...vector);
}

function expectSameVector(actual: readonly number[], expected: readonly number[], tolerance: number): void {
  expect(actual).toHaveLength(expected.length);
  actual.forEach((value, at) => expect(Math.abs(value - (expected[at] as number))).toBeLessThanOrEqual(tolerance));
}

/** Every weight, direction and state is finite on every matrix at every scale of gradients and losses. */
export function assertFinite(method: BalancingMethod): void {
  for (const [name, matrix] of Object.entries(jacobians)) {
    const outcomes = balanceTogether(
      method,
      scales.map((scale) => scaleMatrix(matrix, scale)),
      scales.map((scale) => ({ losses: matrix.map((_, task) => scale * (task + 1)), steps: 3 })),
    );
    outcomes.forEach(({ weights, direction, state }, at) => {
      const numbers = [...weights, ...direction, ...Object.values(state).flat()];
      expect(numbers.every(Number.isFinite), `${method.description.id}, ${name}, scale ${scales[at]}`).toBe(true);
    });
  }
}

/** Tasks in another order get the same weights in that order. */
export function assertPermutationInvariant(
  method: BalancingMethod,
  matrices: readonly Matrix[],
  tolerance = 1e-5,
): void {
  for (const matrix of matrices) {
    const order = matrix.map((_, task) => (task + 1) % matrix.length);
    const losses = matrix.map((_, task) => 0.5 + task);
    const permute = <T>(values: readonly T[]): T[] => order.map((task) => values[task] as T);
    const plain = balanceOne(method, matrix, { losses, steps: 3 });
    const permuted = balanceOne(method, permute(matrix), { losses: permute(losses), steps: 3 });
    expectSameVector(permuted.weights, permute(plain.weights), tolerance * Math.max(...plain.weights));
    expectSameVector(permuted.direction, plain.direction, 10 * tolerance * (1 + norm(plain.direction)));
  }
}

/** d(diag(a c1 + b c2) J) = a d(diag(c1) J) + b d(diag(c2) J) for positive row factors, the random order held fixed. */
export function assertLinearUnderScaling(method: BalancingMethod, tolerance = 1e-4): void {
  for (const [name, matrix] of Object.entries(jacobians)) {
    const [a, b] = [2, 0.75];
    const first = matrix.map((_, task) => 0.5 + task);
    const second = matrix.map((_, task) => 3 / (1 + task));
    const scaleRows = (factors: readonly number[]): Matrix =>
      matrix.map((row, task) => row.map((value) => value * (factors[task] as number)));
    const mixed = first.map((factor, task) => a * factor + b * (second[task] as number));
    const one = balanceOne(method, scaleRows(first)).direction;
    const two = balanceOne(method, scaleRows(second)).direction;
    const together = balanceOne(method, scaleRows(mixed)).direction;
    const expected = one.map((value, at) => a * value + b * (two[at] as number));
    const size = norm(scaleRows(mixed).flat());
    expect(
      norm(together.map((value, at) => value - (expected[at] as number))),
      `${method.description.id}, ${name}`,
    ).toBeLessThanOrEqual(tolerance * (1 + size));
  }
}

/** Scaling rows by positive factors leaves the direction as it is, where there is one; its length may change. */
export function assertDirectionInvariant(method: BalancingMethod, matrices: readonly Matrix[], tolerance = 1e-4): void {
  for (const matrix of matrices) {
    const scaled = matrix.map((row, task) => row.map((value) => value * (0.3 + (task % 3))));
    const one = balanceOne(method, matrix).direction;
    const two = balanceOne(method, scaled).direction;
    if (Math.min(norm(one), norm(two)) < 1e-6) continue;
    const unit = (vector: readonly number[]): number[] => vector.map((value) => value / norm(vector));
    expectSameVector(unit(two), unit(one), tolerance);
  }
}

/** The combined gradient does not oppose any task. */
export function assertNonConflicting(method: BalancingMethod, matrices: readonly Matrix[], tolerance = 1e-5): void {
  for (const matrix of matrices) {
    const { direction, weights } = balanceOne(method, matrix);
    const trace = matrix.flat().reduce((sum, value) => sum + value * value, 0);
    for (const row of matrix) {
      const inner = row.reduce((sum, value, at) => sum + value * (direction[at] as number), 0);
      expect(inner, method.description.id).toBeGreaterThanOrEqual(-tolerance * trace * norm(weights));
    }
  }
}

/** Scaling all gradients by one factor leaves the weights as they are. */
export function assertHomogeneous(method: BalancingMethod, tolerance = 1e-5): void {
  for (const [name, matrix] of Object.entries(jacobians)) {
    const plain = balanceOne(method, matrix, { steps: 3 }).weights;
    const squared = matrix.flat().reduce((sum, value) => sum + value ** 2, 0);
    const visible = scales.filter((scale) => squared * scale ** 2 >= 1e-18);
    if (visible.length === 0) continue;
    const outcomes = balanceTogether(
      method,
      visible.map((scale) => scaleMatrix(matrix, scale)),
      visible.map(() => ({ steps: 3 })),
    );
    outcomes.forEach(({ weights }, at) => {
      weights.forEach((weight, task) =>
        expect(
          Math.abs(weight - (plain[task] as number)),
          `${method.description.id}, ${name}, scale ${visible[at]}`,
        ).toBeLessThanOrEqual(tolerance * Math.max(1, ...plain)),
      );
    });
  }
}

/** R replicas balanced together equal R single runs bit for bit. */
export function assertBatchEqualsSingle(method: BalancingMethod): void {
  for (const tasks of [1, 2, 3, 6]) {
    const matrices = Array.from({ length: 5 }, (_, replica) => randomMatrix(20 + replica, tasks, 4));
    const trials: Trial[] = matrices.map((_, replica) => ({
      losses: Array.from({ length: tasks }, (__, task) => 0.1 + uniformAt(40, replica, task)),
      active: Array.from({ length: tasks }, (__, task) => (replica === 3 && task === 1 ? 0 : 1)),
      seed: 60 + replica,
      steps: 4,
    }));
    const together = balanceTogether(method, matrices, trials);
    matrices.forEach((matrix, replica) => {
      expect(together[replica]).toEqual(balanceOne(method, matrix, trials[replica] as Trial));
    });
  }
}

/** An inactive task gets no weight, keeps its state, and does not touch the others, whatever its numbers are. */
export function assertInactiveLeftOut(method: BalancingMethod): void {
  const matrix = jacobians['three random'] as Matrix;
  const garbage = matrix.map((row, task) => (task === 1 ? row.map(() => NaN) : row));
  const active = [1, 0, 1];
  const losses = [0.5, 2, 3];
  const plain = balanceOne(method, matrix, { active, losses, steps: 3 });
  const poisoned = balanceOne(method, garbage, { active, losses: [0.5, NaN, 3], steps: 3 });
  const fresh = tf.tidy(() =>
    Object.fromEntries(
      Object.entries(method.createState(1, 3, matrix[0]?.length ?? 0)).map(([name, state]) => [
        name,
        replicaRow(state, 0),
      ]),
    ),
  );
  expect(plain.weights[1]).toBe(0);
  expect(poisoned.weights).toEqual(plain.weights);
  expect(poisoned.state).toEqual(plain.state);
  for (const [name, values] of Object.entries(plain.state)) {
    const ofTask = (all: readonly number[]): readonly number[] => all.slice(all.length / 3, (2 * all.length) / 3);
    expect(ofTask(values), name).toEqual(ofTask(fresh[name] ?? []));
  }
}
