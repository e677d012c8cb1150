import { initialParameters } from '../../../src-main/core/model/initialize.ts';
import type { Network } from '../../../src-main/core/model/network.ts';
import { unpackParameters } from '../../../src-main/core/model/parameters.ts';
import type { NetworkStep } from '../../../src-main/core/train/task-jacobian.ts';
import { deriveSeed, fillUniform } from '../../../src-main/core/util/hash.ts';
import { tf } from '../../helper/tensorflow.ts';

export const stepInputs = 3;
export const stepReplicas = 2;

export interface RandomStepOptions {
  readonly rows: number;
  /** Whether a cell of [R, B, T] has a label, by its number drawn from -1 to 1. */
  readonly isLabelled?: (drawn: number, cell: number) => boolean;
}

function random(size: number, seed: number): Float32Array {
  return fillUniform(new Float32Array(size), deriveSeed(seed, 'test'), 0).map((value) => 2 * value - 1);
}

/** A step under dropout of a network with heads of 1, 3 and 1 outputs: a number, three classes, and two. */
export function createRandomStep(
  network: Network,
  { rows, isLabelled = (drawn) => drawn > -0.6 }: RandomStepOptions,
): NetworkStep {
  const flat = tf.stack(
    Array.from({ length: stepReplicas }, (_, replica) =>
      tf.add(
        tf.tensor1d(initialParameters(network.layout, ['a', 'b', 'c'], 5)),
        tf.tensor1d(random(network.layout.size, replica)),
      ),
    ),
  );
  const mask = tf.tensor(
    random(stepReplicas * rows * 3, 9).map((value, cell) => Number(isLabelled(value, cell))),
    [stepReplicas, rows, 3],
  );
  const targets = random(stepReplicas * rows * 3, 8).map((value, at) =>
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
          random(stepReplicas * rows * width, 20 + layer).map((value) => (value > -0.5 ? 1.25 : 0)),
          [stepReplicas, rows, width],
        ),
    },
    rows: {
      x: tf.tensor(random(stepReplicas * rows * stepInputs, 7), [stepReplicas, rows, stepInputs]),
      targets: tf.tensor(targets, [stepReplicas, rows, 3]),
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
