import { add, mean, mul, reshape, square, sub, sum, type Tensor } from '@tensorflow/tfjs-core';
import type { LayerStack } from './layers.ts';

/**
 * 2 beta times the squared distances between the parameters of every two of T towers, summed: 2 beta sum_{s<t} |W_s - W_t|^2,
 * which is 2 beta T sum_t |W_t - mean|^2. [R]
 *
 * @param beta [R]
 */
export function distancePenalty(stack: LayerStack, pieces: readonly Tensor[], beta: Tensor): Tensor {
  const perPiece = stack.layers.flatMap((layer) =>
    layer.pieces.map((position) => {
      const piece = pieces[position] as Tensor;
      const towers = reshape(piece, [piece.shape[0], stack.copies, -1]);
      return sum(square(sub(towers, mean(towers, 1, true))), [1, 2]);
    }),
  );
  return mul(
    mul(beta, 2 * stack.copies),
    perPiece.reduce((total, one) => add(total, one)),
  );
}
