import {
  abs,
  add,
  clipByValue,
  concat,
  div,
  expandDims,
  eye,
  greater,
  max,
  maximum,
  minimum,
  mul,
  onesLike,
  reshape,
  slice,
  sub,
  sum,
  where,
  type Tensor,
} from '@tensorflow/tfjs-core';
import { nextMomentum } from './accelerated-descent.ts';
import type { BalancingInput } from './method.ts';
import { settle } from './settle.ts';
import { projectToSimplex } from './simplex-projection.ts';

/** The most it takes, enough for w'Gw within 2e-5 of its minimum, relative to the trace, whatever the rank and up to 16 tasks. */
export const simplexIterations = 250;
/** Moves of weights, which sum to 1, that are rounding. */
const rest = 1.5e-7;
const smallest = 1e-12;

/** [R, 1, 1]: the largest sum of absolute values in a row, which bounds the largest eigenvalue. */
export function eigenvalueBound(gramian: Tensor): Tensor {
  return maximum(max(sum(abs(gramian), 2, true), 1, true), smallest);
}

/**
 * [R, 1, 1]: a bound of how fast the slope of w'Gw / 2 changes on the simplex. What it has the same for all tasks moves no
 * weight, so that what task gradients have in common counts no more than where they differ.
 */
function slopeBound(gramian: Tensor, member: Tensor): Tensor {
  const shares = uniformShares(member);
  const means = gramianTimes(gramian, shares);
  const mean = sum(mul(means, shares), 1, true);
  const centred = add(sub(gramian, add(expandDims(means, 2), expandDims(means, 1))), expandDims(mean, 2));
  const pairs = mul(expandDims(member, 2), expandDims(member, 1));
  return minimum(eigenvalueBound(gramian), eigenvalueBound(mul(centred, pairs)));
}

/** [R, T]: each member's share of one. */
export function uniformShares(member: Tensor): Tensor {
  return div(member, maximum(sum(member, 1, true), 1));
}

/** Rows of G w. gramian: [R, T, T], weights: [R, T]. */
export function gramianTimes(gramian: Tensor, weights: Tensor): Tensor {
  // a product and a sum become one loop when compiled, where a small matrix product would be a call
  return sum(mul(gramian, expandDims(weights, 1)), 2);
}

/**
 * Weights on the simplex that minimise w'Gw: the shortest vector among the convex combinations of the task gradients.
 *
 * @param gramian [R, T, T] of trace 1, zero in the rows and columns of tasks that are no members
 * @param member [R, T] 0 or 1
 */
export function simplexMinimum(gramian: Tensor, member: Tensor, loop: BalancingInput['loop']): Tensor {
  const tasks = gramian.shape[2] as number;
  if (tasks === 1) return member;
  if (tasks === 2) return closedForm(gramian, member);
  const descent = sub(eye(tasks), div(gramian, slopeBound(gramian, member)));
  const start = uniformShares(member);
  const state = { weights: start, ahead: start, age: onesLike(sum(start, 1, true)) };
  return settle(loop, simplexIterations, state, ({ weights: before, ahead, age }) => {
    const weights = projectToSimplex(gramianTimes(descent, ahead), member);
    const momentum = nextMomentum(ahead, weights, before, age);
    const next = { weights, ahead: add(weights, mul(momentum.factor, sub(weights, before))), age: momentum.age };
    return { next, moves: greater(max(abs(sub(weights, ahead)), 1), rest) };
  }).weights;
}

/** Two tasks: the point of the line between both gradients that is nearest to zero; the middle where they are equal. */
function closedForm(gramian: Tensor, member: Tensor): Tensor {
  const entry = (row: number, column: number): Tensor => reshape(slice(gramian, [0, row, column], [-1, 1, 1]), [-1, 1]);
  const [first, cross, second] = [entry(0, 0), entry(0, 1), entry(1, 1)];
  const distance = sub(add(first, second), mul(2, cross));
  const isApart = greater(distance, smallest);
  const share = clipByValue(div(sub(second, cross), where(isApart, distance, onesLike(distance))), 0, 1);
  const ofFirst = where(isApart, share, mul(onesLike(share), 0.5));
  return where(greater(sum(member, 1, true), 1), concat([ofFirst, sub(1, ofFirst)], 1), member);
}
