import {
  add,
  concat,
  customGrad,
  div,
  eye,
  matMul,
  mul,
  reshape,
  slice,
  sqrt,
  sub,
  sum,
  type Tensor,
} from '@tensorflow/tfjs-core';
import type { LayerStack } from './layers.ts';

/** Singular values below the square root of this share of the summed squares count for less: the norm has no slope at zero. */
const ridge = 1e-6;
/** Enough for shares down to the ridge: each step more than doubles the smallest. */
const iterations = 24;

/**
 * beta times the nuclear norm of [vec W_1, ..., vec W_T], averaged over the layers, with gradient beta U V' (Yang and
 * Hospedales, 2017, last-axis form). [R]
 *
 * @param beta [R]
 */
export function nuclearNormPenalty(stack: LayerStack, pieces: readonly Tensor[], beta: Tensor): Tensor {
  const perLayer = stack.layers.map((layer) => {
    const piece = pieces[layer.pieces[0] as number] as Tensor;
    return reshape(piece, [piece.shape[0], stack.copies, -1]);
  });
  return mul(div(beta, perLayer.length), nuclearNorms(perLayer));
}

/** The nuclear norms [R] of every layer's matrix [R, T, P], summed; their slopes are the matrices' polar factors. */
function nuclearNorms(matrices: readonly Tensor[]): Tensor {
  const withSlope = customGrad((...given) => {
    const save = given.at(-1) as (layers: Tensor[]) => void;
    const layers = given.slice(0, -1) as Tensor[];
    const slopes = polarFactors(layers);
    save(layers);
    const norms = layers.map((layer, index) => sum(mul(layer, slopes[index] as Tensor), [1, 2]));
    return {
      value: norms.reduce((total, one) => add(total, one)),
      gradFunc: (upstream, saved) =>
        polarFactors(saved).map((slope) => mul(reshape(upstream, [upstream.size, 1, 1]), slope)),
    };
  });
  return withSlope(...matrices);
}

/** U V' of matrices [R, T, P] with the singular value decomposition U S V'. */
function polarFactors(matrices: readonly Tensor[]): Tensor[] {
  const [replicas, size] = (matrices[0] as Tensor).shape as [number, number, number];
  const roots = inverseSquareRoot(
    concat(
      matrices.map((matrix) => matMul(matrix, matrix, false, true)),
      0,
    ),
  );
  return matrices.map((matrix, index) =>
    matMul(slice(roots, [index * replicas, 0, 0], [replicas, size, size]), matrix),
  );
}

/**
 * (A + ridge tr(A) I)^(-1/2) of small symmetric matrices [N, T, T] without negative eigenvalues, by the coupled iteration of
 * Newton and Schulz (Higham, 2008, section 6.3): products alone, which every engine has.
 */
export function inverseSquareRoot(matrices: Tensor): Tensor {
  const size = matrices.shape[2] as number;
  const identity = eye(size);
  const trace = add(sum(mul(matrices, identity), [1, 2], true), 1e-30);
  let root: Tensor = div(add(div(matrices, trace), mul(identity, ridge)), 1 + ridge);
  let inverse: Tensor = add(mul(root, 0), identity);
  for (let step = 0; step < iterations; step += 1) {
    const factor = mul(0.5, sub(mul(identity, 3), matMul(inverse, root)));
    root = matMul(root, factor);
    inverse = matMul(factor, inverse);
  }
  return div(inverse, sqrt(mul(trace, 1 + ridge)));
}
