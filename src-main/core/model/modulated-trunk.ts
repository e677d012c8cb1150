import { reshape, type Tensor } from '@tensorflow/tfjs-core';
import { copyReplicas } from './copies.ts';
import { finishLayer, linear, type ForwardOptions } from './forward.ts';
import { drawLayers } from './draw.ts';
import { dropoutFactor, layerPieces, runLayer, type LayerStack, type StackedLayer } from './layers.ts';
import type { NetworkShape } from './layout.ts';
import { inputPart, type Part } from './part.ts';

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

/** What a task makes of a layer, for the drawing. */
export interface ModulationDrawing extends Pick<Part, 'label' | 'parameters' | 'multiplyAdds' | 'details'> {
  readonly id: string;
  readonly isFrozen: boolean;
}

/** A layer of such a trunk, and what each task makes of it. */
export function drawModulated(layer: StackedLayer, shape: NetworkShape, drawing: ModulationDrawing): Part[] {
  const { id, isFrozen, ...own } = drawing;
  const before = layer.layer - 1;
  return [
    ...drawLayers({ copies: 1, layers: [layer] }, shape, {
      id: 'trunk',
      label: (at) => (isFrozen ? `Frozen layer ${at + 1}` : `Shared layer ${at + 1}`),
      owner: 'shared',
      from: before < 0 ? [inputPart] : shape.heads.map((_, task) => `${id} ${task}/${before}`),
      stage: 2 * layer.layer + 1,
      runs: (at) => (at === 0 ? 1 : shape.heads.length),
      isFrozen: () => isFrozen,
    }),
    ...shape.heads.map((_, task) => ({
      ...own,
      id: `${id} ${task}/${layer.layer}`,
      owner: [task],
      stage: 2 * layer.layer + 2,
      inputs: layer.width,
      outputs: layer.width,
      from: [`trunk/${layer.layer}`],
    })),
  ];
}
