import {
  expandDims,
  grad,
  matMul,
  mul,
  reshape,
  slice,
  stack,
  sum,
  transpose,
  valueAndGrads,
  zerosLike,
  type Tensor,
} from '@tensorflow/tfjs-core';
import { copyReplicas } from '../model/copies.ts';
import { ownColumns, ownOutputs, readShared } from '../model/heads.ts';
import type { Layout } from '../model/layout.ts';
import type { Representation } from '../model/network.ts';
import { packParameters } from '../model/parameters.ts';
import { holdResult } from './hold-result.ts';
import type { NetworkStep, TaskGradients } from './network-step.ts';
import { taskLosses } from './task-loss.ts';

/** Task gradients of the last shared activation, and the way back from there. */
export interface RepresentationGradients extends TaskGradients {
  /** The gradient [R, P] of the shared parameters that a direction [R, B H] of the activation makes: one backward pass. */
  readonly pull: (direction: Tensor) => Tensor;
}

/** `jacobian` is [R, T, B H]: the gradients of each task's loss by the activations of the batch. */
export function representationGradients(step: NetworkStep, representation: Representation): RepresentationGradients {
  const hidden = representation.represent(step.rows.x, step.pieces, step.options);
  const read = step.network.plain === null ? readCopies(step, representation, hidden) : readPlain(step, hidden);
  return { ...read, pull: (direction) => pullBack(step, representation, reshape(direction, hidden.shape)) };
}

/**
 * Linear heads side by side: the gradient by the activation is that by the task's outputs times its columns. Two of these have
 * the product sum over c, k of (go'go)_ck (W'W)_ck with c and k of one task each, which never takes the wide activation.
 */
function readPlain({ network, pieces, rows, tasks }: NetworkStep, hidden: Tensor): TaskGradients {
  const { heads } = network.plain as NonNullable<typeof network.plain>;
  const outputs = readShared(hidden, heads, pieces);
  const outputGradient = grad((raw: Tensor) => sum(taskLosses(raw, rows, tasks)))(outputs);
  const [replicas, , columns] = outputs.shape as [number, number, number];
  const owner = ownColumns(network.layout);
  const head = pieces[heads.weight] as Tensor;
  const ofColumns = mul(matMul(outputGradient, outputGradient, true, false), matMul(head, head, true, false));
  const weight = matMul(hidden, outputGradient, true, false);
  const bias = sum(outputGradient, 1, true);
  const factorsOf = (weights: Tensor): Tensor =>
    expandDims(columns === tasks.length ? weights : matMul(weights, owner), 1);
  return {
    losses: taskLosses(outputs, rows, tasks),
    jacobian: stack(rowsOf(outputGradient, head, network.layout), 1),
    gramian: columns === tasks.length ? ofColumns : matMul(matMul(owner, ofColumns), owner, false, true),
    combine: (weights) => reshape(matMul(mul(outputGradient, factorsOf(weights)), head, false, true), [replicas, -1]),
    own(weights) {
      if (weights === null) return [weight, bias];
      const factors = factorsOf(weights);
      return [mul(weight, factors), mul(bias, factors)];
    },
  };
}

/** For each task its outputs' gradients [R, B, K] times its columns of the heads [R, H, K], as [R, B H]. */
function rowsOf(outputGradient: Tensor, head: Tensor, { shape, headColumns }: Layout): Tensor[] {
  const [replicas] = outputGradient.shape;
  return shape.heads.map((width, task) => {
    const [gradient, columns] = [outputGradient, head].map((all) =>
      slice(all, [0, 0, headColumns[task] as number], [-1, -1, width]),
    ) as [Tensor, Tensor];
    // a product of a column and a row is plain multiplication, which goes together with what is done to it
    const row = width === 1 ? mul(gradient, transpose(columns, [0, 2, 1])) : matMul(gradient, columns, false, true);
    return reshape(row, [replicas, -1]);
  });
}

/** Whatever reads the activation: a copy of it for each task, which feels the loss of that task alone. */
function readCopies(step: NetworkStep, representation: Representation, hidden: Tensor): TaskGradients {
  const { network, pieces, options, rows, tasks } = step;
  const { layout } = network;
  const count = tasks.length;
  const replicas = hidden.shape[0];
  const copied = pieces.map((piece) => copyReplicas(piece, count));
  const { dropout } = options;
  const copiedOptions = {
    ...options,
    dropout: dropout === null ? null : (layer: number, width: number) => copyReplicas(dropout(layer, width), count),
  };
  const own = layout.pieces.flatMap((piece, at) => (at >= layout.sharedPieces && !piece.isFrozen ? [at] : []));
  let held: (() => Tensor) | null = null;
  const { grads } = valueAndGrads((activation: Tensor, ...changing: Tensor[]) => {
    const all = copied.map((piece, position) => changing[own.indexOf(position)] ?? piece);
    const losses = taskLosses(ownOutputs(representation.read(activation, all, copiedOptions), layout), rows, tasks);
    held = holdResult(losses);
    return sum(losses);
  })([copyReplicas(hidden, count), ...own.map((position) => copied[position] as Tensor)]);
  const byOwn = grads.slice(1);
  const whole = layout.pieces
    .map((_, position) => byOwn[own.indexOf(position)] ?? zerosLike(copied[position] as Tensor))
    .slice(layout.sharedPieces);
  const packed = reshape(packParameters(whole), [replicas, count, -1]);
  const jacobian = reshape(grads[0] as Tensor, [replicas, count, -1]);
  return {
    losses: (held as unknown as () => Tensor)(),
    jacobian,
    own: (weights) => [
      weights === null ? sum(packed, 1) : reshape(matMul(expandDims(weights, 1), packed), [replicas, -1]),
    ],
  };
}

function pullBack(
  { network, pieces, options, rows }: NetworkStep,
  representation: Representation,
  upstream: Tensor,
): Tensor {
  const { layout } = network;
  const trained = layout.pieces.flatMap((piece, at) => (at < layout.sharedPieces && !piece.isFrozen ? [at] : []));
  const { grads } = valueAndGrads((...changing: Tensor[]) => {
    const all = pieces.map((piece, position) => changing[trained.indexOf(position)] ?? piece);
    return sum(mul(representation.represent(rows.x, all, options), upstream));
  })(trained.map((position) => pieces[position] as Tensor));
  const whole = pieces
    .slice(0, layout.sharedPieces)
    .map((piece, position) => grads[trained.indexOf(position)] ?? zerosLike(piece));
  return packParameters(whole);
}
