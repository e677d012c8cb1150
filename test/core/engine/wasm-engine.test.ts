import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { compileBest } from '../../../src-main/core/engine/compile-best.ts';
import type { Engine, TensorMap } from '../../../src-main/core/engine/engine.ts';
import { openEngine } from '../../../src-main/core/engine/open-engine.ts';
import { uniformAt } from '../../../src-main/core/util/hash.ts';
import { engineCases } from './cases.ts';
import { runCase } from './run-cases.ts';

let engine: Engine;

beforeAll(async () => {
  engine = (await openEngine('wasm')).engine;
});

const portable = engineCases.filter((engineCase) => engineCase.everywhere);

describe.each(portable.map((engineCase) => ({ name: engineCase.program.name, engineCase })))(
  '$name',
  ({ engineCase }) => {
    it('gives the same bits however the steps are shared out among calls, and frees its tensors', () => {
      const before = tf.memory().numTensors;
      const whole = runCase(engine, engineCase);
      expect(runCase(engine, engineCase, 1)).toEqual(whole);
      expect(runCase(engine, engineCase, 4)).toEqual(whole);
      expect(tf.memory().numTensors).toBe(before);
    });
  },
);

it('draws the numbers of the hash', () => {
  const state: TensorMap = { drawn: tf.zeros([2, 3]) };
  const inputs = { seeds: tf.tensor1d([4, -9], 'int32') };
  const { executable, notices } = compileBest(
    engine,
    { name: 'draw', body: (step, _, { seeds }, operations) => ({ drawn: operations.uniform(seeds!, step, [3]) }) },
    state,
    inputs,
  );
  expect([executable.kind, executable.nodeCount, notices]).toEqual(['wasm', 0, []]);
  const expected = [4, -9].flatMap((seed) => [0, 1, 2].map((index) => uniformAt(seed, 21, index)));
  expect(Array.from(executable.run(state, inputs, 20, 2)['drawn']!.dataSync())).toEqual(expected);
  expect(() => executable.run(state, { seeds: tf.zeros([2]) }, 0, 1)).toThrow(/tensor seeds .* int32 \[2\]/);
});

it('refuses an index that is out of range', () => {
  const state: TensorMap = { row: tf.zeros([1, 2]) };
  const inputs = { x: tf.ones([3, 2]), at: tf.tensor1d([3], 'int32') };
  const executable = engine.compile(
    { name: 'pick', body: (_, __, { x, at }, operations) => ({ row: operations.gather(x!, at!) }) },
    state,
    inputs,
  );
  expect(() => executable.run(state, inputs, 0, 1)).toThrow(/not in \[0, 2\]/);
});
