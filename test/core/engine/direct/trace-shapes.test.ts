import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compileBest } from '../../../../src-main/core/engine/compile-best.ts';
import type { Engine, Program, TensorMap } from '../../../../src-main/core/engine/engine.ts';
import { isCannotCompile } from '../../../../src-main/core/engine/native/cannot-compile.ts';
import { loadNative } from '../../../../src-main/core/engine/native/load-native.ts';
import type { Native } from '../../../../src-main/core/engine/native/native-binding.ts';
import { traceProgram, type TracedProgram } from '../../../../src-main/core/engine/native/trace-program.ts';
import { openEngine } from '../../../../src-main/core/engine/open-engine.ts';
import { signatureOf } from '../../../../src-main/core/engine/signature.ts';
import { disposeAll } from '../run-cases.ts';
import { createRandomProgram } from './random-program.ts';

let engine: Engine;
let native: Native;
const x = (): TensorMap => ({ x: tf.tensor1d([3, 1, 2]) });

beforeAll(async () => {
  engine = (await openEngine('direct')).engine;
  native = loadNative();
});

afterAll(() => engine.dispose());

function trace(program: Program, state: TensorMap, inputs: TensorMap): TracedProgram {
  return traceProgram(native, 'direct', program, signatureOf(program.name, state, inputs), state, inputs);
}

describe('a trace that tells shapes without computing values', () => {
  it('is that of a program whose ops are run', () => {
    for (let seed = 1; seed <= 80; seed += 1) {
      const { program, state, inputs } = createRandomProgram(seed);
      const told = native.withoutValues(() => trace(program, state, inputs));
      expect(told, `seed ${seed}`).toEqual(trace(program, state, inputs));
      disposeAll({ ...state, ...inputs });
    }
  });

  it('leaves no tensors behind, and values are computed again after it', () => {
    const state = x();
    const before = native.binding.getNumOfTensors();
    native.withoutValues(() => trace({ name: 'root', body: (_, given) => ({ x: tf.sqrt(given['x']!) }) }, state, {}));
    expect(native.binding.getNumOfTensors()).toBe(before + 1);
    const nine = tf.square(state['x']!);
    expect(Array.from(nine.dataSync())).toEqual([9, 1, 4]);
    disposeAll({ ...state, nine });
  });

  it('refuses an op whose shapes only TensorFlow tells', () => {
    const state = x();
    const sorting: Program = { name: 'sorting', body: (_, given) => ({ x: tf.topk(given['x']!, 3).values }) };
    let fault: unknown;
    try {
      native.withoutValues(() => trace(sorting, state, {}));
    } catch (error) {
      fault = error;
    }
    expect(isCannotCompile(fault) && fault.details?.['op']).toBe('TopKV2');
    disposeAll(state);
  });
});

describe('a program with a form of an op that the engine lacks', () => {
  const forms: Readonly<Record<string, (x: tf.Tensor, at: tf.Tensor) => tf.Tensor>> = {
    'gathers within each row': (given, at) => tf.sum(tf.gather(given, at, 1, 1), 1, true),
    'steps backwards': (given) => tf.stridedSlice(given, [0, 2], [2, 0], [1, -1]),
    'makes a new axis': (given) => tf.stridedSlice(given, [0, 0, 0], [2, 1, 3], [1, 1, 1], 0, 0, 0, 2),
    'raises integers to integers': (_, at) => tf.cast(tf.pow(at, at), 'float32'),
    'multiplies integers along an axis': (_, at) => tf.cast(tf.prod(at, 0), 'float32'),
    'adds up segments of integers': (_, at) =>
      tf.cast(tf.unsortedSegmentSum(at, tf.tensor1d([1, 0], 'int32'), 2), 'float32'),
    'leaves axes out': (given) => tf.stridedSlice(given, [0, 1], [0, 3], [1, 1], 0, 0, 1),
  };

  it.each(Object.keys(forms))('runs elsewhere, to what its ops give one by one, where it %s', (name) => {
    const form = forms[name]!;
    const inputs: TensorMap = { at: tf.tensor2d([2, 0, 1, 1], [2, 2], 'int32') };
    const given = tf.tensor2d([1, 2, 3, 4, 5, 6], [2, 3]);
    const expected = form(given, inputs['at']!);
    const state: TensorMap = { x: given, y: tf.zeros(expected.shape) };
    const program: Program = { name, body: (_, { x }, { at }) => ({ x: x!, y: form(x!, at!) }) };
    const { executable, notices } = compileBest(engine, program, state, inputs);
    const end = executable.run(state, inputs, 0, 1);
    expect([executable.kind, notices.length]).toEqual(['graph', 1]);
    expect([end['y']!.shape, Array.from(end['y']!.dataSync())]).toEqual([
      expected.shape,
      Array.from(expected.dataSync()),
    ]);
    executable.dispose();
    disposeAll({ ...state, ...inputs, ...end, expected });
  });
});

describe('a form of an op that few programs have', () => {
  const forms: Readonly<Record<string, (x: tf.Tensor) => tf.Tensor>> = {
    'a range of floats': (given) => tf.add(tf.range(0, 1.5, 0.5), given),
    'even pieces': (given) => tf.concat(tf.split(given, 3, 1), 0),
    'a piece that is the rest': (given) => tf.concat(tf.split(given, [1, -1], 1).toReversed(), 1),
    'a slice to the end': (given) => tf.slice(given, [0, 1], [-1, -1]),
    'every second column': (given) => tf.stridedSlice(given, [0, 0], [2, 3], [1, 2]),
    'a part of a transpose that is a reshape': (given) =>
      tf.slice(tf.reshape(tf.transpose(tf.reshape(given, [2, 3, 1]), [1, 0, 2]), [2, 3]), [0, 1], [2, 2]),
    'a sum of integers': (given) => tf.cast(tf.addN([tf.cast(given, 'int32'), tf.cast(given, 'int32')]), 'float32'),
    'a mean of integers': (given) => tf.mean(tf.cast(given, 'int32'), 0),
  };

  it.each(Object.keys(forms))('is run by the engine itself: %s', (name) => {
    const form = forms[name]!;
    const given = tf.tensor2d([1, 2, 3, 4, 5, 6], [2, 3]);
    const expected = native.withTensorFlow(() => form(given));
    const state: TensorMap = { x: given, y: tf.zeros(expected.shape) };
    const executable = engine.compile({ name, body: (_, { x }) => ({ x: x!, y: form(x!) }) }, state, {});
    const end = executable.run(state, {}, 0, 1);
    expect([end['y']!.shape, Array.from(end['y']!.dataSync())]).toEqual([
      expected.shape,
      Array.from(expected.dataSync()),
    ]);
    executable.dispose();
    disposeAll({ ...state, ...end, expected });
  });
});

it('runs a program in which an op that the engine lacks is not needed', () => {
  const state = x();
  const program: Program = {
    name: 'idle sorting',
    body: (_, given) => {
      tf.topk(given['x']!, 3);
      return { x: tf.add(given['x']!, 1) };
    },
  };
  const executable = engine.compile(program, state, {});
  const end = executable.run(state, {}, 0, 2);
  expect(Array.from(end['x']!.dataSync())).toEqual([5, 3, 4]);
  executable.dispose();
  disposeAll({ ...state, ...end });
});
