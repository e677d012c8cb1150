import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { fillUniform } from '../../util/hash.ts';
import { stopGradient } from '../body-scope.ts';
import { loopEagerly } from '../eager-engine.ts';
import type { Operations } from '../engine.ts';

/** The operations of the engine that runs anywhere: random numbers are made by the same hash in JavaScript. */
export const wasmOperations: Operations = {
  kind: 'wasm',
  loop: loopEagerly,
  uniform,
  gather: (x, indices) => tf.gather(x, indices),
  relu: (x) => tf.relu(x),
  stopGradient,
};

function uniform(seeds: Tensor, counter: Tensor, shape: readonly number[]): Tensor {
  const columns = shape.reduce((product, size) => product * size, 1);
  const seedValues = seeds.dataSync();
  const at = counter.dataSync()[0] ?? 0;
  const numbers = new Float32Array(seedValues.length * columns);
  seedValues.forEach((seed, row) => fillUniform(numbers.subarray(row * columns, (row + 1) * columns), seed, at));
  return tf.tensor(numbers, [seedValues.length, ...shape], 'float32');
}
