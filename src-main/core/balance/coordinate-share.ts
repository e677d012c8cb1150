import { div, greater, mul, onesLike, square, sum, where, type Tensor } from '@tensorflow/tfjs-core';

const smallest = 1e-30;

/**
 * What each task has in a direction that is a sum of parts of the task gradients: g_t . d_t / |g_t|^2 [R, T], 1 for a whole
 * gradient; 1 too for a zero gradient.
 *
 * @param jacobian [R, T, P] task gradients
 * @param factors [R, T, P] what part of every coordinate goes into the direction
 */
export function shareOfGradients(jacobian: Tensor, factors: Tensor): Tensor {
  const squares = square(jacobian);
  const whole = sum(squares, 2);
  const isLong = greater(whole, smallest);
  const part = sum(mul(squares, factors), 2);
  return where(isLong, div(part, where(isLong, whole, onesLike(whole))), onesLike(whole));
}
