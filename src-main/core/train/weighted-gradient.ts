import { clone, keep, mul, sum, valueAndGrads, type Tensor } from '@tensorflow/tfjs-core';
import type { TensorMap } from '../engine/engine.ts';
import { forwardTrunk, linear } from '../model/forward.ts';
import { packParameters } from '../model/parameters.ts';
import type { NetworkStep } from './task-jacobian.ts';
import { taskLosses } from './task-loss.ts';

/**
 * One backward pass of the weighted sum of task losses. `weigh` turns the losses [R, T] into weights; it runs outside the
 * tape, and what it returns besides comes out as `carried`.
 */
export function weightedGradient(
  step: NetworkStep,
  weigh: (losses: Tensor) => { readonly taskWeights: Tensor; readonly carried: TensorMap },
): { readonly gradient: Tensor; readonly losses: Tensor; readonly taskWeights: Tensor; readonly carried: TensorMap } {
  const trunkCount = step.pieces.length - 2;
  let held: { losses: Tensor; taskWeights: Tensor; carried: TensorMap } | null = null;
  const { grads } = valueAndGrads((...parameters: Tensor[]) => {
    const hidden = forwardTrunk(step.rows.x, parameters.slice(0, trunkCount), step.layout, step.options);
    const outputs = linear(hidden, parameters[trunkCount] as Tensor, parameters[trunkCount + 1] as Tensor);
    const losses = taskLosses(outputs, step.rows, step.tasks);
    const { taskWeights, carried } = weigh(losses);
    // The tape's scope frees what is not returned; what must leave it is kept here and released by `release`.
    held = {
      losses: keep(clone(losses)),
      taskWeights: keep(clone(taskWeights)),
      carried: mapTensors(carried, (tensor) => keep(clone(tensor))),
    };
    return sum(mul(taskWeights, losses));
  })([...step.pieces]);
  const { losses, taskWeights, carried } = held as unknown as {
    losses: Tensor;
    taskWeights: Tensor;
    carried: TensorMap;
  };
  return {
    gradient: packParameters(grads),
    losses: release(losses),
    taskWeights: release(taskWeights),
    carried: mapTensors(carried, release),
  };
}

function release(kept: Tensor): Tensor {
  const tensor = clone(kept);
  kept.dispose();
  return tensor;
}

function mapTensors(tensors: TensorMap, change: (tensor: Tensor) => Tensor): TensorMap {
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, change(tensor)]));
}
