import { div, greater, onesLike, where, type Tensor } from '@tensorflow/tfjs-core';
import { squaredNorms } from './active.ts';

const smallest = 1e-30;

/**
 * What each task has in a direction that is a sum of parts of the task gradients: g_t . d_t / |g_t|^2 [R, T], 1 for a whole
 * gradient; 1 too for a zero gradient.
 *
 * @param gramian [R, T, T] products of the task gradients
 * @param products [R, T] g_t . d_t
 */
export function shareOfGradients(gramian: Tensor, products: Tensor): Tensor {
  const whole = squaredNorms(gramian);
  const isLong = greater(whole, smallest);
  return where(isLong, div(products, where(isLong, whole, onesLike(whole))), onesLike(whole));
}
