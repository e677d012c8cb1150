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
  slice,
  sqrt,
  square,
  sub,
  sum,
  tensor2d,
  transpose,
  where,
  zerosLike,
  type Tensor,
} from '@tensorflow/tfjs-core';
import { squaredNorms } from './active.ts';
import type { BalancingInput } from './method.ts';

type TensorMap = Readonly<Record<string, Tensor>>;

const sweeps = 8;
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

/** Products of matrices [R, n, n] as one loop: for up to 16 tasks the calls of a library cost more. */
function product(left: Tensor, right: Tensor): Tensor {
  return sum(mul(expandDims(left, 3), expandDims(right, 1)), 2);
}

/**
 * Eigenvalues and vectors of symmetric matrices by Jacobi rotations, half as many at once as there are tasks (Brent and
 * Luk, 1985). After eight sweeps what stands off the diagonal is rounding.
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
  const partners = tensor2d(
    Array.from({ length: size }, (_, row) =>
      Array.from({ length: size }, (__, column) => (column === (row % 2 === 0 ? row + 1 : row - 1) ? 1 : 0)),
    ),
  );
  const side = tensor2d([Array.from({ length: size }, (_, place) => (place % 2 === 0 ? 1 : -1))]);
  const move = tensor2d(nextPairing(size));
  const swapAndMove = matMul(partners, move);
  const identity = eye(size);
  const start = { matrix: padded, vectors: add(zerosLike(padded), identity) };
  const end = loop(sweeps * (size - 1), start, (_, state: TensorMap) => {
    const current = state['matrix'] as Tensor;
    const diagonal = squaredNorms(current);
    const ofPartner = (values: Tensor): Tensor => sum(mul(expandDims(values, 1), partners), 2);
    const off = sum(mul(current, partners), 2);
    // both sides of a pair must see the same angle, and rounding makes the matrix a little unsymmetric
    const double = add(off, ofPartner(off));
    const difference = mul(side, sub(ofPartner(diagonal), diagonal));
    const towards = where(greaterEqual(difference, 0), onesLike(off), mul(onesLike(off), -1));
    const reach = add(add(abs(difference), sqrt(add(square(difference), square(double)))), smallest);
    // by rounding alone it could leave this range, and its square overflow
    const tangent = clipByValue(div(mul(towards, double), reach), -1, 1);
    const cosine = reciprocal(sqrt(add(1, square(tangent))));
    const sine = mul(side, mul(tangent, cosine));
    const rotation = add(mul(expandDims(cosine, 2), move), mul(expandDims(sine, 2), swapAndMove));
    return {
      matrix: product(transpose(rotation, [0, 2, 1]), product(current, rotation)),
      vectors: product(state['vectors'] as Tensor, rotation),
    };
  });
  const vectors = end['vectors'] as Tensor;
  return {
    values: squaredNorms(end['matrix'] as Tensor),
    vectors: size === tasks ? vectors : slice(vectors, [0, 0, 0], [-1, tasks, -1]),
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
