/**
 * Solves A x = b for a symmetric positive definite A [n, n] by its Cholesky factor, which takes A's place.
 * A pivot that rounding has made too small is raised to `1e-12` of the largest diagonal entry.
 */
export function solvePositive(matrix: Float64Array, right: Float64Array): Float64Array {
  const n = right.length;
  let largest = 0;
  for (let index = 0; index < n; index += 1) largest = Math.max(largest, matrix[index * n + index] as number);
  for (let column = 0; column < n; column += 1) {
    for (let row = column; row < n; row += 1) {
      let sum = matrix[row * n + column] as number;
      for (let k = 0; k < column; k += 1) {
        sum -= (matrix[row * n + k] as number) * (matrix[column * n + k] as number);
      }
      matrix[row * n + column] =
        row === column
          ? Math.sqrt(Math.max(sum, 1e-12 * largest, Number.MIN_VALUE))
          : sum / (matrix[column * n + column] as number);
    }
  }
  const solution = Float64Array.from(right);
  for (let row = 0; row < n; row += 1) {
    let sum = solution[row] as number;
    for (let k = 0; k < row; k += 1) sum -= (matrix[row * n + k] as number) * (solution[k] as number);
    solution[row] = sum / (matrix[row * n + row] as number);
  }
  for (let row = n - 1; row >= 0; row -= 1) {
    let sum = solution[row] as number;
    for (let k = row + 1; k < n; k += 1) sum -= (matrix[k * n + row] as number) * (solution[k] as number);
    solution[row] = sum / (matrix[row * n + row] as number);
  }
  return solution;
}
