import { concat, div, expandDims, mul, slice, squeeze, sub, tensor, type Tensor } from '@tensorflow/tfjs-core';

/**
 * x of A x = b for symmetric positive definite A.
 *
 * @param matrix [R, T, T]
 * @param right [R, T]
 * @returns [R, T]
 */
export function solvePositiveDefinite(matrix: Tensor, right: Tensor): Tensor {
  return squeeze(solveColumns(matrix, expandDims(right, 2)), [2]);
}

/**
 * X of A X = B for symmetric positive definite A, which Gauss-Jordan elimination solves without a search for pivots.
 *
 * @param matrix [R, T, T]
 * @param right [R, T, K]
 * @returns [R, T, K]
 */
export function solveColumns(matrix: Tensor, right: Tensor): Tensor {
  const tasks = matrix.shape[2] as number;
  let tableau: Tensor = concat([matrix, right], 2);
  for (let at = 0; at < tasks; at += 1) {
    // what stands left of the pivot column is the identity and needs no more arithmetic
    const rest = slice(tableau, [0, 0, 1], [-1, -1, -1]);
    const column = slice(tableau, [0, 0, 0], [-1, -1, 1]);
    const pivot = slice(tableau, [0, at, 0], [-1, 1, 1]);
    const pivotRow = div(slice(rest, [0, at, 0], [-1, 1, -1]), pivot);
    const places = Array.from({ length: tasks }, (_, place) => (place === at ? 1 : 0));
    const unit = tensor(places, [1, tasks, 1]);
    tableau = sub(rest, mul(sub(column, unit), pivotRow));
  }
  return tableau;
}
