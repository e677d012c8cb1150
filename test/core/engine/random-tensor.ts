import * as tf from '@tensorflow/tfjs-core';
import { integerAt, uniformAt } from '../../../src-main/core/util/hash.ts';

/** Numbers in [-scale, scale), a function of the seed alone. */
export function randomTensor(shape: number[], seed: number, scale = 1): tf.Tensor {
  const size = shape.reduce((product, length) => product * length, 1);
  const values = Float32Array.from({ length: size }, (_, index) => (uniformAt(seed, 0, index) * 2 - 1) * scale);
  return tf.tensor(values, shape, 'float32');
}

/** Integers in [0, bound), a function of the seed alone. */
export function randomIntegers(shape: number[], seed: number, bound: number): tf.Tensor {
  const size = shape.reduce((product, length) => product * length, 1);
  const values = Int32Array.from({ length: size }, (_, index) => (integerAt(seed, 0, index) >>> 0) % bound);
  return tf.tensor(values, shape, 'int32');
}
