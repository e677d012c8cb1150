import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import type { Engine, Program, TensorMap } from '../../../../src-main/core/engine/engine.ts';
import { openEngine } from '../../../../src-main/core/engine/open-engine.ts';
import { randomIntegers, randomTensor } from '../random-tensor.ts';

let direct: Engine;

beforeAll(async () => {
  direct = (await openEngine('direct')).engine;
});

interface Sizes {
  readonly batch: number;
  readonly features: number;
  readonly hidden: number;
  readonly classes: number;
}

const rows = 60;

/** Steps of a classifier with layer norm, dropout, momentum, a clipped norm and the loss of each replica. */
function classifier({ batch, hidden, classes }: Sizes): Program {
  return {
    name: 'classifier',
    body: (step, state, inputs, operations) => {
      const replicas = state['loss']!.size;
      const at = tf.reshape(operations.gather(inputs['batches']!, tf.reshape(step, [1])), [replicas, batch]);
      const x = operations.gather(inputs['x']!, at);
      const target = tf.cast(tf.oneHot(tf.cast(operations.gather(inputs['labels']!, at), 'int32'), classes), 'float32');
      const kept = tf.cast(tf.less(operations.uniform(inputs['seeds']!, step, [batch, hidden]), 0.8), 'float32');
      let loss!: Tensor;
      const gradients = tf.grads((w1: Tensor, b1: Tensor, w2: Tensor) => {
        const inner = tf.tanh(tf.add(tf.matMul(x, w1), b1));
        const centred = tf.sub(inner, tf.mean(inner, -1, true));
        const normal = tf.div(centred, tf.sqrt(tf.add(tf.mean(tf.square(centred), -1, true), 1e-5)));
        const logits = tf.matMul(tf.mul(operations.relu(normal), kept), w2);
        const logScores = tf.sub(logits, tf.logSumExp(logits, -1, true));
        loss = tf.keep(tf.neg(tf.mean(tf.sum(tf.mul(logScores, target), -1), -1)));
        return tf.sum(loss);
      })([state['w1']!, state['b1']!, state['w2']!]);
      const squares = gradients.map((gradient) => tf.sum(tf.square(gradient), [1, 2], true));
      const norm = tf.sqrt(tf.add(tf.addN(squares), 1e-12));
      const factor = tf.minimum(tf.div(1, norm), 1);
      const next: Record<string, Tensor> = { loss };
      ['w1', 'b1', 'w2'].forEach((name, position) => {
        const speed = tf.add(tf.mul(state[`speed/${name}`]!, 0.9), tf.mul(gradients[position]!, factor));
        next[name] = tf.sub(state[name]!, tf.mul(speed, 0.1));
        next[`speed/${name}`] = speed;
      });
      return next;
    },
  };
}

const steps = 6;

function feeds({ batch, features, hidden, classes }: Sizes, replicas: number): { state: TensorMap; inputs: TensorMap } {
  const weights = {
    w1: randomTensor([replicas, features, hidden], 1, 0.5),
    b1: randomTensor([replicas, 1, hidden], 2, 0.1),
    w2: randomTensor([replicas, hidden, classes], 3, 0.5),
  };
  const speeds = Object.entries(weights).map(([name, weight]) => [`speed/${name}`, tf.zerosLike(weight)]);
  return {
    state: { ...weights, ...(Object.fromEntries(speeds) as TensorMap), loss: tf.zeros([replicas]) },
    inputs: {
      x: randomTensor([rows, features], 4),
      labels: randomIntegers([rows], 5, classes),
      batches: randomIntegers([steps, replicas, batch], 6, rows),
      seeds: tf.range(11, 11 + replicas, 1, 'int32'),
    },
  };
}

/** The replicas at `chosen` of what has one axis of them. */
function choose(map: TensorMap, chosen: readonly number[]): TensorMap {
  const at = tf.tensor1d([...chosen], 'int32');
  const axes: Readonly<Record<string, number | null>> = { x: null, labels: null, batches: 1 };
  return Object.fromEntries(
    Object.entries(map).map(([name, tensor]) => {
      const axis = name in axes ? (axes[name] ?? null) : 0;
      return [name, axis === null ? tensor : tf.gather(tensor, at, axis)];
    }),
  );
}

function train(sizes: Sizes, { state, inputs }: { state: TensorMap; inputs: TensorMap }): TensorMap {
  const executable = direct.compile(classifier(sizes), state, inputs);
  const result = executable.run(state, inputs, 0, steps);
  executable.dispose();
  return result;
}

const sizes: readonly Sizes[] = [
  { batch: 16, features: 6, hidden: 10, classes: 3 },
  { batch: 64, features: 20, hidden: 64, classes: 1 + 4 },
  { batch: 7, features: 3, hidden: 17, classes: 2 },
  { batch: 32, features: 1, hidden: 8, classes: 2 },
  { batch: 1, features: 9, hidden: 33, classes: 16 },
];

it.each(sizes)('gives a replica the same bits whichever others share its program: %o', (size) => {
  const replicas = 7;
  const all = feeds(size, replicas);
  const together = train(size, all);
  for (const chosen of [[0], [6], [2, 5], [5, 2], [1, 3, 4, 6]]) {
    const some = train(size, { state: choose(all.state, chosen), inputs: choose(all.inputs, chosen) });
    for (const [name, tensor] of Object.entries(choose(together, chosen))) {
      expect([...some[name]!.dataSync()], `${name} of ${chosen.join(', ')}`).toEqual([...tensor.dataSync()]);
    }
  }
});

it.each(sizes)('leaves the bits of the others where a replica diverges: %o', (size) => {
  const all = feeds(size, 5);
  const together = train(size, all);
  for (const bad of [NaN, Infinity, 3e38]) {
    const w1 = tf.concat([
      tf.slice(all.state['w1']!, [0], [2]),
      tf.fill([1, size.features, size.hidden], bad),
      tf.slice(all.state['w1']!, [3], [2]),
    ]);
    const mixed = train(size, { state: { ...all.state, w1 }, inputs: all.inputs });
    const others = [0, 1, 3, 4];
    for (const [name, tensor] of Object.entries(choose(together, others))) {
      expect([...choose(mixed, others)[name]!.dataSync()], name).toEqual([...tensor.dataSync()]);
    }
  }
});
