import { beforeAll, expect, it } from 'vitest';
import { drawNormal } from '../../../src-main/core/lab/draw.ts';
import { orthogonalColumns } from '../../../src-main/core/lab/design.ts';
import { trainLeastSquares } from '../../../src-main/core/lab/least-squares.ts';
import { trainLinearTrunk } from '../../../src-main/core/lab/linear-trunk.ts';
import { innerProduct, squaredDistance, summarize } from '../../../src-main/core/lab/numbers.ts';
import { softSharingOptimum } from '../../../src-main/core/lab/soft-sharing.ts';
import { createGramian, momentOf } from '../../../src-main/core/lab/rows.ts';
import type { Trainer } from '../../../src-main/core/lab/trainer.ts';
import { openTrainer, trainLab } from './train.ts';

let trainer: Trainer;

beforeAll(async () => {
  trainer = await openTrainer('xla');
});

/** x with A x = b, by elimination with pivots. */
function solve(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const size = right.length;
  const rows = matrix.map((row, index) => [...row, right[index]!]);
  for (let column = 0; column < size; column += 1) {
    let pivot = column;
    for (let row = column; row < size; row += 1) {
      if (Math.abs(rows[row]![column]!) > Math.abs(rows[pivot]![column]!)) pivot = row;
    }
    [rows[column], rows[pivot]] = [rows[pivot]!, rows[column]!];
    for (let row = 0; row < size; row += 1) {
      if (row === column) continue;
      const factor = rows[row]![column]! / rows[column]![column]!;
      for (let at = column; at <= size; at += 1) rows[row]![at]! -= factor * rows[column]![at]!;
    }
  }
  return rows.map((row, index) => row[size]! / row[index]!);
}

/** The best matrix of this rank near the columns, by orthogonal iteration on their Gram matrix (Eckart and Young, 1936). */
function truncate(columns: readonly Float64Array[], rank: number): Float64Array[] {
  const tasks = columns.length;
  const gram = columns.map((one) => columns.map((other) => innerProduct(one, other)));
  let basis = Array.from({ length: rank }, (_, unit) =>
    Array.from({ length: tasks }, (__, task) => Math.cos(1 + 3 * unit * task + task)),
  );
  for (let turn = 0; turn < 5000; turn += 1) {
    const next: number[][] = [];
    for (const vector of basis) {
      const image = gram.map((row) => innerProduct(row, vector));
      for (const earlier of next) {
        const share = innerProduct(image, earlier);
        image.forEach((value, at) => (image[at] = value - share * earlier[at]!));
      }
      const length = Math.sqrt(innerProduct(image, image));
      next.push(image.map((value) => value / length));
    }
    basis = next;
  }
  return columns.map((_, task) =>
    Float64Array.from({ length: columns[0]!.length }, (__, row) =>
      basis.reduce((sum, vector) => {
        const along = columns.reduce((inner, column, other) => inner + column[row]! * vector[other]!, 0);
        return sum + along * vector[task]!;
      }, 0),
    ),
  );
}

it('makes columns with X’X = n I, with a constant first one where that is asked for', () => {
  const columns = orthogonalColumns(30, 12, 5, 'constant');
  expect([...columns[0]!]).toEqual(Array.from({ length: 30 }, () => 1));
  columns.forEach((one, row) =>
    columns.forEach((other, column) =>
      expect(Math.abs(innerProduct(one, other) - (row === column ? 30 : 0))).toBeLessThan(1e-9),
    ),
  );
});

it('trains tasks alone to their moments and a linear trunk to the truncated decomposition', () => {
  const moments = [0, 1, 2, 3].map((task) => drawNormal(9, 3, task).map((value) => value * (task === 0 ? 3 : 1)));
  const widths = [1, 2, 3, 4];
  const weights = trainLinearTrunk(trainer, {
    replicas: widths.length,
    dimensions: 12,
    tasks: 4,
    widest: 4,
    moments: (_, task) => moments[task]!,
    width: (replica) => widths[replica]!,
    seed: (replica) => replica,
  });
  widths.forEach((width, replica) => {
    const exact = truncate(moments, width);
    moments.forEach((own, task) => {
      const padded = Float64Array.from({ length: 12 }, (_, at) => own[at] ?? 0);
      expect(squaredDistance(weights.alone(replica, task), padded)).toBeLessThan(1e-8);
      const best = Float64Array.from({ length: 12 }, (_, at) => exact[task]![at] ?? 0);
      expect(squaredDistance(weights.shared(replica, task), best), `width ${width}, task ${task}`).toBeLessThan(1e-4);
    });
  });
});

it('trains least squares to the solution of the normal equations, of least norm where there are many', () => {
  for (const count of [6, 60]) {
    const values = drawNormal(count * 12, 8, count);
    const rows = { count, columns: 12, values };
    const target = drawNormal(count, 9, count);
    const [trained] = trainLeastSquares(trainer, [{ gramian: createGramian(rows), moments: [momentOf(rows, target)] }]);
    const at = (row: number, column: number): number => values[row * 12 + column]!;
    const range = (size: number): number[] => Array.from({ length: size }, (_, index) => index);
    const exact =
      count < 12
        ? (() => {
            const inner = range(count).map((one) =>
              range(count).map((other) =>
                range(12).reduce((sum, column) => sum + at(one, column) * at(other, column), 0),
              ),
            );
            const dual = solve(inner, [...target]);
            return range(12).map((column) => range(count).reduce((sum, row) => sum + at(row, column) * dual[row]!, 0));
          })()
        : solve(
            range(12).map((one) =>
              range(12).map((other) => range(count).reduce((sum, row) => sum + at(row, one) * at(row, other), 0)),
            ),
            range(12).map((column) => range(count).reduce((sum, row) => sum + at(row, column) * target[row]!, 0)),
          );
    expect(squaredDistance(trained![0]!, exact)).toBeLessThan(1e-6);
  }
});

it('trains soft sharing without noise to the exact minimum at every strength', () => {
  const problem = { weights: [0.4, 7], optima: [-2.5, 1] } as const;
  const result = trainLab(trainer, 'soft-sharing', {
    noise: 0,
    weight1: 0.4,
    weight2: 7,
    optimum1: -2.5,
    optimum2: 1,
    replicates: 2,
  });
  for (const { series, x, mean } of result.trained) {
    const exact = softSharingOptimum(problem, x)[series === 'task1' ? 0 : 1];
    expect(Math.abs(mean - exact), `${series} at ${x}`).toBeLessThan(1e-3);
  }
});

it('gives Student’s interval, and none of a single value', () => {
  const { mean, ci95, n } = summarize([1, 2, 3, 4]);
  expect([mean, n]).toEqual([2.5, 4]);
  // 3.182446 is the 97.5 % quantile with three degrees of freedom
  const half = 3.182446305284263 * Math.sqrt(5 / 3 / 4);
  expect(ci95![0]).toBeCloseTo(2.5 - half, 9);
  expect(ci95![1]).toBeCloseTo(2.5 + half, 9);
  expect(summarize([7])).toEqual({ mean: 7, ci95: null, n: 1 });
});
