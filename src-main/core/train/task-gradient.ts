import {
  clone,
  expandDims,
  eye,
  keep,
  matMul,
  mul,
  ones,
  reshape,
  sum,
  tile,
  valueAndGrads,
  type Tensor,
} from '@tensorflow/tfjs-core';
import type { TensorMap } from '../engine/engine.ts';
import type { ForwardOptions } from '../model/forward.ts';
import { forwardLayers, forwardTrunk, linear } from '../model/forward.ts';
import type { Layout } from '../model/layout.ts';
import { packParameters } from '../model/parameters.ts';
import type { TaskShape } from './cohort-shape.ts';
import { taskLosses, type LabelledRows } from './task-loss.ts';

/** What the gradient functions share: the network, its pieces [R, rows, columns] and the rows of the step. */
export interface NetworkStep {
  readonly layout: Layout;
  readonly pieces: readonly Tensor[];
  readonly options: ForwardOptions;
  readonly rows: LabelledRows;
  readonly tasks: readonly TaskShape[];
}

/** Gradients of each task's loss, taken apart. */
export interface TaskGradients {
  /** [R, T] */
  readonly losses: Tensor;
  /** [R, T, P of the trunk] */
  readonly jacobian: Tensor;
  /** [R, T, H, K of all tasks] and [R, T, 1, K]: zero outside the task's own head. */
  readonly heads: { readonly weight: Tensor; readonly bias: Tensor };
}

/**
 * The task gradients of the whole trunk. Every replica is copied once per task, and a copy sees the loss of its task alone:
 * one traced backward pass on R T replicas instead of T passes, which would take T times as long to compile.
 */
export function taskGradients(step: NetworkStep): TaskGradients {
  const trunkCount = step.pieces.length - 2;
  const tasks = step.tasks.length;
  const rows = oneTaskEach(step.rows, tasks);
  const { value, grads } = valueAndGrads((...parameters: Tensor[]) => {
    const hidden = forwardTrunk(rows.x, parameters.slice(0, trunkCount), step.layout, copyOptions(step.options, tasks));
    const outputs = linear(hidden, parameters[trunkCount] as Tensor, parameters[trunkCount + 1] as Tensor);
    return sum(taskLosses(outputs, rows, step.tasks), 1);
  })(
    step.pieces.map((piece) => copyForTasks(piece, tasks)),
    ones([replicasOf(step) * tasks]),
  );
  const trunk = packParameters(grads.slice(0, trunkCount));
  return {
    losses: splitTasks(value, tasks),
    jacobian: splitTasks(trunk, tasks),
    heads: {
      weight: splitTasks(grads[trunkCount] as Tensor, tasks),
      bias: splitTasks(grads[trunkCount + 1] as Tensor, tasks),
    },
  };
}

/** Task gradients of the last trunk layer alone [R, T, P of that layer]; the layers below are not differentiated. */
export function lastLayerJacobian(step: NetworkStep): Tensor {
  const layers = step.layout.shape.widths.length;
  const trunkCount = step.pieces.length - 2;
  const lower = trunkCount - trunkCount / layers;
  const tasks = step.tasks.length;
  const below = forwardLayers(step.rows.x, step.pieces, step.layout, step.options, 0, layers - 1);
  const rows = { ...oneTaskEach(step.rows, tasks), x: copyForTasks(below, tasks) };
  const [headWeight, headBias] = step.pieces.slice(trunkCount).map((piece) => copyForTasks(piece, tasks));
  const { grads } = valueAndGrads((...last: Tensor[]) => {
    const pieces = [...step.pieces.slice(0, lower), ...last];
    const options = copyOptions(step.options, tasks);
    const hidden = forwardLayers(rows.x, pieces, step.layout, options, layers - 1, layers);
    return sum(taskLosses(linear(hidden, headWeight as Tensor, headBias as Tensor), rows, step.tasks), 1);
  })(
    step.pieces.slice(lower, trunkCount).map((piece) => copyForTasks(piece, tasks)),
    ones([replicasOf(step) * tasks]),
  );
  return splitTasks(packParameters(grads), tasks);
}

/** Rows for R T replicas: copy r T + t keeps the labels of task t alone. */
function oneTaskEach(rows: LabelledRows, tasks: number): LabelledRows {
  const [replicas, count] = rows.mask.shape as [number, number];
  const own = reshape(eye(tasks), [1, tasks, 1, tasks]);
  const mask = reshape(mul(expandDims(rows.mask, 1), own), [replicas * tasks, count, tasks]);
  return {
    x: copyForTasks(rows.x, tasks),
    targets: copyForTasks(rows.targets, tasks),
    mask,
    counts: copyForTasks(rows.counts, tasks),
  };
}

function copyOptions(options: ForwardOptions, tasks: number): ForwardOptions {
  const { dropout } = options;
  if (dropout === null) return options;
  return { ...options, dropout: (layer, width) => copyForTasks(dropout(layer, width), tasks) };
}

/** [R, ...] -> [R T, ...], each replica T times in a row. */
function copyForTasks(x: Tensor, tasks: number): Tensor {
  const [replicas, ...rest] = x.shape as [number, ...number[]];
  const copies = tile(expandDims(x, 1), [1, tasks, ...rest.map(() => 1)]);
  return reshape(copies, [replicas * tasks, ...rest]);
}

/** [R T, ...] -> [R, T, ...] */
function splitTasks(x: Tensor, tasks: number): Tensor {
  const [copies, ...rest] = x.shape as [number, ...number[]];
  return reshape(x, [copies / tasks, tasks, ...rest]);
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
  const [replicas, tasks] = gradients.jacobian.shape as [number, number];
  const trunk = matMul(reshape(trunkWeights, [replicas, 1, tasks]), gradients.jacobian);
  const { weight, bias } = gradients.heads;
  const scale = (head: Tensor): Tensor =>
    headWeights === null ? head : mul(head, reshape(headWeights, [replicas, tasks, 1, 1]));
  return packParameters([trunk, sum(scale(weight), 1), sum(scale(bias), 1)]);
}

function replicasOf(step: NetworkStep): number {
  return (step.pieces[0] as Tensor).shape[0];
}

function release(kept: Tensor): Tensor {
  const tensor = clone(kept);
  kept.dispose();
  return tensor;
}

function mapTensors(tensors: TensorMap, change: (tensor: Tensor) => Tensor): TensorMap {
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, change(tensor)]));
}
