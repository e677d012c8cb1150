import { drawNormal } from './draw.ts';
import { innerProduct } from './numbers.ts';

/**
 * The d columns of an input matrix with n rows whose columns are orthogonal and of squared length n: X'X = n I. n >= d.
 * `first` `constant` makes the first column all ones, for an intercept.
 */
export function orthogonalColumns(
  rows: number,
  dimensions: number,
  seed: number,
  first: 'drawn' | 'constant' = 'drawn',
): Float64Array[] {
  const columns: Float64Array[] = [];
  for (let column = 0; column < dimensions; column += 1) {
    const isOnes = column === 0 && first === 'constant';
    const drawn = isOnes ? new Float64Array(rows).fill(1) : drawNormal(rows, seed, 'column', column);
    // twice, since rounding leaves a little of the earlier columns behind (Giraud et al., 2005)
    for (let pass = 0; pass < 2; pass += 1) {
      for (const earlier of columns) {
        const share = innerProduct(drawn, earlier) / rows;
        for (let row = 0; row < rows; row += 1) drawn[row] = (drawn[row] as number) - share * (earlier[row] as number);
      }
    }
    const length = Math.sqrt(innerProduct(drawn, drawn) / rows);
    columns.push(drawn.map((value) => value / length));
  }
  return columns;
}

/** X'y / n of every column. */
export function momentsOf(columns: readonly Float64Array[], target: ArrayLike<number>): Float64Array {
  return Float64Array.from(columns, (column) => innerProduct(column, target) / target.length);
}
