import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { EngineKind, Program, TensorMap } from '../../src-main/core/engine/engine.ts';
import { mostReplicas } from '../../src-main/core/train/deal-replicas.ts';
import { fillUniform } from '../../src-main/core/util/hash.ts';

/** Layer widths from inputs to outputs, rows of a batch, and rows of the table that batches are gathered from. */
export interface BenchNetwork {
  readonly layers: readonly number[];
  readonly batch: number;
  readonly rows: number;
}

/** The standard step: a network 32-64-64-4 with relu, squared error, batches of 64 gathered from 1024 rows, Adam. */
export const standardNetwork: BenchNetwork = { layers: [32, 64, 64, 4], batch: 64, rows: 1024 };

type Tensors = Record<string, Tensor>;

export interface BenchTraining {
  readonly program: Program;
  readonly state: TensorMap;
  readonly inputs: TensorMap;
  /** Steps for which there are batches. */
  readonly plannedSteps: number;
}

/** So many replicas in programs of equal size, as a study deals them on the direct engine; in one for the other engines. */
export function dealBenchReplicas(
  replicas: number,
  kind: EngineKind,
): { readonly programs: number; readonly each: number } {
  const programs = kind === 'direct' ? Math.ceil(replicas / mostReplicas) : 1;
  return { programs, each: Math.ceil(replicas / programs) };
}

export function createBenchTraining(replicas: number, network: BenchNetwork = standardNetwork): BenchTraining {
  const { layers, batch, rows } = network;
  const plannedSteps = Math.floor(32768 / batch);
  const parameters: Tensors = {};
  for (let layer = 1; layer < layers.length; layer += 1) {
    const [fanIn, fanOut] = [layers[layer - 1]!, layers[layer]!];
    parameters[`w${layer}`] = uniformTensor([replicas, fanIn, fanOut], layer, Math.sqrt(6 / fanIn));
    parameters[`b${layer}`] = tf.zeros([replicas, 1, fanOut]);
  }
  const state: Tensors = { ...parameters };
  for (const [name, parameter] of Object.entries(parameters)) {
    state[`first/${name}`] = tf.zerosLike(parameter);
    state[`second/${name}`] = tf.zerosLike(parameter);
  }
  const order = fillUniform(new Float32Array(plannedSteps * replicas * batch), 9, 0);
  const batches = Int32Array.from(order, (drawn) => Math.floor(drawn * rows));
  const inputs = {
    x: uniformTensor([rows, layers[0]!], 7, 1),
    y: uniformTensor([rows, layers.at(-1)!], 8, 1),
    batches: tf.tensor(batches, [plannedSteps, replicas, batch], 'int32'),
  };
  const program: Program = {
    name: `bench of ${replicas}`,
    body: (...step) => trainStep(replicas, batch, ...step),
  };
  return { program, state, inputs, plannedSteps };
}

function trainStep(
  replicas: number,
  batch: number,
  ...[step, state, inputs, operations]: Parameters<Program['body']>
): TensorMap {
  const at = tf.reshape(operations.gather(inputs['batches']!, tf.reshape(step, [1])), [replicas, batch]);
  const x = operations.gather(inputs['x']!, at);
  const y = operations.gather(inputs['y']!, at);
  const names = Object.keys(state).filter((name) => !name.includes('/'));
  const gradients = tf.grads((...tensors: Tensor[]) => {
    let predicted: Tensor = x;
    for (let layer = 0; layer < tensors.length; layer += 2) {
      predicted = tf.add(tf.matMul(predicted, tensors[layer]!), tensors[layer + 1]!);
      if (layer + 2 < tensors.length) predicted = operations.relu(predicted);
    }
    return tf.sum(tf.mean(tf.squaredDifference(predicted, y), [1, 2]));
  })(names.map((name) => state[name]!));
  const time = tf.add(tf.cast(step, 'float32'), 1);
  const correction = tf.div(tf.sqrt(tf.sub(1, tf.pow(0.999, time))), tf.sub(1, tf.pow(0.9, time)));
  const rate = tf.mul(correction, 1e-3);
  const next: Tensors = {};
  names.forEach((name, index) => {
    const gradient = gradients[index]!;
    const first = tf.add(tf.mul(state[`first/${name}`]!, 0.9), tf.mul(gradient, 0.1));
    const second = tf.add(tf.mul(state[`second/${name}`]!, 0.999), tf.mul(tf.square(gradient), 0.001));
    next[name] = tf.sub(state[name]!, tf.div(tf.mul(first, rate), tf.add(tf.sqrt(second), 1e-7)));
    next[`first/${name}`] = first;
    next[`second/${name}`] = second;
  });
  return next;
}

function uniformTensor(shape: number[], seed: number, scale: number): Tensor {
  const size = shape.reduce((product, length) => product * length, 1);
  const values = fillUniform(new Float32Array(size), seed, 1).map((drawn) => (drawn * 2 - 1) * scale);
  return tf.tensor(values, shape, 'float32');
}
