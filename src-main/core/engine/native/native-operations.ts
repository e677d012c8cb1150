import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { counterStep, strideSalt } from '../../util/hash.ts';
import { stopGradient } from '../body-scope.ts';
import type { EngineKind, Operations } from '../engine.ts';
import { typeCode } from './data-type.ts';
import type { Native } from './native-binding.ts';

/** The operations of the native engines; `kind` and `loop` differ between eager and traced. */
export function createNativeOperations(native: Native, kind: EngineKind, loop: Operations['loop']): Operations {
  const { backend, binding } = native;

  function bitwise(op: 'BitwiseAnd' | 'BitwiseXor' | 'RightShift', one: Tensor, other: Tensor): Tensor {
    return backend.executeSingleOutput(
      op,
      [{ name: 'T', type: binding.TF_ATTR_TYPE, value: typeCode.int32 }],
      [one, other],
    );
  }

  /** `value >>> bits`: TensorFlow shifts the sign in, the mask takes it out. */
  function shiftRight(value: Tensor, bits: number): Tensor {
    return bitwise('BitwiseAnd', bitwise('RightShift', value, integer(bits)), integer(2 ** (32 - bits) - 1));
  }

  function hash32(value: Tensor): Tensor {
    let mixed = bitwise('BitwiseXor', value, shiftRight(value, 16));
    mixed = tf.mul(mixed, integer(0x7feb352d));
    mixed = bitwise('BitwiseXor', mixed, shiftRight(mixed, 15));
    mixed = tf.mul(mixed, integer(0x846ca68b | 0));
    return bitwise('BitwiseXor', mixed, shiftRight(mixed, 16));
  }

  function uniform(seeds: Tensor, counter: Tensor, shape: readonly number[]): Tensor {
    return stopGradient(() =>
      tf.tidy(() => {
        const rows = seeds.size;
        const columns = shape.reduce((product, size) => product * size, 1);
        const offset = hash32(tf.add(tf.mul(counter, integer(counterStep)), hash32(seeds)));
        const lowestBit = integer(1);
        const mixed = hash32(bitwise('BitwiseXor', offset, integer(strideSalt)));
        const odd = tf.add(mixed, tf.sub(lowestBit, bitwise('BitwiseAnd', mixed, lowestBit)));
        const position = tf.mul(tf.range(0, columns, 1, 'int32'), tf.reshape(odd, [rows, 1]));
        const drawn = hash32(tf.add(position, tf.reshape(offset, [rows, 1])));
        const numbers = tf.mul(tf.cast(shiftRight(drawn, 8), 'float32'), tf.scalar(2 ** -24));
        return tf.reshape(numbers, [rows, ...shape]);
      }),
    );
  }

  /** TensorFlow.js composes the gradient of five ops; TensorFlow has one. */
  const relu = tf.customGrad<Tensor>((x, save) => {
    const input = x as Tensor;
    const value = tf.relu(input);
    (save as (tensors: Tensor[]) => void)([value]);
    return {
      value,
      gradFunc: (dy: Tensor, saved: Tensor[]) => {
        const attributes = [{ name: 'T', type: binding.TF_ATTR_TYPE, value: typeCode.float32 }];
        return backend.executeSingleOutput('ReluGrad', attributes, [dy, saved[0] as Tensor]);
      },
    };
  });

  return {
    kind,
    loop,
    uniform,
    gather: (x, indices) => tf.gather(x, indices),
    relu,
    stopGradient,
  };
}

function integer(value: number): Tensor {
  return tf.scalar(value | 0, 'int32');
}
