import { mul, ones, reshape, type Tensor } from '@tensorflow/tfjs-core';

/** [R, ...] -> [R n, ...], each replica n times in a row; its gradient adds the copies up again. */
export function copyReplicas(x: Tensor, copies: number): Tensor {
  if (copies === 1) return x;
  const [replicas, ...rest] = x.shape as [number, ...number[]];
  // a product with ones is a broadcast to the compiler, and unlike a tile it has a gradient of one operation
  const spread = mul(reshape(x, [replicas, 1, -1]), ones([1, copies, 1]));
  return reshape(spread, [replicas * copies, ...rest]);
}

/** Pieces [R, n rows, columns] of n copies below each other as [R n, rows, columns]. */
export function splitCopies(piece: Tensor, copies: number): Tensor {
  if (copies === 1) return piece;
  const [replicas, rows, columns] = piece.shape as [number, number, number];
  return reshape(piece, [replicas * copies, rows / copies, columns]);
}
