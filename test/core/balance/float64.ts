/** Plain arithmetic in float64 on small matrices, as a second opinion on the solvers. */
export type Numbers = readonly number[];
export type Square = readonly Numbers[];

export function dot(one: Numbers, other: Numbers): number {
  return one.reduce((sum, value, at) => sum + value * (other[at] as number), 0);
}

export function times(matrix: Square, vector: Numbers): number[] {
  return matrix.map((row) => dot(row, vector));
}

export function quadratic(matrix: Square, vector: Numbers): number {
  return dot(vector, times(matrix, vector));
}

export function trace(matrix: Square): number {
  return matrix.reduce((sum, row, at) => sum + (row[at] as number), 0);
}

/** Gaussian elimination with row exchanges; null where the matrix is singular. */
export function solve(matrix: Square, right: Numbers): number[] | null {
  const rows = matrix.map((row, at) => [...row, right[at] as number]);
  const size = rows.length;
  for (let column = 0; column < size; column += 1) {
    const below = rows.slice(column).map((row) => Math.abs(row[column] as number));
    const largest = column + below.indexOf(Math.max(...below));
    const pivotRow = rows[largest] as number[];
    const pivot = pivotRow[column] as number;
    if (Math.abs(pivot) < 1e-13) return null;
    [rows[column], rows[largest]] = [pivotRow, rows[column] as number[]];
    rows.forEach((row, at) => {
      if (at === column) return;
      const factor = (row[column] as number) / pivot;
      row.forEach((value, place) => (row[place] = value - factor * (pivotRow[place] as number)));
    });
  }
  return rows.map((row, at) => (row[size] as number) / (row[at] as number));
}

/** All subsets of 0 .. size - 1 but the empty one. */
export function subsets(size: number): number[][] {
  return Array.from({ length: 2 ** size - 1 }, (_, at) =>
    Array.from({ length: size }, (__, bit) => bit).filter((bit) => ((at + 1) >> bit) & 1),
  );
}

function restrict(matrix: Square, rows: Numbers): number[][] {
  return rows.map((row) => rows.map((column) => matrix[row]?.[column] as number));
}

/** min w'Gw over the simplex: the best of the minima over the affine hulls of all faces. */
export function leastOnSimplex(gramian: Square): number {
  const candidates = subsets(gramian.length).flatMap((face) => {
    const part = restrict(gramian, face);
    const bordered = [...part.map((row) => [...row, 1]), [...face.map(() => 1), 0]];
    const solution = solve(bordered, [...face.map(() => 0), 1])?.slice(0, -1);
    if (solution === undefined || Math.min(...solution) < -1e-9) return [];
    return [quadratic(part, solution)];
  });
  return Math.min(...candidates);
}

/** argmin v'Gv over v >= lower for positive definite G: the face whose multipliers have the right sign. */
export function boxMinimiser(gramian: Square, lower: Numbers): number[] {
  for (const free of [[], ...subsets(gramian.length)]) {
    const bound = lower.map((value, at) => (free.includes(at) ? 0 : value));
    const pull = times(gramian, bound);
    const moved =
      free.length === 0
        ? []
        : solve(
            restrict(gramian, free),
            free.map((at) => -(pull[at] as number)),
          );
    if (moved === null) continue;
    const point = bound.map((value, at) => (free.includes(at) ? (moved[free.indexOf(at)] as number) : value));
    const slope = times(gramian, point);
    const isFeasible = point.every((value, at) => value >= (lower[at] as number) - 1e-10);
    if (isFeasible && slope.every((value, at) => free.includes(at) || value >= -1e-10)) return point;
  }
  throw new Error('no face satisfies the conditions');
}
