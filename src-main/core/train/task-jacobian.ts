import { add, expandDims, grad, matMul, mul, reshape, sum, tensor2d, tile, type Tensor } from '@tensorflow/tfjs-core';
import type { ForwardOptions } from '../model/forward.ts';
import { finishLayer, forwardLayers, linear, normalizeLayer } from '../model/forward.ts';
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
  /** [R, H, K of all tasks] and [R, 1, K]: each column is of the task whose output it is. */
  readonly heads: { readonly weight: Tensor; readonly bias: Tensor };
}

/** What a layer's backward pass needs of its forward pass: input [R, B, D] and product [R, B, H] before norm and activation. */
interface LayerPass {
  readonly input: Tensor;
  readonly product: Tensor;
}

/** The task gradients of the whole trunk: one forward pass, and one backward pass on the rows of every task side by side. */
export function taskGradients(step: NetworkStep): TaskGradients {
  return gradientsFrom(step, 0);
}

/** Task gradients of the last trunk layer alone [R, T, P of that layer]; the layers below are not differentiated. */
export function lastLayerJacobian(step: NetworkStep): Tensor {
  return gradientsFrom(step, step.layout.shape.widths.length - 1).jacobian;
}

function gradientsFrom(step: NetworkStep, firstLayer: number): TaskGradients {
  const { layout, pieces, options, rows, tasks } = step;
  const layers = layout.shape.widths.length;
  const passes: LayerPass[] = [];
  let hidden = forwardLayers(rows.x, pieces, layout, options, 0, firstLayer);
  for (let layer = firstLayer; layer < layers; layer += 1) {
    const { weight, bias, gain, shift } = layerPieces(step, layer);
    const product = linear(hidden, weight, bias);
    passes.push({ input: hidden, product });
    hidden = finishLayer(product, gain, shift, layer, layout, options);
  }
  const [headWeight, headBias] = pieces.slice(-2) as [Tensor, Tensor];
  const outputs = linear(hidden, headWeight, headBias);
  const losses = taskLosses(outputs, rows, tasks);
  const outputGradient = grad((raw: Tensor) => sum(taskLosses(raw, rows, tasks)))(outputs);
  const [replicas, count, columns] = outputs.shape as [number, number, number];
  // an output feels the loss of its own task alone: a copy per task keeps that task's columns
  const owner = reshape(ownColumns(layout), [1, tasks.length, 1, columns]);
  const perTask = reshape(mul(expandDims(outputGradient, 1), owner), [replicas, tasks.length * count, columns]);
  let upstream = matMul(perTask, headWeight, false, true);
  const gradients: Tensor[][] = [];
  for (let layer = layers - 1; layer >= firstLayer; layer -= 1) {
    const pass = passes[layer - firstLayer] as LayerPass;
    const { weight, gain, shift } = layerPieces(step, layer);
    const { product, affine } = differentiateFinish(step, layer, pass.product, upstream, gain, shift);
    const width = layout.shape.widths[layer] as number;
    const perCopy = reshape(product, [replicas * tasks.length, count, width]);
    const input = copyForTasks(pass.input, tasks.length);
    gradients.unshift([matMul(input, perCopy, true, false), sum(perCopy, 1, true), ...affine]);
    if (layer > firstLayer) upstream = matMul(product, weight, false, true);
  }
  return {
    losses,
    jacobian: reshape(packParameters(gradients.flat()), [replicas, tasks.length, -1]),
    heads: { weight: matMul(hidden, outputGradient, true, false), bias: sum(outputGradient, 1, true) },
  };
}

/**
 * Back through dropout, activation and norm of a layer.
 *
 * @param product [R, B, H]
 * @param upstream [R, T B, H], as is the gradient of the product; `affine`: those of gain and shift [R T, 1, H]
 */
function differentiateFinish(
  { layout, options, tasks }: NetworkStep,
  layer: number,
  product: Tensor,
  upstream: Tensor,
  gain: Tensor | undefined,
  shift: Tensor | undefined,
): { product: Tensor; affine: Tensor[] } {
  const [replicas, count, width] = product.shape as [number, number, number];
  const copies = [replicas, tasks.length, count, width];
  const slopeAt = (x: Tensor): Tensor =>
    grad((raw: Tensor) => finishLayer(raw, undefined, undefined, layer, layout, options))(x);
  const through = (slope: Tensor): Tensor => mul(reshape(upstream, copies), expandDims(slope, 1));
  if (gain === undefined || shift === undefined) {
    return { product: reshape(through(slopeAt(product)), upstream.shape), affine: [] };
  }
  const normal = normalizeLayer(product);
  const scaled = through(slopeAt(add(mul(normal, gain), shift)));
  const each = (x: Tensor): Tensor => reshape(x, [replicas * tasks.length, 1, width]);
  const affine = [each(sum(mul(scaled, expandDims(normal, 1)), 2)), each(sum(scaled, 2))];
  const normalized = grad((x: Tensor) => normalizeLayer(x))(
    copyForTasks(product, tasks.length),
    reshape(mul(scaled, expandDims(gain, 1)), [replicas * tasks.length, count, width]),
  );
  return { product: reshape(normalized, upstream.shape), affine };
}

/** The direction [R, P] that task weights [R, T] make of task gradients [R, T, P]. */
export function weighTasks(jacobian: Tensor, taskWeights: Tensor): Tensor {
  const [replicas, , coordinates] = jacobian.shape as [number, number, number];
  return reshape(matMul(expandDims(taskWeights, 1), jacobian), [replicas, coordinates]);
}

/**
 * The update direction [R, P] of all parameters: `trunk` for those of the trunk, each head's own gradient times its entry of
 * `headWeights` [R, T], or as it is where that is null.
 */
export function combineGradients(
  gradients: TaskGradients,
  layout: Layout,
  trunk: Tensor,
  headWeights: Tensor | null,
): Tensor {
  const { weight, bias } = gradients.heads;
  if (headWeights === null) return packParameters([trunk, weight, bias]);
  const factors = expandDims(matMul(headWeights, ownColumns(layout)), 1);
  return packParameters([trunk, mul(weight, factors), mul(bias, factors)]);
}

/** [R, T, P] -> [R, T, T] */
export function gramianOf(jacobian: Tensor): Tensor {
  return matMul(jacobian, jacobian, false, true);
}

/** [T, K]: 1 where the column is an output of the task. */
function ownColumns({ shape, headColumns, headWidth }: Layout): Tensor {
  const own = new Float32Array(shape.heads.length * headWidth);
  shape.heads.forEach((width, task) => {
    const first = task * headWidth + (headColumns[task] as number);
    own.fill(1, first, first + width);
  });
  return tensor2d(own, [shape.heads.length, headWidth]);
}

function layerPieces(
  { layout, pieces }: NetworkStep,
  layer: number,
): { weight: Tensor; bias: Tensor; gain: Tensor | undefined; shift: Tensor | undefined } {
  const perLayer = layout.shape.layerNorm ? 4 : 2;
  const [weight, bias, gain, shift] = pieces.slice(layer * perLayer, (layer + 1) * perLayer);
  return { weight: weight as Tensor, bias: bias as Tensor, gain, shift };
}

/** [R, ...] -> [R T, ...], each replica T times in a row. */
function copyForTasks(x: Tensor, tasks: number): Tensor {
  const [replicas, ...rest] = x.shape as [number, ...number[]];
  const copies = tile(expandDims(x, 1), [1, tasks, ...rest.map(() => 1)]);
  return reshape(copies, [replicas * tasks, ...rest]);
}
