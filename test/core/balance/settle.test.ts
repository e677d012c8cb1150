import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { repeat } from '../../../src-main/core/balance/repeat.ts';
import { settle } from '../../../src-main/core/balance/settle.ts';
import type { Engine, EngineKind, Operations } from '../../../src-main/core/engine/engine.ts';
import { openEngine } from '../../../src-main/core/engine/open-engine.ts';

/** Roots by Newton's steps from 1, and how many steps each took; of numbers far from 1 it takes more. */
function roots(numbers: tf.Tensor, loop: Operations['loop'], most: number): Record<'root' | 'turns', tf.Tensor> {
  const start = { root: tf.onesLike(numbers), turns: tf.zerosLike(numbers) };
  return settle(loop, most, start, ({ root, turns }) => {
    const next = tf.mul(tf.add(root, tf.div(numbers, root)), 0.5);
    const moves = tf.greater(tf.abs(tf.sub(next, root)), tf.mul(next, 1e-6));
    return { next: { root: next, turns: tf.add(turns, 1) }, moves };
  });
}

function find(engine: Engine, numbers: readonly number[], most = 60): { root: number[]; turns: number[] } {
  const inputs = { numbers: tf.tensor1d([...numbers]) };
  const state = { root: tf.zerosLike(inputs.numbers), turns: tf.zerosLike(inputs.numbers) };
  const executable = engine.compile(
    {
      name: 'roots',
      body: (_, __, fed, operations) =>
        roots(fed['numbers'] as tf.Tensor, (...given) => operations.loop(...given), most),
    },
    state,
    inputs,
  );
  const result = executable.run(state, inputs, 0, 1);
  const [root, turns] = ['root', 'turns'].map((name) => [...(result[name] as tf.Tensor).dataSync()]);
  [...Object.values(result), ...Object.values(state), ...Object.values(inputs)].forEach((tensor) => tensor.dispose());
  executable.dispose();
  return { root: root as number[], turns: turns as number[] };
}

describe.each<EngineKind>(['direct', 'xla', 'graph', 'eager'])('a search in the engine %s', (kind) => {
  let engine: Engine;
  beforeAll(async () => {
    ({ engine } = await openEngine(kind));
  });
  afterAll(() => {
    engine.dispose();
  });

  it('goes on until the last replica has settled, and leaves each where it settled', () => {
    const numbers = [1, 4, 1e6, 1e-8];
    const { root, turns } = find(engine, numbers);
    numbers.forEach((number, replica) => {
      expect((root[replica] as number) / Math.sqrt(number)).toBeCloseTo(1, 5);
      // alone it takes as many turns, and ends with the same bits
      const alone = find(engine, [number, number, number, number]);
      expect(alone.root).toEqual(Array.from({ length: 4 }, () => root[replica]));
      expect(alone.turns).toEqual(Array.from({ length: 4 }, () => turns[replica]));
    });
    expect(turns[0]).toBe(1);
    expect(Math.max(...turns)).toBeGreaterThan(10);
    expect(Math.max(...turns)).toBeLessThan(60);
  });

  it('takes no more turns than it may, and does not wait for what is not a number', () => {
    expect(find(engine, [1e6, 1], 3).turns).toEqual([3, 1]);
    expect(find(engine, [NaN, 4]).turns[0]).toBe(1);
  });
});

it('a search op by op ends with the last replica too', () => {
  tf.tidy(() => {
    let turns = 0;
    const loop: Operations['loop'] = (count, state, body, until) =>
      repeat(
        count as number,
        state,
        (index, current) => {
          turns += 1;
          return body(index, current);
        },
        until,
      );
    const found = roots(tf.tensor1d([1, 4]), loop, 60);
    expect(turns).toBe(Math.max(...found.turns.dataSync()));
  });
});
