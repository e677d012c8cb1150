import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import type { Program, TensorMap } from '../../../src-main/core/engine/engine.ts';
import { loadNative } from '../../../src-main/core/engine/native/load-native.ts';
import { openEngine } from '../../../src-main/core/engine/open-engine.ts';
import { engineCases } from './cases.ts';
import { runCase } from './run-cases.ts';

function counts(): number[] {
  const { binding } = loadNative();
  return [tf.memory().numTensors, tf.memory().numDataBuffers, binding.getNumOfTensors(), binding.getNumOfSavedModels()];
}

function residentMegabytes(): number {
  return process.memoryUsage.rss() / 2 ** 20;
}

/** Programs that differ, as those of different studies do. */
function variant(index: number): Program {
  return {
    name: `variant ${index}`,
    body: (step, { w }, { x }, operations) => {
      const drawn = operations.uniform(tf.tensor1d([index], 'int32'), step, [4]);
      const gradient = tf.grad((v) =>
        tf.mean(tf.square(operations.relu(tf.matMul(x as tf.Tensor2D, v as tf.Tensor2D)))),
      )(w!);
      return { w: tf.sub(w!, tf.mul(tf.add(gradient, drawn), 0.01 * (index + 1))) };
    },
  };
}

/** Results of ops, so that they are in TensorFlow from the start and not only when they are first used. */
function examples(): { state: { w: tf.Tensor }; inputs: { x: tf.Tensor } } {
  return tf.tidy(() => ({ state: { w: tf.neg(tf.ones([3, 4])) }, inputs: { x: tf.neg(tf.ones([2, 3])) } }));
}

it('frees what 200 programs used', async () => {
  const xla = (await openEngine('xla')).engine;
  const graph = (await openEngine('graph')).engine;
  const { state, inputs } = examples();
  const before = counts();
  let warm = 0;
  for (let index = 0; index < 200; index += 1) {
    const executable = (index % 5 === 0 ? xla : graph).compile(variant(index), state, inputs);
    tf.dispose(executable.run(state, inputs, 0, 3));
    executable.dispose();
    if (index === 99) {
      warm = residentMegabytes();
    }
  }
  expect(counts()).toEqual(before);
  // TensorFlow keeps some of what a program used and takes it again for the next one.
  expect(residentMegabytes() - warm).toBeLessThan(60);
});

it('frees the plans of 200 programs with the memory that they need', async () => {
  const { engine } = await openEngine('direct');
  const inputs = tf.tidy(() => ({ x: tf.neg(tf.zeros([600, 300])) }));
  const state = tf.tidy(() => ({ w: tf.neg(tf.zeros([300, 600])) }));
  const before = counts();
  let warm = 0;
  for (let index = 0; index < 200; index += 1) {
    const program: Program = {
      name: `large ${index}`,
      body: (_, { w }, { x }) => ({ w: tf.add(tf.matMul(w!, tf.matMul(x!, w!)), tf.tanh(tf.add(w!, index))) }),
    };
    const executable = engine.compile(program, state, inputs);
    tf.dispose(executable.run(state, inputs, 0, 1));
    executable.dispose();
    if (index === 99) warm = residentMegabytes();
  }
  expect(counts()).toEqual(before);
  // a plan of these takes 3 MB beside its results: a hundred that stayed would be 300 MB
  expect(residentMegabytes() - warm).toBeLessThan(60);
});

it.each(['xla', 'direct'] as const)('does not grow with runs in %s', async (kind) => {
  const { engine } = await openEngine(kind);
  const { inputs, ...example } = examples();
  let state: TensorMap = example.state;
  const executable = engine.compile(variant(1), state, inputs);
  let before: number[] = [];
  let warm = 0;
  for (let run = 0; run < 3000; run += 1) {
    const next = executable.run(state, inputs, run * 2, 2);
    tf.dispose(state);
    state = next;
    if (run === 200) {
      before = counts();
      warm = residentMegabytes();
    }
  }
  expect(counts()).toEqual(before);
  expect(residentMegabytes() - warm).toBeLessThan(60);
  engine.dispose();
  expect(loadNative().binding.getNumOfSavedModels()).toBe(0);
});

it.each(['xla', 'direct', 'graph', 'eager'] as const)('frees what the cases used in %s', async (kind) => {
  const { engine } = await openEngine(kind);
  const before = counts();
  const able = engineCases.filter((engineCase) => kind !== 'direct' || engineCase.everywhere);
  able.forEach((engineCase) => runCase(engine, engineCase));
  expect(counts()).toEqual(before);
});
