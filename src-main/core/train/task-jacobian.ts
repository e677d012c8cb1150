import {
  add,
  expandDims,
  grad,
  matMul,
  mul,
  ones,
  reshape,
  squeeze,
  stack,
  sum,
  type Tensor,
} from '@tensorflow/tfjs-core';
import { copyReplicas } from '../model/copies.ts';
import { finishLayer, linear, normalizeLayer } from '../model/forward.ts';
import { ownColumns, readShared } from '../model/heads.ts';
import { dropoutFactor, layerPieces, runLayers, type StackedLayer } from '../model/layers.ts';
import type { Network } from '../model/network.ts';
import { packParameters } from '../model/parameters.ts';
import { copiedGradients, copiedLastLayer } from './copied-gradients.ts';
import type { LastLayerGradients } from './last-layer-gradient.ts';
import type { NetworkStep, TaskGradients } from './network-step.ts';
import { taskLosses } from './task-loss.ts';

export type { NetworkStep, TaskGradients } from './network-step.ts';

/** What a layer's backward pass needs of its forward pass: input [R, B, D] and product [R, B, H] before norm and activation. */
interface LayerPass {
  readonly input: Tensor;
  readonly product: Tensor;
  readonly factor: Tensor | null;
}

/** The task gradients of all shared parameters: one forward pass, and one backward pass on the rows of every task side by side. */
export function taskGradients(step: NetworkStep): TaskGradients {
  const { plain } = step.network;
  return plain === null ? copiedGradients(step) : wholeGradients(step, plain, 0);
}

/** The same, and what each half of the rows adds to them. */
export interface HalvedGradients extends TaskGradients {
  /** [R, T, 2, P], which add up to the whole; null where the network or an odd batch has no such parts. */
  readonly halves: Tensor | null;
}

export function halvedGradients(step: NetworkStep): HalvedGradients {
  const { plain } = step.network;
  const rows = step.rows.x.shape[1] as number;
  if (plain === null || rows % 2 !== 0) return { ...taskGradients(step), halves: null };
  const { jacobian: halves, ...rest } = plainGradients(step, plain, 0, 2);
  const [replicas, tasks] = halves.shape as [number, number];
  const flat = reshape(halves, [replicas, 2 * tasks, -1]);
  return {
    ...rest,
    jacobian: sum(halves, 2),
    gramian: sum(reshape(gramianOf(flat), [replicas, tasks, 2, tasks, 2]), [2, 4]),
    combine: (weights) => weighTasks(flat, reshape(stack([weights, weights], 2), [replicas, 2 * tasks])),
    halves,
  };
}

/** Task gradients of the last shared layer alone [R, T, P of that layer]; the layers below are not differentiated. */
export function lastLayerJacobian(step: NetworkStep): Tensor {
  const { plain } = step.network;
  return plain === null ? copiedLastLayer(step) : wholeGradients(step, plain, plain.trunk.layers.length - 1).jacobian;
}

/** The same for a plain network, with the way on from there. */
export function lastLayerGradients(step: NetworkStep, plain: NonNullable<Network['plain']>): LastLayerGradients {
  return wholeGradients(step, plain, plain.trunk.layers.length - 1);
}

function wholeGradients(
  step: NetworkStep,
  plain: NonNullable<Network['plain']>,
  firstLayer: number,
): LastLayerGradients {
  const { jacobian, ...rest } = plainGradients(step, plain, firstLayer, 1);
  return { ...rest, jacobian: squeeze(jacobian, [2]) };
}

