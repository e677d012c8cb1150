/** Input rows, one after the other. */
export interface Rows {
  readonly count: number;
  readonly columns: number;
  readonly values: Float64Array;
}

/** X'X / n, [columns, columns] row-major. */
export function createGramian({ count, columns, values }: Rows): Float64Array {
  const gramian = new Float64Array(columns * columns);
  for (let row = 0; row < count; row += 1) {
    const at = row * columns;
    for (let one = 0; one < columns; one += 1) {
      const value = values[at + one] as number;
      for (let other = one; other < columns; other += 1) {
        const place = one * columns + other;
        gramian[place] = (gramian[place] as number) + value * (values[at + other] as number);
      }
    }
  }
  for (let one = 0; one < columns; one += 1) {
    for (let other = one; other < columns; other += 1) {
      const value = (gramian[one * columns + other] as number) / count;
      gramian[one * columns + other] = value;
      gramian[other * columns + one] = value;
    }
  }
  return gramian;
}

/** X'y / n, [columns]. */
export function momentOf({ count, columns, values }: Rows, target: ArrayLike<number>): Float64Array {
  const moments = new Float64Array(columns);
  for (let row = 0; row < count; row += 1) {
    const weight = (target[row] as number) / count;
    for (let column = 0; column < columns; column += 1) {
      moments[column] = (moments[column] as number) + weight * (values[row * columns + column] as number);
    }
  }
  return moments;
}
