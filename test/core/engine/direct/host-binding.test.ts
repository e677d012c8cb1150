import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadNative } from '../../../../src-main/core/engine/native/load-native.ts';
import type { Native } from '../../../../src-main/core/engine/native/native-binding.ts';
import { openEngine } from '../../../../src-main/core/engine/open-engine.ts';

let native: Native;

beforeAll(async () => {
  await openEngine('direct');
  native = loadNative();
});

/** Tensors that the binding holds, and those of them that TensorFlow holds. */
function counts(): [number, number] {
  return [native.binding.getNumOfTensors(), native.loadTensorFlow().getNumOfTensors()];
}

describe('a tensor', () => {
  it('goes to TensorFlow and back for an op that the direct engine lacks, and leaves nothing there', () => {
    const before = counts();
    const found = tf.tidy(() => {
      const doubled = tf.mul(tf.tensor1d([3, 1, 2]), 2);
      const { values, indices } = tf.topk(doubled, 2);
      return [Array.from(tf.add(values, 1).dataSync()), Array.from(indices.dataSync()), Array.from(doubled.dataSync())];
    });
    expect(found).toEqual([
      [7, 5],
      [0, 2],
      [6, 2, 4],
    ]);
    expect(counts()).toEqual(before);
  });

  it('of bools is read as bytes, wherever it was made', () => {
    const above = tf.greater(tf.tensor1d([3, 1, 2]), 1.5);
    const apart = native.withTensorFlow(() => tf.greater(tf.tensor1d([3, 1, 2]), 1.5));
    for (const flags of [above, apart, tf.logicalAnd(above, apart)]) {
      expect(flags.dataSync()).toEqual(Uint8Array.of(1, 0, 1));
    }
  });

  it('of complex numbers lies in TensorFlow alone', () => {
    const wave = tf.complex([1, 2], [3, -4]);
    expect(Array.from(tf.real(wave).dataSync())).toEqual([1, 2]);
    expect(Array.from(tf.add(tf.imag(wave), 1).dataSync())).toEqual([4, -3]);
    expect(tf.spectral.fft(tf.complex([1, 1], [0, 0])).dtype).toBe('complex64');
  });

  it('that is not held is refused', () => {
    expect(() => native.binding.tensorDataSync(-1)).toThrow(/unknown tensor: -1/);
    expect(() => native.binding.deleteTensor(-1)).toThrow(/unknown tensor: -1/);
  });
});

describe('how ops are done', () => {
  it('is as before after what was to be done otherwise, and after its failure', () => {
    const stop = (): never => {
      throw new Error('stopped');
    };
    const x = tf.tensor1d([4, 9]);
    const roots = (): number[] => Array.from(tf.sqrt(x).dataSync());
    expect(() => native.withTensorFlow(stop)).toThrow('stopped');
    expect(() => native.withThreads(3, stop)).toThrow('stopped');
    expect(() => native.withoutValues(stop)).toThrow('stopped');
    expect(roots()).toEqual([2, 3]);
    expect(native.withThreads(2, () => native.withTensorFlow(roots))).toEqual([2, 3]);
  });

  it('with shapes alone is so only where the direct engine does them', () => {
    const x = tf.tensor2d([3, 1, 2, 4], [2, 2]);
    expect(native.withoutValues(() => tf.matMul(x, x).shape)).toEqual([2, 2]);
    expect(native.withTensorFlow(() => native.withoutValues(() => Array.from(tf.sum(x, 0).dataSync())))).toEqual([
      5, 5,
    ]);
  });
});

it('says which TensorFlow it loads', () => {
  expect(native.binding.TF_Version).toMatch(/^\d+\.\d+\.\d+/);
  expect(native.binding.TF_Version).toBe(native.loadTensorFlow().TF_Version);
});
