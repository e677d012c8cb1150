import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Operations, Program, TensorMap } from '../../../../src-main/core/engine/engine.ts';
import { randomIntegers, randomTensor } from '../random-tensor.ts';
import { randomOps } from './random-ops.ts';
import { fitShape, squash, take, type Pool, type Value, type ValueType } from './random-value.ts';
import { RandomSource } from './random-source.ts';

/** A small program with feeds that follow from a seed. */
export interface RandomProgram {
  readonly program: Program;
  readonly state: TensorMap;
  readonly inputs: TensorMap;
  readonly count: number;
}

const sides = [1, 1, 2, 3, 4, 5, 7, 8, 12, 16, 17] as const;

/** The caller frees state and inputs. */
export function createRandomProgram(seed: number): RandomProgram {
  const random = new RandomSource(seed);
  const shapes = Array.from({ length: 1 + random.below(3) }, () => drawShape(random));
  const draw = (name: string, position: number): [string, Tensor] => {
    const type = random.pick<ValueType>(['float32', 'float32', 'float32', 'int32', 'bool']);
    return [`${name}${position}`, feed(random.pick(shapes), type, seed * 100 + position)];
  };
  const state = Object.fromEntries(Array.from({ length: 1 + random.below(4) }, (_, index) => draw('state', index)));
  const inputs = Object.fromEntries(
    Array.from({ length: 1 + random.below(4) }, (_, index) => draw('input', 10 + index)),
  );
  const body: Program['body'] = (index, current, given, operations) =>
    grow(new RandomSource(hashSeed(seed)), index, current, Object.values(given).map(fed), operations, 0);
  return { program: { name: `random ${seed}`, body }, state, inputs, count: random.below(4) };
}

function hashSeed(seed: number): number {
  return seed + 1_000_003;
}

function drawShape(random: RandomSource): number[] {
  if (random.chance(0.08)) return [random.pick([257, 1024, 1500, 3001])];
  if (random.chance(0.05)) return [random.pick([31, 64]), random.pick([33, 50])];
  return Array.from({ length: random.below(5) }, () => random.pick(sides)).reduce<number[]>(
    (shape, side) => (shape.reduce((product, size) => product * size, side) <= 1200 ? [...shape, side] : shape),
    [],
  );
}

function feed(shape: number[], type: ValueType, seed: number): Tensor {
  if (type === 'float32') return randomTensor(shape, seed);
  const values = randomIntegers(shape, seed, type === 'bool' ? 2 : 9);
  return type === 'bool' ? tf.cast(values, 'bool') : tf.sub(values, tf.scalar(2, 'int32'));
}

/** What is fed is the same in every engine, what a step made is not. */
function fed(tensor: Tensor): Value {
  return { tensor, exact: true, bound: tensor.dtype === 'float32' ? 1 : 8 };
}

/** Draws ops and the next state from them. */
function grow(
  random: RandomSource,
  index: Tensor,
  state: TensorMap,
  outside: readonly Value[],
  operations: Operations,
  depth: number,
): TensorMap {
  const current = Object.values(state).map((tensor) => ({ ...fed(tensor), exact: tensor.dtype !== 'float32' }));
  const values = [...outside, ...current];
  const ofType = (type: ValueType): Value[] => values.filter(({ tensor }) => tensor.dtype === type);
  const step = tf.minimum(index, tf.scalar(5, 'int32'));
  const pool: Pool = {
    differentiable: false,
    float32: [fed(tf.tensor1d([0.25, -0.75, 0.5])), fed(tf.scalar(0.5)), ...ofType('float32')],
    int32: [fed(tf.tensor1d([2, 0, 1, 1], 'int32')), fed(step), ...ofType('int32')],
    bool: [fed(tf.tensor1d([true, false, true], 'bool')), ...ofType('bool')],
  };
  const add = (value: Value): void => {
    pool[value.tensor.dtype as ValueType].push(value);
  };
  for (let made = 3 + random.below(14); made > 0; made -= 1) {
    if (depth < 2 && random.chance(0.06)) {
      addLoop(random, pool, operations, depth).forEach(add);
    } else if (depth === 0 && random.chance(0.04)) {
      const seeds = fitShape(take(random, pool.int32).tensor, [1 + random.below(3)]);
      add({ tensor: operations.uniform(seeds, index, [random.pick(sides)]), exact: true, bound: 1 });
    } else {
      const value = random.pick(randomOps)(random, pool);
      if (value !== null && value.tensor.rank <= 4) add(value);
    }
  }
  return nextState(random, pool, state);
}

function nextState(random: RandomSource, pool: Pool, state: TensorMap): TensorMap {
  return Object.fromEntries(
    Object.entries(state).map(([name, tensor]) => {
      const values = pool[tensor.dtype as ValueType];
      const same = values.filter((value) => String(value.tensor.shape) === String(tensor.shape));
      if (random.chance(0.08)) return [name, tensor];
      if (same.length > 0 && random.chance(0.7)) return [name, bounded(take(random, same))];
      const other = bounded(take(random, values));
      const fitted = fitShape(other, tensor.shape);
      if (tensor.dtype !== 'float32' || random.chance(0.4)) return [name, fitted];
      return [name, tf.add(tf.mul(tensor, tf.scalar(0.5)), tf.mul(fitted, tf.scalar(0.5)))];
    }),
  );
}

function bounded(value: Value): Tensor {
  return value.tensor.dtype === 'float32' ? squash(value, 1).tensor : value.tensor;
}

/** A nested loop on a few values, whose length is fixed, fed or computed; some end where one of them says so. */
function addLoop(random: RandomSource, pool: Pool, operations: Operations, depth: number): Value[] {
  const types: readonly ValueType[] = ['float32', 'float32', 'int32', 'bool'];
  const carried = Array.from({ length: 1 + random.below(3) }, (_, position): [string, Tensor] => [
    `carried${position}`,
    bounded(take(random, pool[random.pick(types)])),
  ]);
  const computed = tf.minimum(tf.max(tf.abs(take(random, pool.int32).tensor)), tf.scalar(3, 'int32'));
  const count = random.chance(0.5) ? random.below(4) : computed;
  const until = random.chance(0.3) ? { until: tf.any(take(random, pool.bool).tensor) } : {};
  const seed = random.below(2 ** 20);
  const outside = [...pool.float32.slice(-2), ...pool.int32.slice(-2), ...pool.bool.slice(-2)].map((value) => ({
    ...(value.tensor.dtype === 'float32' ? squash(value, 1) : value),
  }));
  const left = operations.loop(
    count,
    { ...Object.fromEntries(carried), ...until },
    (index, current) => grow(new RandomSource(seed), index, current, outside, operations, depth + 1),
    'until',
  );
  return Object.values(left).map((tensor) => ({ ...fed(tensor), exact: tensor.dtype !== 'float32' }));
}
