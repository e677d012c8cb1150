import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Program, TensorMap } from '../../../src-main/core/engine/engine.ts';
import { randomIntegers, randomTensor } from './random-tensor.ts';

/** A program with its feeds, run by every engine in turn. */
export interface EngineCase {
  readonly program: Program;
  readonly count: number;
  /** Greatest difference between engines, relative to max(1, |value|). */
  readonly tolerance: number;
  /** False where WebAssembly lacks a kernel. */
  readonly everywhere: boolean;
  createState(): TensorMap;
  createInputs(): TensorMap;
}

type Tensors = Record<string, Tensor>;

/** One Adam update of all parameters (Kingma and Ba, 2015, with the bias correction in the learning rate). */
function adam(parameters: Tensors, gradients: Tensors, state: TensorMap, step: Tensor, rate: number): Tensors {
  const next: Tensors = {};
  const time = tf.add(tf.cast(step, 'float32'), 1);
  const correction = tf.div(tf.sqrt(tf.sub(1, tf.pow(0.999, time))), tf.sub(1, tf.pow(0.9, time)));
  for (const [name, parameter] of Object.entries(parameters)) {
    const gradient = gradients[name]!;
    const first = tf.add(tf.mul(state[`first/${name}`]!, 0.9), tf.mul(gradient, 0.1));
    const second = tf.add(tf.mul(state[`second/${name}`]!, 0.999), tf.mul(tf.square(gradient), 0.001));
    const change = tf.div(tf.mul(first, tf.mul(correction, rate)), tf.add(tf.sqrt(second), 1e-7));
    Object.assign(next, {
      [name]: tf.sub(parameter, change),
      [`first/${name}`]: first,
      [`second/${name}`]: second,
    });
  }
  return next;
}

function withMoments(parameters: Tensors): Tensors {
  const state: Tensors = { ...parameters };
  for (const [name, parameter] of Object.entries(parameters)) {
    state[`first/${name}`] = tf.zerosLike(parameter);
    state[`second/${name}`] = tf.zerosLike(parameter);
  }
  return state;
}

function differentiate(
  loss: (parameters: Tensors) => Tensor,
  parameters: Tensors,
): { value: Tensor; gradients: Tensors } {
  const names = Object.keys(parameters);
  const { value, grads } = tf.valueAndGrads(
    (...tensors: Tensor[]) =>
      loss(Object.fromEntries(names.map((name, index) => [name, tensors[index]!]))) as tf.Scalar,
  )(names.map((name) => parameters[name]!));
  return { value, gradients: Object.fromEntries(names.map((name, index) => [name, grads[index]!])) };
}

function layerNorm(x: Tensor): Tensor {
  const centred = tf.sub(x, tf.mean(x, -1, true));
  const variance = tf.mean(tf.square(centred), -1, true);
  return tf.div(centred, tf.sqrt(tf.add(variance, 1e-5)));
}

const replicas = 3;
const batch = 16;
const rows = 48;
const features = 6;
const hidden = 10;
const classes = 3;

