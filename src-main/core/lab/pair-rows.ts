import { drawNormal } from './draw.ts';
import { remember } from './remember.ts';
import { createGramian, momentOf, type Rows } from './rows.ts';

export const pairDimensions = 50;
const dimensions = pairDimensions;

export interface PairProblem {
  readonly rowsA: number;
  readonly rowsB: number;
  readonly noise: number;
}

/** The rows of both tasks in one replicate, and what least squares reads of them. */
export interface PairRows {
  readonly a: Rows;
  /** X'X / n of each task's rows. */
  readonly gramianA: Float64Array;
  readonly gramianB: Float64Array;
  /** X'e / n of the label noise. */
  readonly noiseA: Float64Array;
  readonly noiseB: Float64Array;
  readonly errorsA: Float64Array;
}

/** So many replicates are remembered, of 50 kB each. */
const mostRemembered = 128;

/** The rows of a replicate with this seed; nobody may change them. */
export const drawPair = remember(
  mostRemembered,
  ({ seed, rowsA, rowsB, noise }: PairProblem & { readonly seed: number }) => `${seed}/${rowsA}/${rowsB}/${noise}`,
  makePair,
);

function makePair({ seed, rowsA, rowsB, noise }: PairProblem & { readonly seed: number }): PairRows {
  const draw = (rows: number, name: string): Rows => ({
    count: rows,
    columns: dimensions,
    values: drawNormal(rows * dimensions, seed, name),
  });
  const errors = (rows: number, name: string) => drawNormal(rows, seed, 'noise', name).map((value) => noise * value);
  const [a, b] = [draw(rowsA, 'a'), draw(rowsB, 'b')];
  const errorsA = errors(rowsA, 'a');
  return {
    a,
    gramianA: createGramian(a),
    gramianB: createGramian(b),
    noiseA: momentOf(a, errorsA),
    noiseB: momentOf(b, errors(rowsB, 'b')),
    errorsA,
  };
}

/** True weights of A, and of B at this squared distance. */
export function pairTruths(distance: number): readonly [Float64Array, Float64Array] {
  const unit = Float64Array.from({ length: dimensions }, () => 1 / Math.sqrt(dimensions));
  const apart = Math.sqrt(distance / dimensions);
  return [unit, unit.map((value, index) => value + (index % 2 === 0 ? apart : -apart))];
}

export function times(gramian: Float64Array, vector: Float64Array): Float64Array {
  return Float64Array.from({ length: dimensions }, (_, row) => {
    let total = 0;
    for (let column = 0; column < dimensions; column += 1) {
      total += (gramian[row * dimensions + column] as number) * (vector[column] as number);
    }
    return total;
  });
}

/** Mean squared error on A's own rows. */
export function trainError(weights: Float64Array, truth: Float64Array, { a, errorsA }: PairRows): number {
  let total = 0;
  for (let row = 0; row < a.count; row += 1) {
    let residual = errorsA[row] as number;
    for (let column = 0; column < a.columns; column += 1) {
      residual +=
        (a.values[row * a.columns + column] as number) * ((truth[column] as number) - (weights[column] as number));
    }
    total += residual ** 2;
  }
  return total / a.count;
}
