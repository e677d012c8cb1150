import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import type { Engine } from '../../../../src-main/core/engine/engine.ts';
import { openEngine } from '../../../../src-main/core/engine/open-engine.ts';
import { withThreads } from '../../../../src-main/core/engine/with-threads.ts';
import { randomTensor } from '../random-tensor.ts';
import { bitsOf, compileTraining, createThreadTraining, runThreads } from './thread-program.ts';

let direct: Engine;

beforeAll(async () => {
  direct = (await openEngine('direct')).engine;
});

it.each([1, 3])('gives %i large networks the same bits whatever the number of threads', (replicas) => {
  const training = createThreadTraining(replicas);
  const executable = compileTraining(direct, training);
  const alone = runThreads(executable, training, 1);
  for (const threads of [2, 3, 5, 1, 4, 2]) {
    expect(runThreads(executable, training, threads) === alone, `${threads} threads`).toBe(true);
  }
  executable.dispose();
});

it('gives the same bits in many runs in a row, with steps that differ in their number of threads', () => {
  const training = createThreadTraining(1);
  const executable = compileTraining(direct, training);
  const alone = runThreads(executable, training, 1);
  for (let run = 0; run < 60; run += 1) expect(runThreads(executable, training, 2 + (run % 3)) === alone).toBe(true);
  let state = training.state;
  for (let step = 0; step < 4; step += 1) {
    state = executable.run(state, training.inputs, step, 1, { threads: 4 - step });
  }
  expect(bitsOf(state) === alone).toBe(true);
  executable.dispose();
});

it('goes on after a program that threads shared has been freed, and after one that failed', () => {
  const training = createThreadTraining(1);
  const [first, second] = [compileTraining(direct, training), compileTraining(direct, training)];
  const alone = runThreads(first, training, 1);
  expect(runThreads(first, training, 3) === alone).toBe(true);
  first.dispose();
  expect(() => runThreads(first, training, 3)).toThrow(/has been disposed/);
  const odd = { ...training, state: { ...training.state, w1: tf.zeros([1]) } };
  expect(() => runThreads(second, odd, 3)).toThrow();
  expect(runThreads(second, training, 3) === alone).toBe(true);
  second.dispose();
});

it('gives ops that are run one by one the same bits, within and after what has more threads', () => {
  const [x, y] = [randomTensor([700, 300], 1), randomTensor([300, 900], 2)];
  const compute = (): string => bitsOf({ product: tf.matMul(x, y), mean: tf.mean(tf.exp(x), 0) });
  const alone = compute();
  for (const threads of [2, 3, 5]) expect(withThreads(threads, compute) === alone).toBe(true);
  expect(() =>
    withThreads(3, () => {
      throw new Error('stopped');
    }),
  ).toThrow('stopped');
  expect(compute() === alone).toBe(true);
});
