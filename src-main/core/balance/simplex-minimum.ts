import {
  abs,
  add,
  cast,
  clipByValue,
  concat,
  div,
  expandDims,
  eye,
  greater,
  less,
  lessEqual,
  logicalAnd,
  logicalOr,
  max,
  maximum,
  min,
  minimum,
  mul,
  neg,
  onesLike,
  reciprocal,
  relu,
  reshape,
  slice,
  squeeze,
  stack,
  sub,
  sum,
  unstack,
  where,
  zerosLike,
  type Tensor,
} from '@tensorflow/tfjs-core';
import { solveColumns } from './linear-solve.ts';
import type { BalancingInput } from './method.ts';
import { settle } from './settle.ts';
import { projectToSimplex } from './simplex-projection.ts';

/** The most turns it takes: of Gramians with lengths over four powers of ten a few need half of them, others ten at most. */
export const simplexIterations = 100;
/** What a turn lowers w'Gw / 2 by that is rounding, as a share of the largest eigenvalue. */
const rest = 3e-8;
/**
 * Added to the curvature, as a share of the largest eigenvalue, where a turn goes to a minimum: along what is flat but for
 * rounding, weights stay near where they are, and the turns that follow make up for it elsewhere.
 */
const ridgeShare = 1e-3;
const smallest = 1e-12;
const beyondAll = 1e30;

/** [R, 1, 1]: the largest sum of absolute values in a row, which bounds the largest eigenvalue. */
export function eigenvalueBound(gramian: Tensor): Tensor {
  return maximum(max(sum(abs(gramian), 2, true), 1, true), smallest);
}

/**
 * [R, T, T]: the Gramian less what it has the same for all tasks, which moves no weight on the simplex, so that what task
 * gradients have in common counts no more than where they differ.
 */
function centre(gramian: Tensor, member: Tensor): Tensor {
  const shares = uniformShares(member);
  const means = gramianTimes(gramian, shares);
  const mean = sum(mul(means, shares), 1, true);
  const centred = add(sub(gramian, add(expandDims(means, 2), expandDims(means, 1))), expandDims(mean, 2));
  return mul(centred, mul(expandDims(member, 2), expandDims(member, 1)));
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

/** [R, T]: slopes of w'Gw / 2, less their mean by the weights: 0 for every task that has weight, at the minimum. */
function slopes(gramian: Tensor, weights: Tensor): Tensor {
  const products = gramianTimes(gramian, weights);
  return sub(products, sum(mul(products, weights), 1, true));
}

/**
 * Weights on the simplex that minimise w'Gw: the shortest vector among the convex combinations of the task gradients.
 *
 * A turn takes a projected gradient step, which finds out which tasks have weight, and from there goes to the minimum over just
 * those (Moré and Toraldo, 1991). Where one of them would become negative it goes only as far as to lose it, and the next turn
 * goes on with the others.
 *
 * @param gramian [R, T, T] of trace 1, zero in the rows and columns of tasks that are no members
 * @param member [R, T] 0 or 1
 */
export function simplexMinimum(gramian: Tensor, member: Tensor, loop: BalancingInput['loop']): Tensor {
  const tasks = gramian.shape[2] as number;
  if (tasks === 1) return member;
  if (tasks === 2) return closedForm(gramian, member);
  const centred = centre(gramian, member);
  const largest = eigenvalueBound(gramian);
  const step = reciprocal(squeeze(minimum(largest, eigenvalueBound(centred)), [2]));
  // what is added to all entries alike moves no weight either, and keeps elimination from dividing by nothing
  const raised = add(centred, div(largest, tasks));
  const ridge = mul(eye(tasks), mul(largest, ridgeShare));
  const least = mul(reshape(largest, [-1]), rest);
  const weights = uniformShares(member);
  const state = { weights, isCut: greater(sum(weights, 1, true), beyondAll) };
  return settle(loop, simplexIterations, state, ({ weights: before, isCut }) => {
    const slope = slopes(gramian, before);
    const stepped = projectToSimplex(sub(before, mul(slope, step)), member);
    const from = where(isCut, before, stepped);
    const move = moveOnFace(raised, ridge, from, slopes(gramian, from));
    const reach = where(less(move, 0), div(from, neg(move)), onesLike(from));
    const share = minimum(min(reach, 1, true), 1);
    const isShort = less(share, 1);
    const isLost = logicalAnd(isShort, lessEqual(reach, share));
    const moved = where(isLost, zerosLike(from), relu(add(from, mul(move, share))));
    const next = div(moved, maximum(sum(moved, 1, true), smallest));
    const gain = sum(mul(sub(before, next), slope), 1);
    return { next: { weights: next, isCut: isShort }, moves: logicalOr(greater(gain, least), squeeze(isShort, [1])) };
  }).weights;
}

/**
 * [R, T]: the way from weights to the minimum over the tasks that have some, which all stay on the plane of their sum.
 *
 * @param gramian [R, T, T]
 * @param ridge [R, T, T], added to it
 * @param slope [R, T] at the weights
 */
function moveOnFace(gramian: Tensor, ridge: Tensor, weights: Tensor, slope: Tensor): Tensor {
  const has = cast(greater(weights, 0), 'float32');
  const matrix = add(mul(gramian, mul(expandDims(has, 2), expandDims(has, 1))), ridge);
  const [down, even] = unstack(solveColumns(matrix, stack([mul(neg(slope), has), has], 2)), 2) as [Tensor, Tensor];
  const multiplier = div(sum(down, 1, true), maximum(sum(even, 1, true), smallest));
  return sub(down, mul(even, multiplier));
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
