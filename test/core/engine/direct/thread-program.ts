import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Engine, Executable, Program, TensorMap } from '../../../../src-main/core/engine/engine.ts';
import { randomIntegers, randomTensor } from '../random-tensor.ts';

/** A training whose instructions are so long that threads share them. */
export interface ThreadTraining {
  readonly program: Program;
  readonly state: TensorMap;
  readonly inputs: TensorMap;
}

const [rows, batch, features, hidden, outputs] = [300, 120, 90, 170, 3];

/** Steps of Adam on a batch that is gathered, with a table of rows that learn, and a loop within the step. */
export function createThreadTraining(replicas: number): ThreadTraining {
  const parameters: TensorMap = {
    table: randomTensor([rows, features], 1),
    w1: randomTensor([replicas, features, hidden], 2, 0.1),
    b1: randomTensor([replicas, 1, hidden], 3, 0.1),
    w2: randomTensor([replicas, hidden, hidden], 4, 0.1),
    w3: randomTensor([replicas, hidden, outputs], 5, 0.1),
  };
  const names = Object.keys(parameters);
  const moments = names.flatMap((name) =>
    ['first', 'second'].map((moment) => [`${moment}/${name}`, tf.zerosLike(parameters[name]!)]),
  );
  const program: Program = {
    name: `threads ${replicas}`,
    body: (step, state, inputs, operations) => {
      const at = tf.reshape(operations.gather(inputs['batches']!, tf.reshape(step, [1])), [replicas * batch]);
      const target = tf.reshape(operations.gather(inputs['targets']!, at), [replicas, batch, outputs]);
      const gradients = tf.grads((table: Tensor, w1: Tensor, b1: Tensor, w2: Tensor, w3: Tensor) => {
        const x = tf.reshape(operations.gather(table, at), [replicas, batch, features]);
        const inner = operations.relu(tf.add(tf.matMul(x, w1), b1));
        const error = tf.sub(tf.matMul(tf.tanh(tf.matMul(inner, w2)), w3), target);
        return tf.sum(tf.mean(tf.square(error), [1, 2]));
      })(names.map((name) => state[name]!));
      const next: Record<string, Tensor> = {};
      names.forEach((name, position) => {
        const gradient = gradients[position]!;
        const first = tf.add(tf.mul(state[`first/${name}`]!, 0.9), tf.mul(gradient, 0.1));
        const second = tf.add(tf.mul(state[`second/${name}`]!, 0.999), tf.mul(tf.square(gradient), 0.001));
        next[name] = tf.sub(state[name]!, tf.div(tf.mul(first, 0.01), tf.add(tf.sqrt(second), 1e-7)));
        next[`first/${name}`] = first;
        next[`second/${name}`] = second;
      });
      const start = { power: tf.matMul(next['w2']!, next['w2']!, true) };
      next['power'] = operations.loop(3, start, (_, { power }) => ({
        power: tf.div(tf.matMul(power!, power!), tf.max(tf.abs(power!))),
      }))['power']!;
      return next;
    },
  };
  return {
    program,
    state: {
      ...parameters,
      ...(Object.fromEntries(moments) as TensorMap),
      power: tf.zeros([replicas, hidden, hidden]),
    },
    inputs: {
      targets: randomTensor([rows, outputs], 6),
      batches: randomIntegers([4, replicas, batch], 7, rows),
    },
  };
}

/** The bits of a result. */
export function bitsOf(result: TensorMap): string {
  return Object.values(result)
    .map((tensor) => Buffer.from(tensor.dataSync().slice().buffer).toString('base64'))
    .join(' ');
}

/** The bits after four steps by so many threads. */
export function runThreads(executable: Executable, { state, inputs }: ThreadTraining, threads: number): string {
  const result = executable.run(state, inputs, 0, 4, { threads });
  const bits = bitsOf(result);
  tf.dispose({ ...result });
  return bits;
}

export function compileTraining(engine: Engine, { program, state, inputs }: ThreadTraining): Executable {
  return engine.compile(program, state, inputs);
}
