import { mul, sum, valueAndGrads, type Tensor } from '@tensorflow/tfjs-core';
import { runLayers } from '../model/layers.ts';
import type { Network } from '../model/network.ts';
import { packParameters } from '../model/parameters.ts';
import type { NetworkStep, TaskGradients } from './network-step.ts';

/** What is left of a backward pass that takes the last shared layer task by task and the rest in one. */
export interface LastLayerGradients extends TaskGradients {
  /** The gradient [R, B, D] by the input of the last shared layer, tasks combined by weights [R, T]. */
  readonly below: (weights: Tensor) => Tensor;
}

/**
 * The gradient [R, P of the shared parameters] of the losses weighted by [R, T]: the last layer's task gradients are combined as
 * they are, and one backward pass goes on from there.
 */
export function continueBelow(
  { pieces, options, rows }: NetworkStep,
  { trunk }: NonNullable<Network['plain']>,
  gradients: LastLayerGradients,
  weights: Tensor,
  lastLayer: Tensor,
): Tensor {
  const lower = trunk.layers.slice(0, -1);
  const positions = lower.flatMap((layer) => layer.pieces);
  if (positions.length === 0) return lastLayer;
  const upstream = gradients.below(weights);
  const { grads } = valueAndGrads((...changing: Tensor[]) => {
    const all = pieces.map((piece, position) => changing[positions.indexOf(position)] ?? piece);
    return sum(mul(runLayers(rows.x, { ...trunk, layers: lower }, all, options), upstream));
  })(positions.map((position) => pieces[position] as Tensor));
  return packParameters([...grads, lastLayer]);
}
