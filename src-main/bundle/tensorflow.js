import * as core from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients.js';
import '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops.js';

/** The package is compiled for engines without classes: what extends this calls it as a function. */
function KernelBackend() {
  return undefined;
}

Object.setPrototypeOf(KernelBackend.prototype, core.KernelBackend.prototype);

/**
 * TensorFlow.js as its native package uses it: the core with gradients and chained operations, without the layers, converters and
 * browser backends that make up most of the union package. One object for all: as exports, each of the 150 files that require it
 * would be given a copy of its 700 members.
 */
const tensorFlow = { ...core, KernelBackend };

export { tensorFlow as 'module.exports' };
