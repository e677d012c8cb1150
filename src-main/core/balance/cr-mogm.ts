import { add, greater, mul, sub, where, zeros, type Tensor } from '@tensorflow/tfjs-core';
import { activeTasks } from './active.ts';

type TensorMap = Readonly<Record<string, Tensor>>;

/** Averages before the first weights. */
export function createWeightAverage(replicas: number, tasks: number): TensorMap {
  return { averageWeight: zeros([replicas, tasks]), averageSteps: zeros([replicas, tasks]) };
}

/**
 * Moving average of task weights, which takes the noise of single batches out of any method that weighs gradients (CR-MOGM:
 * Zhou et al., On the Convergence of Stochastic Multi-Objective Gradient Manipulation and Beyond, NeurIPS 2022):
 * w = decay w_before + (1 - decay) w. A task's average begins with its first weight, and rests while the task has no labels.
 *
 * @param weights [R, T]
 * @param state of `createWeightAverage`
 * @param decay [R, 1] from 0, which changes nothing, to below 1
 * @param active [R, T] 0 or 1
 */
export function averageWeights(
  weights: Tensor,
  state: TensorMap,
  decay: Tensor,
  active: Tensor,
): { taskWeights: Tensor; state: TensorMap } {
  const { averageWeight, averageSteps } = state as { averageWeight: Tensor; averageSteps: Tensor };
  const isActive = activeTasks(active);
  const mixed = add(mul(decay, averageWeight), mul(sub(1, decay), weights));
  const average = where(greater(averageSteps, 0), mixed, weights);
  return {
    taskWeights: mul(where(isActive, average, weights), active),
    state: {
      averageWeight: where(isActive, average, averageWeight),
      averageSteps: add(averageSteps, active),
    },
  };
}
