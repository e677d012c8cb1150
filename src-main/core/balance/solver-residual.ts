import {
  abs,
  add,
  div,
  exp,
  expandDims,
  eye,
  greater,
  log,
  max,
  maximum,
  min,
  minimum,
  mul,
  onesLike,
  reciprocal,
  relu,
  sqrt,
  sub,
  sum,
  where,
  type Tensor,
} from '@tensorflow/tfjs-core';
import { squaredNorms } from './active.ts';
import { boxRidge } from './box-minimum.ts';
import { fairRidge } from './fair-point.ts';
import { gramianTimes } from './simplex-minimum.ts';
import type { TaskGramian } from './task-gramian.ts';

const beyondAll = 1e30;

/**
 * How far w'(slope of f) lies above its least value on the simplex, the gap of Frank and Wolfe: never less than f(w) less the
 * minimum of a convex f.
 *
 * @param slope [R, T] of f at the weights
 * @param member [R, T] 1 for the tasks whose weights are free
 * @returns [R, 1]
 */
export function simplexGap(slope: Tensor, weights: Tensor, member: Tensor): Tensor {
  const isFree = greater(member, 0);
  const least = min(where(isFree, slope, mul(onesLike(slope), beyondAll)), 1, true);
  return relu(sub(sum(mul(weights, slope), 1, true), least));
}

/** [R, 1]: the gap of w'Gw, the squared length of a mixture. gramian: [R, T, T] of trace 1. */
export function mixtureGap(gramian: Tensor, weights: Tensor, member: Tensor): Tensor {
  return simplexGap(mul(gramianTimes(gramian, weights), 2), weights, member);
}

/**
 * The largest entry of min(v - lower, (G + ridge) v), both in the lengths of the task gradients: 0 where v is the minimum.
 *
 * @param gramian [R, T, T] of trace 1
 * @param lower [R, K, T]
 * @param point [R, K, T]
 * @returns [R, 1]
 */
export function boxResidual(gramian: Tensor, lower: Tensor, point: Tensor): Tensor {
  const ridged = add(gramian, mul(eye(gramian.shape[2] as number), boxRidge));
  const norms = expandDims(sqrt(squaredNorms(ridged)), 1);
  const slope = div(sum(mul(expandDims(point, 2), expandDims(ridged, 1)), 3), norms);
  return expandDims(max(abs(minimum(mul(sub(point, lower), norms), slope)), [1, 2]), 1);
}

/**
 * The largest |(G a)_t a_t^(1 / alpha) - 1| of the tasks that take part, which does not change when G and a are scaled together.
 *
 * @param weights [R, T] for the undivided Gramian
 * @param alpha [R, 1]
 * @returns [R, 1]
 */
export function fairResidual(tasks: TaskGramian, weights: Tensor, alpha: Tensor): Tensor {
  const { gramian, member, trace } = tasks;
  const inverse = reciprocal(alpha);
  const divided = mul(weights, exp(div(log(trace), add(inverse, 1))));
  const ridged = add(gramian, mul(eye(gramian.shape[2] as number), fairRidge));
  const products = gramianTimes(ridged, mul(divided, member));
  const share = mul(products, exp(mul(log(maximum(divided, 1e-30)), inverse)));
  return max(mul(abs(sub(share, 1)), member), 1, true);
}
