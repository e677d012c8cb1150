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
  minimum,
  mul,
  neg,
  reciprocal,
  sqrt,
  squeeze,
  sub,
  sum,
  type Tensor,
} from '@tensorflow/tfjs-core';
import { squaredNorms } from './active.ts';
import { solvePositiveDefinite } from './linear-solve.ts';
import type { BalancingInput } from './method.ts';
import { settle, type Improvement } from './settle.ts';
import { gramianTimes } from './simplex-minimum.ts';
import type { TaskGramian } from './task-gramian.ts';

/** Opposed gradients would ask for weights without bound. */
export const fairRidge = 1e-4;
export const fairIterations = 30;
export const fairResidualMeaning = 'The most by which a task misses its equation, relative to what it asks for.';
/** The largest relative change of a weight in one step. */
const longestStep = 0.5;
/** After a change as small as this the next would be its square. */
const lastChange = 1e-4;
const smallest = 1e-30;

function power(base: Tensor, exponent: Tensor): Tensor {
  return exp(mul(log(base), exponent));
}

/**
 * Positive weights with (G a)_t = a_t^(-1 / alpha): each task gains in proportion to a power of what it lacks, the
 * bargaining point of Nash at alpha 1. Newton's method on the logarithms of the weights of
 * min a'Ga / 2 - sum a^(1-p) / (1-p), p = 1 / alpha, each step after the best multiple of the weights.
 *
 * @param tasks the Gramian; a ridge of 1e-4 of its trace is added
 * @param alpha [R, 1], from 0.5 to 2
 * @returns [R, T] weights for the undivided Gramian; positive without meaning for a task that takes no part
 */
export function fairPoint(tasks: TaskGramian, alpha: Tensor, loop: BalancingInput['loop']): Tensor {
  const { member, trace } = tasks;
  const size = tasks.gramian.shape[2] as number;
  const gramian = add(tasks.gramian, mul(eye(size), fairRidge));
  const inverse = reciprocal(alpha);
  const start = reciprocal(sqrt(squaredNorms(gramian)));
  const { weights } = settle(loop, fairIterations, { weights: start }, (state) =>
    improve(gramian, member, inverse, state.weights),
  );
  const final = mul(weights, bestMultiple(gramian, member, inverse, weights));
  // (c G) (a b) = (a b)^-p for b = c^(-1 / (1 + p))
  return mul(final, power(trace, neg(reciprocal(add(inverse, 1)))));
}

/** [R, 1] */
function bestMultiple(gramian: Tensor, member: Tensor, inverse: Tensor, weights: Tensor): Tensor {
  const own = mul(weights, member);
  const length = maximum(sum(mul(own, gramianTimes(gramian, own)), 1, true), smallest);
  const utility = maximum(sum(mul(power(weights, sub(1, inverse)), member), 1, true), smallest);
  return power(div(utility, length), reciprocal(add(inverse, 1)));
}

function improve(
  gramian: Tensor,
  member: Tensor,
  inverse: Tensor,
  before: Tensor,
): Improvement<{ readonly weights: Tensor }> {
  const weights = mul(before, bestMultiple(gramian, member, inverse, before));
  const own = mul(weights, member);
  const products = gramianTimes(gramian, own);
  const utility = power(weights, sub(1, inverse));
  const scaled = mul(gramian, mul(expandDims(weights, 2), expandDims(weights, 1)));
  const size = gramian.shape[2] as number;
  const curvature = add(scaled, mul(eye(size), expandDims(mul(inverse, utility), 1)));
  const slope = mul(sub(utility, mul(weights, products)), member);
  const change = solvePositiveDefinite(curvature, slope);
  const largest = maximum(max(abs(change), 1, true), smallest);
  const next = mul(weights, add(1, mul(change, minimum(1, div(longestStep, largest)))));
  return { next: { weights: next }, moves: greater(squeeze(largest, [1]), lastChange) };
}