/** Softmax classification with a missing-label mask, dropout, layer norm, batches by gather, per-replica losses. */
const classifier: EngineCase = {
  count: 25,
  tolerance: 2e-4,
  everywhere: true,
  createState: () => ({
    ...withMoments({
      w1: randomTensor([replicas, features, hidden], 1, 0.5),
      b1: tf.zeros([replicas, 1, hidden]),
      w2: randomTensor([replicas, hidden, classes], 2, 0.5),
      b2: tf.zeros([replicas, 1, classes]),
    }),
    losses: tf.zeros([replicas]),
  }),
  createInputs: () => ({
    x: randomTensor([rows, features], 3),
    labels: randomIntegers([rows], 4, classes),
    labelled: tf.cast(tf.greater(randomTensor([rows], 5), -0.6), 'float32'),
    batches: randomIntegers([25, replicas, batch], 6, rows),
    seeds: tf.tensor1d([11, -12, 13], 'int32'),
  }),
  program: {
    name: 'classifier',
    body: (step, state, inputs, operations) => {
      const at = tf.reshape(operations.gather(inputs['batches']!, tf.reshape(step, [1])), [replicas, batch]);
      const x = operations.gather(inputs['x']!, at);
      const target = tf.cast(tf.oneHot(tf.cast(operations.gather(inputs['labels']!, at), 'int32'), classes), 'float32');
      const labelled = operations.gather(inputs['labelled']!, at);
      const drawn = operations.uniform(inputs['seeds']!, step, [batch, hidden]);
      const kept = tf.div(tf.cast(tf.less(drawn, 0.8), 'float32'), 0.8);
      let losses!: Tensor;
      const parameters = { w1: state['w1']!, b1: state['b1']!, w2: state['w2']!, b2: state['b2']! };
      const { gradients } = differentiate(({ w1, b1, w2, b2 }) => {
        const inner = operations.relu(layerNorm(tf.add(tf.matMul(x, w1!), b1!)));
        const logits = tf.add(tf.matMul(tf.mul(inner, kept), w2!), b2!);
        const greatest = operations.stopGradient(() => tf.max(logits, -1, true));
        const shifted = tf.sub(logits, greatest);
        const logScores = tf.sub(shifted, tf.log(tf.sum(tf.exp(shifted), -1, true)));
        const each = tf.neg(tf.sum(tf.mul(logScores, target), -1));
        losses = tf.keep(tf.div(tf.sum(tf.mul(each, labelled), -1), tf.add(tf.sum(labelled, -1), 1e-6)));
        return tf.sum(losses);
      }, parameters);
      return { ...adam(parameters, gradients, state, step, 0.01), losses };
    },
  },
};

/** Epochs around steps, validation after each, best weights by `where`, a replica that stops when it gets no better. */
const nested: EngineCase = {
  count: 6,
  tolerance: 2e-4,
  everywhere: true,
  createState: () => {
    const w = randomTensor([replicas, features, 1], 21, 0.5);
    return {
      ...withMoments({ w }),
      best: w,
      bestLoss: tf.fill([replicas], 1e30),
      active: tf.ones([replicas]),
      step: tf.scalar(0, 'int32'),
      history: tf.zeros([6, replicas]),
    };
  },
  createInputs: () => ({
    x: randomTensor([replicas, batch, features], 22),
    y: randomTensor([replicas, batch, 1], 23),
    xValidation: randomTensor([rows, features], 24),
    yValidation: randomTensor([rows, 1], 25),
    steps: tf.scalar(7, 'int32'),
  }),
  program: {
    name: 'nested',
    body: (epoch, state, inputs, operations) => {
      const { best, bestLoss, active, history, ...trained } = state;
      const after = operations.loop(inputs['steps']!, trained, (_, current) => {
        const parameters = { w: current['w']! };
        const { gradients } = differentiate(
          ({ w }) => tf.mean(tf.squaredDifference(tf.tanh(tf.matMul(inputs['x']!, w!)), inputs['y']!)),
          parameters,
        );
        const masked = { w: tf.mul(gradients['w']!, tf.reshape(active!, [replicas, 1, 1])) };
        return {
          ...adam(parameters, masked, current, current['step']!, 0.05),
          step: tf.add(current['step']!, tf.scalar(1, 'int32')),
        };
      });
      const predicted = tf.tanh(tf.matMul(inputs['xValidation']!, after['w']!));
      const loss = tf.mean(tf.squaredDifference(predicted, inputs['yValidation']!), [1, 2]);
      const better = tf.logicalAnd(tf.less(loss, bestLoss!), tf.greater(active!, 0));
      const betterWeights = tf.tile(tf.reshape(better, [replicas, 1, 1]), [1, features, 1]);
      const row = tf.reshape(tf.cast(tf.oneHot(tf.reshape(epoch, [1]), 6), 'float32'), [6, 1]);
      return {
        ...after,
        best: tf.where(betterWeights, after['w']!, best!),
        bestLoss: tf.where(better, loss, bestLoss!),
        active: tf.cast(better, 'float32'),
        history: tf.add(history!, tf.mul(row, tf.reshape(loss, [1, replicas]))),
      };
    },
  },
};

