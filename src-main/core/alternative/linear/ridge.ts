import type { DesignMatrix } from '../design-matrix.ts';
import { solvePositive } from './cholesky.ts';
import type { LinearModel } from './linear-model.ts';

/**
 * Ridge regression (Hoerl and Kennard, 1970): the minimum of mean (y - a - x w)^2 + lambda |w|^2 with a free intercept, for
 * each lambda. Solved over columns or, where there are fewer of them, over rows.
 */
export function fitRidge(x: DesignMatrix, y: Float64Array, lambdas: readonly number[]): LinearModel[] {
  const centred = centre(x, y);
  const overColumns = x.columns <= x.rows;
  const gram = overColumns ? columnProducts(centred.x) : rowProducts(centred.x);
  const right = overColumns ? multiplyTransposed(centred.x, centred.y) : centred.y;
  const size = right.length;
  return lambdas.map((lambda) => {
    const matrix = Float64Array.from(gram);
    for (let index = 0; index < size; index += 1) {
      const cell = index * size + index;
      matrix[cell] = (matrix[cell] as number) + lambda * x.rows;
    }
    const solution = solvePositive(matrix, right);
    const weights = overColumns ? solution : multiplyTransposed(centred.x, solution);
    const shift = weights.reduce((total, weight, column) => total + weight * (centred.means[column] as number), 0);
    return { weights, intercepts: Float64Array.of(centred.mean - shift), outputs: 1 };
  });
}

function centre(
  x: DesignMatrix,
  y: Float64Array,
): { x: DesignMatrix; y: Float64Array; means: Float64Array; mean: number } {
  const means = new Float64Array(x.columns);
  x.values.forEach((value, cell) => {
    const column = cell % x.columns;
    means[column] = (means[column] as number) + value / x.rows;
  });
  const mean = y.reduce((total, value) => total + value / y.length, 0);
  const values = x.values.map((value, cell) => value - (means[cell % x.columns] as number));
  return { x: { ...x, values }, y: y.map((value) => value - mean), means, mean };
}

/** X'X */
function columnProducts({ values, rows, columns }: DesignMatrix): Float64Array {
  const product = new Float64Array(columns * columns);
  for (let row = 0; row < rows; row += 1) {
    const start = row * columns;
    for (let one = 0; one < columns; one += 1) {
      const value = values[start + one] as number;
      if (value === 0) continue;
      for (let other = 0; other <= one; other += 1) {
        const cell = one * columns + other;
        product[cell] = (product[cell] as number) + value * (values[start + other] as number);
      }
    }
  }
  return mirror(product, columns);
}

/** XX' */
function rowProducts({ values, rows, columns }: DesignMatrix): Float64Array {
  const product = new Float64Array(rows * rows);
  for (let one = 0; one < rows; one += 1) {
    for (let other = 0; other <= one; other += 1) {
      let sum = 0;
      for (let column = 0; column < columns; column += 1) {
        sum += (values[one * columns + column] as number) * (values[other * columns + column] as number);
      }
      product[one * rows + other] = sum;
    }
  }
  return mirror(product, rows);
}

function mirror(product: Float64Array, size: number): Float64Array {
  for (let one = 0; one < size; one += 1) {
    for (let other = 0; other < one; other += 1) product[other * size + one] = product[one * size + other] as number;
  }
  return product;
}

/** X'v */
function multiplyTransposed({ values, rows, columns }: DesignMatrix, vector: Float64Array): Float64Array {
  const product = new Float64Array(columns);
  for (let row = 0; row < rows; row += 1) {
    const factor = vector[row] as number;
    for (let column = 0; column < columns; column += 1) {
      product[column] = (product[column] as number) + factor * (values[row * columns + column] as number);
    }
  }
  return product;
}
