import { add, matMul, mean, mul, rsqrt, square, sub, type Tensor } from '@tensorflow/tfjs-core';
import type { Activation } from '../../contract/study.ts';
import { activate } from './activation.ts';

const layerNormEpsilon = 1e-5;

/** What a forward pass needs beside the parameters. */
export interface ForwardOptions {
  readonly activation: Activation;
  readonly relu: (x: Tensor) => Tensor;
  /** Factor [R, B, width] on the activations of a layer: 0 or 1 / (1 - rate). Null when nothing is dropped. */
  readonly dropout: ((layer: number, width: number) => Tensor) | null;
}

/**
 * What a layer does after its product [R, B, H]: norm with gain and shift [R, 1, H] where given, activation, and dropout by
 * `factor` [R, B, H] where not null.
 */
export function finishLayer(
  product: Tensor,
  gain: Tensor | undefined,
  shift: Tensor | undefined,
  factor: Tensor | null,
  options: ForwardOptions,
): Tensor {
  const scaled = gain === undefined || shift === undefined ? product : add(mul(normalizeLayer(product), gain), shift);
  const active = activate(options.activation, scaled, options.relu);
  return factor === null ? active : mul(active, factor);
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