/** Random numbers alone: the same bits everywhere. */
const randomNumbers: EngineCase = {
  count: 5,
  tolerance: 0,
  everywhere: true,
  createState: () => ({ drawn: tf.zeros([4, 3, 7]), single: tf.zeros([4]) }),
  createInputs: () => ({ seeds: tf.tensor1d([0, 1, -1, 2147483647], 'int32') }),
  program: {
    name: 'random numbers',
    body: (step, _, inputs, operations) => ({
      drawn: operations.uniform(inputs['seeds']!, step, [3, 7]),
      single: operations.uniform(inputs['seeds']!, tf.add(step, tf.scalar(1_000_000, 'int32')), []),
    }),
  },
};

/** Embeddings learnt through gather, a convolution, einsum and a matrix inverse's worth of small algebra. */
const nativeOps: EngineCase = {
  count: 12,
  tolerance: 2e-4,
  everywhere: false,
  createState: () => ({
    ...withMoments({ embedding: randomTensor([9, 4], 31), kernel: randomTensor([3, 4, 2], 32) }),
    gramian: tf.zeros([2, 2]),
  }),
  createInputs: () => ({ words: randomIntegers([5, 8], 33, 9), y: randomTensor([5, 8, 2], 34) }),
  program: {
    name: 'native ops',
    body: (step, state, inputs, operations) => {
      const parameters = { embedding: state['embedding']!, kernel: state['kernel']! };
      let gramian!: Tensor;
      const { gradients } = differentiate(({ embedding, kernel }) => {
        const sentence = operations.gather(embedding!, inputs['words']!) as tf.Tensor3D;
        const output = tf.elu(tf.conv1d(sentence, kernel as tf.Tensor3D, 1, 'same'));
        gramian = tf.keep(tf.einsum('bti,btj->ij', output, output));
        return tf.mean(tf.squaredDifference(output, inputs['y']!));
      }, parameters);
      return { ...adam(parameters, gradients, state, step, 0.02), gramian };
    },
  },
};

/** Loops that end before their count: where all have what they look for, before the first turn, and never. */
const endingLoops: EngineCase = {
  count: 3,
  tolerance: 0,
  everywhere: true,
  createState: () => ({
    values: tf.tensor1d([1, 3, 0], 'int32'),
    turns: tf.tensor1d([0, 0, 0], 'int32'),
    skipped: tf.zeros([2]),
    whole: tf.scalar(0, 'int32'),
  }),
  createInputs: () => ({ limit: tf.tensor1d([5, 40, 0], 'int32'), never: tf.tensor1d([0], 'bool') }),
  program: {
    name: 'ending loops',
    body: (step, state, inputs, operations) => {
      const isReached = (values: Tensor): Tensor =>
        tf.greaterEqual(values, tf.mul(inputs['limit']!, tf.add(step, one)));
      const one = tf.scalar(1, 'int32');
      const doubled = operations.loop(
        20,
        { values: state['values']!, turns: state['turns']!, all: tf.all(isReached(state['values']!)) },
        (_, current) => {
          const goesOn = tf.logicalNot(isReached(current['values']!));
          const values = tf.where(goesOn, tf.mul(current['values']!, tf.scalar(2, 'int32')), current['values']!);
          return {
            values,
            turns: tf.add(current['turns']!, tf.cast(goesOn, 'int32')),
            all: tf.all(isReached(values)),
          };
        },
        'all',
      );
      const once = operations.loop(
        4,
        { skipped: state['skipped']!, isOver: tf.greater(step, tf.scalar(0, 'int32')) },
        (_, current) => ({ skipped: tf.add(current['skipped']!, 1), isOver: current['isOver']! }),
        'isOver',
      );
      const whole = operations.loop(
        tf.add(step, one),
        { whole: state['whole']!, never: tf.reshape(inputs['never']!, []) },
        (index, current) => ({ ...current, whole: tf.add(current['whole']!, index) }),
        'never',
      );
      return {
        values: doubled['values']!,
        turns: doubled['turns']!,
        skipped: once['skipped']!,
        whole: whole['whole']!,
      };
    },
  },
};

export const engineCases: readonly EngineCase[] = [classifier, nested, randomNumbers, nativeOps, endingLoops];
