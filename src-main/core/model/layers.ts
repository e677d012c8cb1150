import type { Tensor } from '@tensorflow/tfjs-core';
import { deriveSeed } from '../util/hash.ts';
import { copyReplicas, splitCopies } from './copies.ts';
import { finishLayer, linear, type ForwardOptions } from './forward.ts';
import { constant, heNormal } from './initialize.ts';
import type { LayoutBuilder } from './layout.ts';

/** A layer of the network's shape, n times side by side. */
export interface StackedLayer {
  /** Its place in the shape. */
  readonly layer: number;
  readonly inputs: number;
  readonly width: number;
  /** Positions of weight, bias and, with layer norm, gain and shift. */
  readonly pieces: readonly number[];
}

/** Layers `from` to `to` - 1 of the shape, `copies` times side by side, so that equal shapes are one product. */
export interface LayerStack {
  readonly copies: number;
  readonly layers: readonly StackedLayer[];
}

export interface StackOptions {
  readonly name: (layer: number) => string;
  readonly copies?: number;
  readonly from?: number;
  readonly to?: number;
  readonly isFrozen?: (layer: number) => boolean;
  /** Seed of a copy's weights; by default all copies have those of the twin's trunk. */
  readonly seedOf?: (seed: number, layer: number, copy: number) => number;
}

/** The seed of a layer of the twin's trunk. */
export function trunkSeed(seed: number, layer: number): number {
  return deriveSeed(seed, 'trunk', layer);
}

/** Adds the pieces of a stack: weights He-normal, biases 0, gains 1. */
export function addLayers(builder: LayoutBuilder, options: StackOptions): LayerStack {
  const { widths, layerNorm, inputs: first } = builder.shape;
  const { name, copies = 1, from = 0, to = widths.length, isFrozen = () => false, seedOf = trunkSeed } = options;
  const layers: StackedLayer[] = [];
  for (let layer = from; layer < to; layer += 1) {
    const inputs = layer === 0 ? first : (widths[layer - 1] as number);
    const outputs = widths[layer] as number;
    const vector = (kind: 'bias' | 'gain' | 'shift'): number =>
      builder.add({
        name: `${name(layer)} ${kind}`,
        kind,
        rows: copies,
        columns: outputs,
        isFrozen: isFrozen(layer),
        initialize: () => constant(copies * outputs, kind === 'gain' ? 1 : 0),
      });
    const weight = builder.add({
      name: `${name(layer)} weight`,
      kind: 'weight',
      rows: copies * inputs,
      columns: outputs,
      isFrozen: isFrozen(layer),
      initialize(seed) {
        const values = new Float32Array(copies * inputs * outputs);
        for (let copy = 0; copy < copies; copy += 1) {
          values.set(heNormal(inputs, outputs, seedOf(seed, layer, copy)), copy * inputs * outputs);
        }
        return values;
      },
    });
    const norm = (): number[] => (layerNorm ? [vector('gain'), vector('shift')] : []);
    layers.push({ layer, inputs, width: outputs, pieces: [weight, vector('bias'), ...norm()] });
  }
  return { copies, layers };
}

/** The last activation [R n, B, H] of inputs [R n, B, I]: linear, layer norm, activation, dropout, per layer. */
export function runLayers(x: Tensor, stack: LayerStack, pieces: readonly Tensor[], options: ForwardOptions): Tensor {
  return stack.layers.reduce((hidden, layer) => runLayer(hidden, layer, stack.copies, pieces, options), x);
}

/** One layer of a stack. Its copies drop the same units, as the twin would. */
export function runLayer(
  x: Tensor,
  layer: StackedLayer,
  copies: number,
  pieces: readonly Tensor[],
  options: ForwardOptions,
): Tensor {
  const { weight, bias, gain, shift } = layerPieces(layer, copies, pieces);
  return finishLayer(linear(x, weight, bias), gain, shift, dropoutFactor(layer, copies, options), options);
}

/** The dropout factor [R n, B, H] of a layer, the same for its copies; null where nothing is dropped. */
export function dropoutFactor({ layer, width }: StackedLayer, copies: number, options: ForwardOptions): Tensor | null {
  return options.dropout === null ? null : copyReplicas(options.dropout(layer, width), copies);
}

/** The tensors of a layer: weight [R n, I, H], the others [R n, 1, H]. */
export function layerPieces(
  layer: StackedLayer,
  copies: number,
  pieces: readonly Tensor[],
): { weight: Tensor; bias: Tensor; gain: Tensor | undefined; shift: Tensor | undefined } {
  const [weight, bias, gain, shift] = layer.pieces.map((position) => splitCopies(pieces[position] as Tensor, copies));
  return { weight: weight as Tensor, bias: bias as Tensor, gain, shift };
}

/** The layer that comes last in a stack. */
export function lastLayer(stack: LayerStack): StackedLayer {
  const layer = stack.layers.at(-1);
  if (layer === undefined) throw new Error('a stack of no layers has no last one');
  return layer;
}
