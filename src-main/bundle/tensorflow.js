import { KernelBackend as CoreBackend } from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients.js';
import '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops.js';

/**
 * TensorFlow.js as its native package uses it: the core with gradients and chained operations, without the layers, converters and
 * browser backends that make up most of the union package.
 */
export * from '@tensorflow/tfjs-core';

/** The package is compiled for engines without classes: what extends this calls it as a function. */
export function KernelBackend() {
  return undefined;
}

Object.setPrototypeOf(KernelBackend.prototype, CoreBackend.prototype);
