import {
  div,
  exp,
  expandDims,
  eye,
  greater,
  max,
  maximum,
  mul,
  onesLike,
  slice,
  sub,
  sum,
  unstack,
  where,
  zerosLike,
  type Tensor,
} from '@tensorflow/tfjs-core';

/** A loss below this counts as this where its logarithm or inverse is taken. */
const leastLoss = 1e-8;
/** Below any logit, so that an inactive task has no share. */
const lowestLogit = -1e30;

/** [R, T] bool: the tasks that have a labelled row in the batch. */
export function activeTasks(active: Tensor): Tensor {
  return greater(active, 0);
}

/** Losses with 1 where a task is inactive, so that nothing undefined enters a formula. */
export function activeLosses(losses: Tensor, isActive: Tensor): Tensor {
  return where(isActive, losses, onesLike(losses));
}

/** Active losses of at least 1e-8, and 1 where a task is inactive: their logarithm and inverse are finite. */
export function boundedLosses(losses: Tensor, isActive: Tensor): Tensor {
  return maximum(activeLosses(losses, isActive), leastLoss);
}

/** [R, 1]: how many tasks have a labelled row in the batch, at least 1. */
export function activeCount(active: Tensor): Tensor {
  return maximum(sum(active, 1, true), 1);
}

/** [R, 1]: mean over the active tasks. values: [R, T], finite everywhere. */
export function activeMean(values: Tensor, active: Tensor): Tensor {
  return div(sum(mul(values, active), 1, true), activeCount(active));
}

/** [R, T]: softmax over the active tasks times their number, 0 elsewhere; equal logits give ones. */
export function activeSoftmax(logits: Tensor, active: Tensor): Tensor {
  const masked = where(activeTasks(active), logits, mul(onesLike(logits), lowestLogit));
  const powers = mul(exp(sub(masked, max(masked, 1, true))), active);
  return div(mul(powers, activeCount(active)), maximum(sum(powers, 1, true), 1));
}

/** [R, T, T] with 0 in the rows and columns of inactive tasks. active: [R, T] 0 or 1. */
export function activeGramian(gramian: Tensor, active: Tensor): Tensor {
  const bothActive = mul(expandDims(active, 2), expandDims(active, 1));
  return where(greater(bothActive, 0), gramian, zerosLike(gramian));
}

/** [R, T, P] with 0 in the rows of inactive tasks. */
export function activeJacobian(jacobian: Tensor, active: Tensor): Tensor {
  return where(greater(expandDims(active, 2), 0), jacobian, zerosLike(jacobian));
}

/** The rows of the task gradients, each [R, P], 0 where the task is inactive. */
export function activeRows(jacobian: Tensor, active: Tensor): Tensor[] {
  const isActive = activeTasks(active);
  return unstack(jacobian, 1).map((row, task) => where(slice(isActive, [0, task], [-1, 1]), row, zerosLike(row)));
}

/** [R, T]: squared norms of the task gradients. */
export function squaredNorms(gramian: Tensor): Tensor {
  const tasks = gramian.shape[2] as number;
  return sum(mul(gramian, eye(tasks)), 2);
}
