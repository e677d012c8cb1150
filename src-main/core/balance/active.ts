import { expandDims, eye, greater, mul, onesLike, sum, where, zerosLike, type Tensor } from '@tensorflow/tfjs-core';

/** [R, T] bool: the tasks that have a labelled row in the batch. */
export function activeTasks(active: Tensor): Tensor {
  return greater(active, 0);
}

/** Losses with 1 where a task is inactive, so that nothing undefined enters a formula. */
export function activeLosses(losses: Tensor, isActive: Tensor): Tensor {
  return where(isActive, losses, onesLike(losses));
}

/** [R, T, T] with 0 in the rows and columns of inactive tasks. active: [R, T] 0 or 1. */
export function activeGramian(gramian: Tensor, active: Tensor): Tensor {
  const bothActive = mul(expandDims(active, 2), expandDims(active, 1));
  return where(greater(bothActive, 0), gramian, zerosLike(gramian));
}

/** [R, T]: squared norms of the task gradients. */
export function squaredNorms(gramian: Tensor): Tensor {
  const tasks = gramian.shape[2] as number;
  return sum(mul(gramian, eye(tasks)), 2);
}