/** `jacobian` is that of equal parts of the rows, which add up to the whole [R, T, parts, P]. */
function plainGradients(
  step: NetworkStep,
  { trunk, heads }: NonNullable<Network['plain']>,
  firstLayer: number,
  parts: number,
): LastLayerGradients {
  const { network, pieces, options, rows, tasks } = step;
  const { layout } = network;
  const passes: LayerPass[] = [];
  let hidden = runLayers(rows.x, { ...trunk, layers: trunk.layers.slice(0, firstLayer) }, pieces, options);
  for (const layer of trunk.layers.slice(firstLayer)) {
    const { weight, bias, gain, shift } = layerPieces(layer, 1, pieces);
    const product = linear(hidden, weight, bias);
    const factor = dropoutFactor(layer, 1, options);
    passes.push({ input: hidden, product, factor });
    hidden = finishLayer(product, gain, shift, factor, options);
  }
  const outputs = readShared(hidden, heads, pieces);
  const losses = taskLosses(outputs, rows, tasks);
  const outputGradient = grad((raw: Tensor) => sum(taskLosses(raw, rows, tasks)))(outputs);
  const [replicas, count, columns] = outputs.shape as [number, number, number];
  // an output feels the loss of its own task alone: a copy per task keeps that task's columns
  const owner = reshape(ownColumns(layout), [1, tasks.length, 1, columns]);
  const perTask = reshape(mul(expandDims(outputGradient, 1), owner), [replicas * tasks.length, count, columns]);
  // a product for each task, whose rows are then those of the layer below
  const headWeight = copyReplicas(pieces[heads.weight] as Tensor, tasks.length);
  let upstream = reshape(matMul(perTask, headWeight, false, true), [replicas, tasks.length * count, -1]);
  const gradients: Tensor[][] = [];
  let lowest = upstream;
  for (let layer = trunk.layers.length - 1; layer >= firstLayer; layer -= 1) {
    const pass = passes[layer - firstLayer] as LayerPass;
    const { weight, gain, shift } = layerPieces(trunk.layers[layer] as StackedLayer, 1, pieces);
    const { product, affine } = differentiateFinish(step, pass, upstream, { gain, shift, parts });
    const perPart = [replicas * tasks.length * parts, count / parts, -1];
    const perCopy = reshape(product, perPart);
    lowest = product;
    const input = reshape(copyReplicas(pass.input, tasks.length), perPart);
    gradients.unshift([matMul(input, perCopy, true, false), sum(perCopy, 1, true), ...affine]);
    if (layer > firstLayer) upstream = matMul(product, weight, false, true);
  }
  const weight = matMul(hidden, outputGradient, true, false);
  const bias = sum(outputGradient, 1, true);
  return {
    losses,
    jacobian: reshape(packParameters(gradients.flat()), [replicas, tasks.length, parts, -1]),
    own(weights) {
      if (weights === null) return [weight, bias];
      const factors = expandDims(matMul(weights, ownColumns(layout)), 1);
      return [mul(weight, factors), mul(bias, factors)];
    },
    below(weights) {
      const perTask = mul(reshape(lowest, [replicas, tasks.length, count, -1]), reshape(weights, [replicas, -1, 1, 1]));
      const { weight: layerWeight } = layerPieces(trunk.layers[firstLayer] as StackedLayer, 1, pieces);
      return matMul(sum(perTask, 1), layerWeight, false, true);
    },
  };
}

/**
 * Back through dropout, activation and norm of a layer.
 *
 * @param upstream [R, T B, H], as is the gradient of the product; `affine`: those of gain and shift [R T parts, 1, H]
 */
function differentiateFinish(
  { options, tasks }: NetworkStep,
  { product, factor }: LayerPass,
  upstream: Tensor,
  {
    gain,
    shift,
    parts,
  }: { readonly gain: Tensor | undefined; readonly shift: Tensor | undefined; readonly parts: number },
): { product: Tensor; affine: Tensor[] } {
  const [replicas, count, width] = product.shape as [number, number, number];
  const copies = [replicas, tasks.length, count, width];
  const slopeAt = (x: Tensor): Tensor =>
    grad((raw: Tensor) => finishLayer(raw, undefined, undefined, factor, options))(x);
  const through = (slope: Tensor): Tensor => mul(reshape(upstream, copies), expandDims(slope, 1));
  if (options.activation === 'relu' && gain === undefined && factor === null) {
    // its gradient at what comes from above may be taken before that is stored
    const slope = grad((raw: Tensor) => options.relu(raw));
    const copied = mul(expandDims(product, 1), ones([1, tasks.length, 1, 1]));
    const passed = slope(copied, reshape(upstream, copies));
    return { product: reshape(passed, upstream.shape), affine: [] };
  }
  if (gain === undefined || shift === undefined) {
    return { product: reshape(through(slopeAt(product)), upstream.shape), affine: [] };
  }
  const normal = normalizeLayer(product);
  const scaled = through(slopeAt(add(mul(normal, gain), shift)));
  const overRows = (x: Tensor): Tensor =>
    sum(reshape(x, [replicas * tasks.length * parts, count / parts, width]), 1, true);
  const affine = [overRows(mul(scaled, expandDims(normal, 1))), overRows(scaled)];
  const normalized = grad((x: Tensor) => normalizeLayer(x))(
    copyReplicas(product, tasks.length),
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
 * The update direction [R, P] of all parameters: `shared` [R, P of the shared ones] for those that tasks share, each task's own
 * gradient times its entry of `ownWeights` [R, T], or as it is where that is null.
 */
export function combineGradients(gradients: TaskGradients, shared: Tensor, ownWeights: Tensor | null): Tensor {
  return packParameters([shared, ...gradients.own(ownWeights)]);
}

/** [R, T, P] -> [R, T, T] */
export function gramianOf(jacobian: Tensor): Tensor {
  return matMul(jacobian, jacobian, false, true);
}
