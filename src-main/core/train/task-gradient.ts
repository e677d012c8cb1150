import {
  clone,
  concat,
  keep,
  matMul,
  mul,
  ones,
  reshape,
  slice,
  stack,
  sum,
  valueAndGrads,
  type Tensor,
} from '@tensorflow/tfjs-core';
import type { TensorMap } from '../engine/engine.ts';
import type { ForwardOptions } from '../model/forward.ts';
import { forwardLayers, forwardTrunk, linear } from '../model/forward.ts';
import type { Layout } from '../model/layout.ts';
import { packParameters } from '../model/parameters.ts';
import type { TaskShape } from './cohort-shape.ts';
import { oneTaskLoss, taskLosses, type LabelledRows } from './task-loss.ts';

/** What the gradient functions share: the network, its pieces [R, rows, columns] and the rows of the step. */
export interface NetworkStep {
  readonly layout: Layout;
  readonly pieces: readonly Tensor[];
  readonly options: ForwardOptions;
  readonly rows: LabelledRows;
  readonly tasks: readonly TaskShape[];
}

/** Gradients of each task's loss, taken one by one. */
export interface TaskGradients {
  /** [R, T] */
  readonly losses: Tensor;
  /** [R, T, P of the trunk] */
  readonly jacobian: Tensor;
  /** Of each task: weight [R, H, K] and bias [R, 1, K] of its own head. */
  readonly heads: readonly { readonly weight: Tensor; readonly bias: Tensor }[];
}

/** One backward pass per task over the whole trunk. */
export function taskGradients(step: NetworkStep): TaskGradients {
  const trunkCount = step.pieces.length - 2;
  const trunk = step.pieces.slice(0, trunkCount);
  const replicas = replicasOf(step);
  const perTask = step.tasks.map((_, task) => {
    const head = headOf(step, task);
    const { value, grads } = valueAndGrads((...parameters: Tensor[]) => {
      const hidden = forwardTrunk(step.rows.x, parameters.slice(0, trunkCount), step.layout, step.options);
      const outputs = linear(hidden, parameters[trunkCount] as Tensor, parameters[trunkCount + 1] as Tensor);
      return oneTaskLoss(outputs, step.rows, step.tasks, task);
    })([...trunk, head.weight, head.bias], ones([replicas]));
    return { value, trunk: packParameters(grads.slice(0, trunkCount)), head: grads.slice(trunkCount) };
  });
  return {
    losses: stack(
      perTask.map((one) => one.value),
      1,
    ),
    jacobian: stack(
      perTask.map((one) => one.trunk),
      1,
    ),
    heads: perTask.map((one) => ({ weight: one.head[0] as Tensor, bias: one.head[1] as Tensor })),
  };
}

/** Gradients of each task's loss with respect to the last trunk layer alone [R, T, P of that layer]; the layers below are not differentiated. */
export function lastLayerJacobian(step: NetworkStep): Tensor {
  const trunkCount = step.pieces.length - 2;
  const layers = step.layout.shape.widths.length;
  const perLayer = trunkCount / layers;
  const trunk = step.pieces.slice(0, trunkCount);
  const below = forwardLayers(step.rows.x, trunk, step.layout, step.options, 0, layers - 1);
  const replicas = replicasOf(step);
  const perTask = step.tasks.map((_, task) => {
    const head = headOf(step, task);
    const { grads } = valueAndGrads((...last: Tensor[]) => {
      const pieces = [...trunk.slice(0, trunkCount - perLayer), ...last];
      const hidden = forwardLayers(below, pieces, step.layout, step.options, layers - 1, layers);
      return oneTaskLoss(linear(hidden, head.weight, head.bias), step.rows, step.tasks, task);
    })(trunk.slice(trunkCount - perLayer), ones([replicas]));
    return packParameters(grads);
  });
  return stack(perTask, 1);
}

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

/** [R, T, P] -> [R, T, T] */
export function gramianOf(jacobian: Tensor): Tensor {
  return matMul(jacobian, jacobian, false, true);
}

/**
 * The update direction [R, P] of all parameters: task gradients of the trunk combined by `trunkWeights` [R, T], each head's
 * own gradient times its entry of `headWeights`, or as it is where that is null.
 */
export function combineGradients(gradients: TaskGradients, trunkWeights: Tensor, headWeights: Tensor | null): Tensor {
  const [replicas, tasks, size] = gradients.jacobian.shape as [number, number, number];
  const trunk = reshape(matMul(reshape(trunkWeights, [replicas, 1, tasks]), gradients.jacobian), [replicas, 1, size]);
  const scaled = gradients.heads.map((head, task) => {
    if (headWeights === null) return head;
    const weight = reshape(slice(headWeights, [0, task], [replicas, 1]), [replicas, 1, 1]);
    return { weight: mul(head.weight, weight), bias: mul(head.bias, weight) };
  });
  const weight = joinHeads(scaled.map((head) => head.weight));
  const bias = joinHeads(scaled.map((head) => head.bias));
  return packParameters([trunk, weight, bias]);
}

function joinHeads(parts: readonly Tensor[]): Tensor {
  return parts.length === 1 ? (parts[0] as Tensor) : concat([...parts], 2);
}

function headOf(step: NetworkStep, task: number): { weight: Tensor; bias: Tensor } {
  const replicas = replicasOf(step);
  const weight = step.pieces.at(-2) as Tensor;
  const bias = step.pieces.at(-1) as Tensor;
  const first = step.layout.headColumns[task] as number;
  const outputs = step.layout.shape.heads[task] as number;
  return {
    weight: slice(weight, [0, 0, first], [replicas, weight.shape[1] as number, outputs]),
    bias: slice(bias, [0, 0, first], [replicas, 1, outputs]),
  };
}

function replicasOf(step: NetworkStep): number {
  return (step.pieces[0] as Tensor).shape[0] as number;
}

function release(kept: Tensor): Tensor {
  const tensor = clone(kept);
  kept.dispose();
  return tensor;
}

function mapTensors(tensors: TensorMap, change: (tensor: Tensor) => Tensor): TensorMap {
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, change(tensor)]));
}
