import { reshape, type Tensor } from '@tensorflow/tfjs-core';
import { copyReplicas } from './copies.ts';
import { finishLayer, linear, type ForwardOptions } from './forward.ts';
import { dropoutFactor, layerPieces, runLayer, type LayerStack, type StackedLayer } from './layers.ts';

/**
 * One trunk whose layers each task modulates: the last activation of each task [R T, B, H]. The first layer is computed once
 * for all tasks, the later ones on the rows of every task side by side.
 *
 * @param modulate turns a layer's output [R T, B, H] into what the task makes of it
 */
export function runModulated(
  x: Tensor,
  trunk: LayerStack,
  tasks: number,
  pieces: readonly Tensor[],
  options: ForwardOptions,
  modulate: (hidden: Tensor, layer: StackedLayer) => Tensor,
): Tensor {
  const [replicas, rows] = x.shape as [number, number];
  const [first, ...rest] = trunk.layers as [StackedLayer, ...StackedLayer[]];
  let hidden = modulate(copyReplicas(runLayer(x, first, 1, pieces, options), tasks), first);
  for (const layer of rest) {
    const { weight, bias, gain, shift } = layerPieces(layer, 1, pieces);
    const product = linear(reshape(hidden, [replicas, tasks * rows, layer.inputs]), weight, bias);
    const factor = dropoutFactor(layer, tasks, options);
    const side = factor === null ? null : reshape(factor, [replicas, tasks * rows, layer.width]);
    const finished = finishLayer(product, gain, shift, side, options);
    hidden = modulate(reshape(finished, [replicas * tasks, rows, layer.width]), layer);
  }
  return hidden;
}
