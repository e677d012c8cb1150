import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import util from 'node:util';
import { createBenchTraining } from './engine-training.ts';

/**
 * The standard step as TensorFlow.js is used without this engine: its own optimizer, its own threads. Trains for the
 * milliseconds given by each line, and answers with the steps it made in a second.
 */
interface Union {
  readonly train: { adam(rate: number): { minimize(loss: () => Tensor): void } };
}

const removed = util as unknown as { isNullOrUndefined?: (value: unknown) => boolean };
removed.isNullOrUndefined ??= (value) => value === null || value === undefined;
const union = createRequire(import.meta.url)('@tensorflow/tfjs-node-gpu') as Union;

const replicas = Number(process.argv[2]);
const { state, inputs } = createBenchTraining(replicas);
const variables: Tensor[] = ['w1', 'b1', 'w2', 'b2', 'w3', 'b3'].map((name) => tf.variable(state[name]!));
const optimizer = union.train.adam(1e-3);

function step(index: number): void {
  tf.tidy(() => {
    const order = tf.slice(inputs['batches']!, [index, 0, 0], [1, -1, -1]);
    const at: Tensor = tf.reshape(order, [replicas, 64]);
    const [x, y] = [tf.gather(inputs['x']!, at), tf.gather(inputs['y']!, at)];
    optimizer.minimize(() => {
      const [w1, b1, w2, b2, w3, b3] = variables as [Tensor, Tensor, Tensor, Tensor, Tensor, Tensor];
      const first = tf.relu(tf.add(tf.matMul(x, w1), b1));
      const second = tf.relu(tf.add(tf.matMul(first, w2), b2));
      const predicted = tf.add(tf.matMul(second, w3), b3);
      return tf.sum(tf.mean(tf.squaredDifference(predicted, y), [1, 2]));
    });
  });
}

process.stdout.write('ready\n');
for await (const line of createInterface({ input: process.stdin })) {
  const start = performance.now();
  let steps = 0;
  while (performance.now() - start < Number(line)) {
    step(steps % 512);
    steps += 1;
  }
  process.stdout.write(`${(steps * 1000) / (performance.now() - start)}\n`);
}
