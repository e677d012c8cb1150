import { describe, expect, it } from 'vitest';
import { createNetwork, hardSharing } from '../../../src-main/core/model/create-network.ts';
import { initialParameters } from '../../../src-main/core/model/initialize.ts';
import { unpackParameters } from '../../../src-main/core/model/parameters.ts';
import { crossGramian } from '../../../src-main/core/train/half-batch.ts';
import { halvedGradients, taskGradients, type NetworkStep } from '../../../src-main/core/train/task-jacobian.ts';
import { deriveSeed, fillUniform } from '../../../src-main/core/util/hash.ts';
import { tf } from '../../helper/tensorflow.ts';

const replicas = 2;
const inputs = 3;

function random(size: number, seed: number): Float32Array {
  return fillUniform(new Float32Array(size), deriveSeed(seed, 'test'), 0).map((value) => 2 * value - 1);
}

/** A step of three tasks under dropout; the last task of the first replica has no label in the first half of the rows. */
function createStep(rows: number, layerNorm: boolean): NetworkStep {
  const network = createNetwork(hardSharing, { inputs, widths: [5, 4], layerNorm, heads: [1, 3, 1] });
  const flat = tf.stack(
    Array.from({ length: replicas }, (_, replica) =>
      tf.add(
        tf.tensor1d(initialParameters(network.layout, ['a', 'b', 'c'], 5)),
        tf.tensor1d(random(network.layout.size, replica)),
      ),
    ),
  );
  const mask = tf.tensor(
    random(replicas * rows * 3, 9).map((value, at) =>
      at % 3 === 2 && at < (rows * 3) / 2 ? 0 : Number(at % 3 === 2 || value > -0.6),
    ),
    [replicas, rows, 3],
  );
  const targets = random(replicas * rows * 3, 8).map((value, at) =>
    at % 3 === 0 ? value : at % 3 === 1 ? Math.floor(1.5 * (value + 1)) : Number(value > 0),
  );
  return {
    network,
    pieces: unpackParameters(flat, network.layout),
    options: {
      activation: 'tanh',
      relu: tf.relu,
      dropout: (layer: number, width: number) =>
        tf.tensor(
          random(replicas * rows * width, 20 + layer).map((value) => (value > -0.5 ? 1.25 : 0)),
          [replicas, rows, width],
        ),
    },
    rows: {
      x: tf.tensor(random(replicas * rows * inputs, 7), [replicas, rows, inputs]),
      targets: tf.tensor(targets, [replicas, rows, 3]),
      mask,
      counts: tf.sum(mask, 1),
    },
    tasks: [
      { loss: 'squared-error', outputs: 1 },
      { loss: 'cross-entropy', outputs: 3 },
      { loss: 'binary-cross-entropy', outputs: 1 },
    ],
    settings: {},
  };
}

function expectClose(one: tf.Tensor, other: tf.Tensor): void {
  const [measured, expected] = [one.dataSync(), other.dataSync()];
  expect(measured).toHaveLength(expected.length);
  expected.forEach((value, at) => expect(measured[at]).toBeCloseTo(value, 5));
}

describe('the halves of a batch', () => {
  for (const layerNorm of [false, true]) {
    const norm = layerNorm ? 'with layer norm' : 'without a norm';
    it(`add up to the gradients of the whole ${norm}`, () => {
      tf.tidy(() => {
        const step = createStep(8, layerNorm);
        expectClose(halvedGradients(step).jacobian, taskGradients(step).jacobian);
      });
    });

    it(`have the inner products that passes of their own have ${norm}`, () => {
      tf.tidy(() => {
        const step = createStep(8, layerNorm);
        const halved = halvedGradients(step);
        expect(halved.halves).not.toBeNull();
        expectClose(crossGramian(step, halved), crossGramian(step, { ...halved, halves: null }));
      });
    });
  }

  it('take passes of their own where the rows are odd', () => {
    tf.tidy(() => {
      expect(halvedGradients(createStep(7, false)).halves).toBeNull();
    });
  });
});
