import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { openEngine } from '../../../../src-main/core/engine/open-engine.ts';
import { createNetwork, hardSharing } from '../../../../src-main/core/model/create-network.ts';
import { createEncoder } from '../../../../src-main/core/model/encoder/encoder.ts';
import { preparedWidth, type InputShape } from '../../../../src-main/core/model/encoder/input-shape.ts';
import { withEncoder } from '../../../../src-main/core/model/encoder/with-encoder.ts';
import { initialParameters } from '../../../../src-main/core/model/initialize.ts';
import { shapeRows } from '../../../../src-main/core/train/shape-rows.ts';
import { randomTensor } from '../../engine/random-tensor.ts';

const empty: InputShape = { plain: 0, oneHot: [], embeddings: [], words: [], units: [], images: [], codes: 0 };
const options = { relu: (x: tf.Tensor) => tf.relu(x) };

beforeAll(async () => {
  await openEngine('eager');
});

function numbersOf(tensor: tf.Tensor): number[] {
  return [...tensor.dataSync()];
}

describe('shapeRows', () => {
  it('turns codes into slots and indicators by the lookup of each replicate, and brings counts to length 1', () => {
    const shape: InputShape = {
      ...empty,
      plain: 1,
      oneHot: [3, 2],
      embeddings: [{ name: 'e', slots: 2, dimension: 4 }],
      units: [2],
      codes: 7,
    };
    // codes 0 to 2 of the first group, 3 and 4 of the second, 5 and 6 of the third
    const row = [9, 2, 3, 6, 3, 4];
    const x = tf.tensor3d([...row, ...row], [2, 1, 6]);
    const lookup = tf.tensor1d([0, 1, 2, 0, 1, 0, 1, 0, 2, 1, 1, 0, 0, 0]);
    const shaped = shapeRows(x, lookup, shape, { gather: (table, indices) => tf.gather(table, indices) });
    const expected = [
      [9, 0, 0, 1, 1, 0, 0.6, 0.8, 1],
      [9, 0, 1, 0, 0, 1, 0.6, 0.8, 0],
    ];
    numbersOf(shaped).forEach((value, index) => expect(value).toBeCloseTo(expected.flat()[index] ?? NaN, 5));
    expect(shaped.shape).toEqual([2, 1, preparedWidth(shape)]);
  });

  it('leaves a row without counts at zero', () => {
    const shaped = shapeRows(tf.zeros([1, 1, 3]), null, { ...empty, units: [3] }, { gather: (table) => table });
    expect(numbersOf(shaped)).toEqual([0, 0, 0]);
  });
});

describe('an encoder', () => {
  it('means the vectors of the words that are there, replica by replica', () => {
    const shape: InputShape = {
      ...empty,
      plain: 1,
      words: [{ name: 't', slots: 4, dimension: 2, positions: 3 }],
      codes: 9,
    };
    const x = tf.tensor3d([5, 2, 3, 0, 6, 0, 0, 0, 7, 1, 0, 0, 8, 3, 3, 0], [2, 2, 4]);
    const table = tf.tensor3d([9, 9, 1, 10, 2, 20, 3, 30, 9, 9, 100, 0, 200, 0, 300, 0], [2, 4, 2]);
    const encoded = createEncoder(shape).encode(x, [table], options);
    expect(numbersOf(encoded)).toEqual([5, 2.5, 25, 6, 0, 0, 7, 100, 0, 8, 300, 0]);
  });

  it('convolves as TensorFlow does', () => {
    const shape: InputShape = {
      ...empty,
      images: [{ name: 'p', height: 7, width: 6, channels: 3, filters: [4, 5] }],
    };
    const [replicas, rows] = [2, 3];
    const x = randomTensor([replicas, rows, 7 * 6 * 3], 1);
    const encoder = createEncoder(shape);
    const pieces = encoder.pieces.map((piece, index) =>
      randomTensor([replicas, piece.rows, piece.columns], 10 + index),
    );
    const encoded = encoder.encode(x, pieces, options);
    expect(encoded.shape).toEqual([replicas, rows, 5]);
    const expected = [0, 1].flatMap((replica) => {
      const own = (piece: number): tf.Tensor => tf.slice(pieces[piece] as tf.Tensor, [replica, 0, 0], [1, -1, -1]);
      let map = tf.reshape<tf.Rank.R4>(tf.slice(x, [replica, 0, 0], [1, -1, -1]), [rows, 7, 6, 3]);
      for (const [layer, [depth, filters]] of [
        [3, 4],
        [4, 5],
      ].entries()) {
        const kernel = tf.reshape<tf.Rank.R4>(own(2 * layer), [3, 3, depth as number, filters as number]);
        const padded = tf.pad<tf.Tensor4D>(map, [
          [0, 0],
          [1, 1 + (map.shape[1] % 2)],
          [1, 1 + (map.shape[2] % 2)],
          [0, 0],
        ]);
        const [high, wide] = [Math.ceil(map.shape[1] / 2), Math.ceil(map.shape[2] / 2)];
        const product = tf.slice(tf.conv2d(padded, kernel, 2, 'valid'), [0, 0, 0, 0], [-1, high, wide, -1]);
        map = tf.relu(tf.add<tf.Tensor4D>(product, tf.reshape(own(2 * layer + 1), [1, 1, 1, filters as number])));
      }
      return numbersOf(tf.mean(map, [1, 2]));
    });
    numbersOf(encoded).forEach((value, index) => expect(value).toBeCloseTo(expected[index] ?? NaN, 4));
  });

  it('comes first among the shared parameters of a network, and leaves the others as they were', () => {
    const inner = createNetwork(hardSharing, { inputs: 5, widths: [4], layerNorm: false, heads: [1, 3] });
    const shape: InputShape = { ...empty, plain: 3, embeddings: [{ name: 'e', slots: 6, dimension: 2 }], codes: 6 };
    const network = withEncoder(inner, createEncoder(shape));
    const { layout } = network;
    expect(layout.size).toBe(inner.layout.size + 12);
    expect(layout.sharedSize).toBe(inner.layout.sharedSize + 12);
    expect(layout.pieces[0]).toMatchObject({ name: 'embedding 1', offset: 0, rows: 6, columns: 2 });
    const tasks = ['a', 'b'];
    const parameters = initialParameters(layout, tasks, 7);
    expect(parameters.slice(12)).toEqual(initialParameters(inner.layout, tasks, 7));
    expect([...parameters.slice(0, 2)]).toEqual([0, 0]);
    expect(parameters.slice(2, 12).every((value) => value !== 0)).toBe(true);
    expect(network.parts[0]).toMatchObject({ id: 'encoder/0', label: 'e', parameters: 12, stage: 1 });
    expect(network.parts[1]).toMatchObject({ stage: 2, from: ['input', 'encoder/0'] });
    expect(network.plain).toBeNull();
    expect(withEncoder(inner, createEncoder({ ...empty, plain: 5 }))).toBe(inner);
  });
});
