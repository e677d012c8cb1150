import { concat, reshape, slice, type Tensor } from '@tensorflow/tfjs-core';
import type { Layout } from './layout.ts';

/** The pieces [R, rows, columns] of flat parameters [R, P], in the order of the layout. */
export function unpackParameters(flat: Tensor, layout: Layout): Tensor[] {
  const replicas = flat.shape[0];
  return layout.pieces.map((piece) =>
    reshape(slice(flat, [0, piece.offset], [replicas, piece.rows * piece.columns]), [
      replicas,
      piece.rows,
      piece.columns,
    ]),
  );
}

/** The flat vector [R, sum of sizes] of pieces with leading R. */
export function packParameters(pieces: readonly Tensor[]): Tensor {
  const flat = pieces.map((piece) => {
    const replicas = piece.shape[0];
    return reshape(piece, [replicas, piece.size / replicas]);
  });
  return flat.length === 1 ? (flat[0] as Tensor) : concat(flat, 1);
}

/** 1 where a parameter decays: at weights that are trained, and not at biases, gains and shifts. [1, P] */
export function decayMask(layout: Layout): Float32Array {
  const mask = new Float32Array(layout.size);
  for (const piece of layout.pieces) {
    if (piece.kind !== 'weight' || piece.isFrozen) continue;
    mask.fill(1, piece.offset, piece.offset + piece.rows * piece.columns);
  }
  return mask;
}
