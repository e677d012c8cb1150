import {
  abs,
  add,
  clipByValue,
  div,
  expandDims,
  eye,
  greater,
  greaterEqual,
  matMul,
  max,
  mul,
  onesLike,
  pad,
  reciprocal,
  reshape,
  slice,
  sqrt,
  square,
  stridedSlice,
  sub,
  sum,
  tensor,
  where,
  zerosLike,
  type Tensor,
} from '@tensorflow/tfjs-core';
import { squaredNorms } from './active.ts';
import type { BalancingInput } from './method.ts';
import { settle } from './settle.ts';

const sweeps = 8;
/** What stands off the diagonal is rounding below this share of the largest entry. */
const rest = 2e-7;
const leastShare = 1e-6;
const smallest = 1e-30;

/** Eigenvalues and vectors; where T is odd there is one more, a zero with a zero vector. */
export interface SymmetricEigen {
  /** [R, T or T + 1], in no order. */
  readonly values: Tensor;
  /** [R, T, T or T + 1], vectors in columns. */
  readonly vectors: Tensor;
}

/** [n, n]: where each place of the circle method goes after a round, so that in n - 1 rounds all pairs meet once. */
function nextPairing(size: number): number[][] {
  const half = size / 2;
  const target = Array.from({ length: size }, (_, place) => {
    const seat = Math.floor(place / 2);
    if (place === 0) return 0;
    if (place % 2 === 0) return seat === half - 1 ? size - 1 : place + 2;
    return seat === 0 ? (half > 1 ? 2 : 1) : place - 2;
  });
  return target.map((to) => Array.from({ length: size }, (_, column) => (column === to ? 1 : 0)));
}

/**
 * Eigenvalues and vectors of symmetric matrices by Jacobi rotations, half as many at once as there are tasks (Brent and
 * Luk, 1985). It ends where a sweep has left nothing off the diagonal but rounding, after eight at the latest.
 *
 * @param matrix [R, T, T], symmetric and finite
 */
export function symmetricEigen(matrix: Tensor, loop: BalancingInput['loop']): SymmetricEigen {
  const tasks = matrix.shape[2] as number;
  const size = tasks + (tasks % 2);
  const padded =
    size === tasks
      ? matrix
      : pad(matrix, [
          [0, 0],
          [0, 1],
          [0, 1],
        ]);
  const round = createRound(size);
  const elsewhere = sub(1, eye(size));
  const start = { matrix: padded, vectors: add(zerosLike(padded), eye(size)) };
  const end = settle(loop, sweeps, start, (state) => {
    const next = loop(size - 1, state, (_, { matrix: current, vectors }) =>
      round(current as Tensor, vectors as Tensor),
    );
    const swept = next as unknown as typeof start;
    const beside = max(abs(mul(swept.matrix, elsewhere)), [1, 2]);
    return { next: swept, moves: greater(beside, mul(max(abs(swept.matrix), [1, 2]), rest)) };
  });
  return {
    values: squaredNorms(end.matrix),
    vectors: size === tasks ? end.vectors : slice(end.vectors, [0, 0, 0], [-1, tasks, -1]),
  };
}

/** One round: all pairs of neighbouring places are rotated so that nothing is left between them, then everybody moves on. */
function createRound(size: number): (matrix: Tensor, vectors: Tensor) => { matrix: Tensor; vectors: Tensor } {
  const half = size / 2;
  const move = nextPairing(size);
  const swapped = move.map((_, place) => move[place % 2 === 0 ? place + 1 : place - 1] as number[]);
  // the second of a pair takes the sine with the other sign
  const signed = swapped.map((row, place) => row.map((value) => (place % 2 === 0 ? value : -value)));
  const cosines = tensor(move.flat(), [1, half, 2, size]);
  const sines = tensor(signed.flat(), [1, half, 2, size]);
  return (matrix, vectors) => {
    const entries = reshape(matrix, [-1, size * size]);
    /** [R, n / 2]: from every block of a pair the entry that lies so far behind its first. */
    const ofPairs = (after: number): Tensor =>
      stridedSlice(entries, [0, after], [entries.shape[0], size * size], [1, 2 * (size + 1)]);
    // rounding makes the matrix a little unsymmetric
    const double = add(ofPairs(1), ofPairs(size));
    const difference = sub(ofPairs(size + 1), ofPairs(0));
    const towards = where(greaterEqual(difference, 0), onesLike(double), mul(onesLike(double), -1));
    const reach = add(add(abs(difference), sqrt(add(square(difference), square(double)))), smallest);
    // by rounding alone it could leave this range, and its square overflow
    const tangent = clipByValue(div(mul(towards, double), reach), -1, 1);
    const cosine = reciprocal(sqrt(add(1, square(tangent))));
    const sine = mul(tangent, cosine);
    const spread = (values: Tensor): Tensor => reshape(values, [-1, half, 1, 1]);
    const rotation = reshape(add(mul(spread(cosine), cosines), mul(spread(sine), sines)), [-1, size, size]);
    return {
      matrix: matMul(rotation, matMul(matrix, rotation), true, false),
      vectors: matMul(vectors, rotation),
    };
  };
}

/** [R, n] bool: eigenvalues above rounding, T times 1e-6 of the largest. */
export function isPositive(values: Tensor): Tensor {
  const size = values.shape[1] as number;
  return greater(values, add(mul(max(values, 1, true), size * leastShare), smallest));
}

/** V diag(factors) V' x. factors: [R, n], x: [R, T]. */
export function applySpectrum(vectors: Tensor, factors: Tensor, x: Tensor): Tensor {
  const along = sum(mul(vectors, expandDims(x, 2)), 1);
  return sum(mul(vectors, expandDims(mul(factors, along), 1)), 2);
}

/** G^+ x, the pseudo-inverse without what is below rounding. matrix: [R, T, T], x: [R, T]. */
export function pseudoInverseTimes(matrix: Tensor, x: Tensor, loop: BalancingInput['loop']): Tensor {
  const { values, vectors } = symmetricEigen(matrix, loop);
  const isKept = isPositive(values);
  const factors = where(isKept, reciprocal(where(isKept, values, onesLike(values))), zerosLike(values));
  return applySpectrum(vectors, factors, x);
}

/** The nearest positive semidefinite matrix. matrix: [R, T, T]. */
export function positivePart(matrix: Tensor, loop: BalancingInput['loop']): Tensor {
  const { values, vectors } = symmetricEigen(matrix, loop);
  const kept = where(greater(values, 0), values, zerosLike(values));
  return matMul(mul(vectors, expandDims(kept, 1)), vectors, false, true);
}
