import { mul, sqrt, square, sum, relu, type Tensor } from '@tensorflow/tfjs-core';
import { gramianTimes } from '../simplex-minimum.ts';
import type { BalancingOutput } from '../method.ts';

/** [R, 1]: length of what the method makes of the task gradients, of which `gramian` [R, T, T] holds the inner products. */
export function directionLength(output: BalancingOutput, gramian: Tensor): Tensor {
  if (output.direction !== undefined) return sqrt(sum(square(output.direction), 1, true));
  return combinedLength(gramian, output.taskWeights);
}

/** [R, 1]: length of the task gradients combined by weights [R, T]. */
export function combinedLength(gramian: Tensor, weights: Tensor): Tensor {
  // rounding may leave the square of a vanishing combination below zero
  return sqrt(relu(sum(mul(weights, gramianTimes(gramian, weights)), 1, true)));
}
