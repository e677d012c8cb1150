import { add, matMul, mean, mul, rsqrt, square, sub, type Tensor } from '@tensorflow/tfjs-core';
import type { Activation } from '../../contract/study.ts';
import { activate } from './activation.ts';
import type { Layout } from './layout.ts';

const layerNormEpsilon = 1e-5;

/** What a forward pass needs beside the parameters. */
export interface ForwardOptions {
  readonly activation: Activation;
  readonly relu: (x: Tensor) => Tensor;
  /** Factor [R, B, width] on the activations of a layer: 0 or 1 / (1 - rate). Null when nothing is dropped. */
  readonly dropout: ((layer: number, width: number) => Tensor) | null;
}

/** The last shared activation [R, B, H] of inputs x [R, B, D]: linear, layer norm, activation, dropout, per layer. */
export function forwardTrunk(x: Tensor, trunk: readonly Tensor[], layout: Layout, options: ForwardOptions): Tensor {
  return forwardLayers(x, trunk, layout, options, 0, layout.shape.widths.length);
}

/** Layers `from` to `to` - 1 of the trunk; `trunk` holds the pieces of the whole trunk. */
export function forwardLayers(
  x: Tensor,
  trunk: readonly Tensor[],
  layout: Layout,
  options: ForwardOptions,
  from: number,
  to: number,
): Tensor {
  const perLayer = layout.shape.layerNorm ? 4 : 2;
  let hidden = x;
  for (let layer = from; layer < to; layer += 1) {
    const [weight, bias, gain, shift] = trunk.slice(layer * perLayer, (layer + 1) * perLayer);
    hidden = linear(hidden, weight as Tensor, bias as Tensor);
    hidden = finishLayer(hidden, gain, shift, layer, layout, options);
  }
  return hidden;
}

/** What a layer does after its product [R, B, H]: norm with gain and shift [R, 1, H] where given, activation, dropout. */
export function finishLayer(
  product: Tensor,
  gain: Tensor | undefined,
  shift: Tensor | undefined,
  layer: number,
  layout: Layout,
  options: ForwardOptions,
): Tensor {
  const scaled = gain === undefined || shift === undefined ? product : add(mul(normalizeLayer(product), gain), shift);
  const active = activate(options.activation, scaled, options.relu);
  return options.dropout === null ? active : mul(active, options.dropout(layer, layout.shape.widths[layer] as number));
}

/** x [R, B, I], weight [R, I, O], bias [R, 1, O] -> [R, B, O] */
export function linear(x: Tensor, weight: Tensor, bias: Tensor): Tensor {
  return add(matMul(x, weight), bias);
}

/** Zero mean and unit variance over the last axis. */
export function normalizeLayer(x: Tensor): Tensor {
  const centred = sub(x, mean(x, 2, true));
  return mul(centred, rsqrt(add(mean(square(centred), 2, true), layerNormEpsilon)));
}
