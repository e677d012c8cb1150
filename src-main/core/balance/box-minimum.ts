import {
  abs,
  add,
  any,
  div,
  expandDims,
  eye,
  greater,
  maximum,
  mul,
  onesLike,
  sqrt,
  sub,
  sum,
  type Tensor,
} from '@tensorflow/tfjs-core';
import { nextMomentum } from './accelerated-descent.ts';
import { squaredNorms } from './active.ts';
import type { BalancingInput } from './method.ts';
import { settle } from './settle.ts';
import { eigenvalueBound } from './simplex-minimum.ts';

/** Keeps the minimum unique where gradients are dependent. */
export const boxRidge = 1e-4;
export const boxIterations = 250;
/** Moves of a weight that are rounding, as a share of it. */
const rest = 2.5e-7;
export const boxResidualMeaning =
  'The most by which a weight misses the conditions of the minimum, in the length that all task gradients have together.';

/**
 * Weights that minimise v'(G + 1e-4 I)v subject to v >= lower, for K bounds at once: G^1/2 v is the projection of the
 * combination by `lower` onto the directions that oppose no task.
 *
 * @param gramian [R, T, T] of trace 1
 * @param lower [R, K, T] of at least 0; 0 for a task that takes no part, which then has 0 in the result
 * @returns [R, K, T]
 */
export function boxMinimum(gramian: Tensor, lower: Tensor, loop: BalancingInput['loop']): Tensor {
  const tasks = gramian.shape[2] as number;
  if (tasks === 1) return lower;
  const ridged = add(gramian, mul(eye(tasks), boxRidge));
  // in units of its own norm every task has the same curvature
  const norms = sqrt(squaredNorms(ridged));
  const scaled = div(ridged, mul(expandDims(norms, 2), expandDims(norms, 1)));
  const bound = mul(lower, expandDims(norms, 1));
  // of two tasks at most one moves, and one step of its whole curvature, 1, takes it to its place
  if (tasks === 2) return div(descend(sub(eye(2), scaled), bound, bound), expandDims(norms, 1));
  const descent = sub(eye(tasks), div(scaled, eigenvalueBound(scaled)));
  const state = { point: bound, ahead: bound, age: onesLike(sum(bound, 2, true)) };
  const { point } = settle(loop, boxIterations, state, ({ point: before, ahead, age }) => {
    const moved = descend(descent, ahead, bound);
    const momentum = nextMomentum(ahead, moved, before, age);
    const next = { point: moved, ahead: add(moved, mul(momentum.factor, sub(moved, before))), age: momentum.age };
    const isFar = greater(abs(sub(moved, ahead)), mul(moved, rest));
    return { next, moves: any(isFar, [1, 2]) };
  });
  return div(point, expandDims(norms, 1));
}

/** A gradient step from `from`, then up to the bound. descent: [R, T, T], the others [R, K, T]. */
function descend(descent: Tensor, from: Tensor, bound: Tensor): Tensor {
  // `descent` is symmetric: what stands left of it are its products with the rows
  return maximum(sum(mul(expandDims(from, 2), expandDims(descent, 1)), 3), bound);
}
