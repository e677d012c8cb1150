import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { RandomSource } from './random-source.ts';

/** A tensor of a random program. */
export interface Value {
  readonly tensor: Tensor;
  /** Whether engines agree on its bits, so that a comparison of it comes out the same. Integers and bools are always exact. */
  readonly exact: boolean;
  /** No element is greater in magnitude. */
  readonly bound: number;
}

/** The values made so far, by type; each list has at least one. */
export interface Pool {
  /** Whether only ops that have a gradient may be drawn. */
  readonly differentiable: boolean;
  readonly float32: Value[];
  readonly int32: Value[];
  readonly bool: Value[];
}

export type ValueType = 'float32' | 'int32' | 'bool';

/** A random op on values of the pool; null where it takes none of those it drew. */
export type RandomOp = (random: RandomSource, pool: Pool) => Value | null;

export const mostElements = 4000;

export const types: readonly ValueType[] = ['float32', 'float32', 'int32', 'bool'];

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** The later a value was made, the likelier it is. */
export function take(random: RandomSource, values: readonly Value[]): Value {
  const position = Math.max(random.below(values.length), random.below(values.length));
  return values[position] as Value;
}

export function takeAny(random: RandomSource, pool: Pool): Value {
  return take(random, pool[random.pick(types)]);
}

export function like(value: Value, tensor: Tensor): Value {
  return { ...value, tensor };
}

export function integers(tensor: Tensor): Value {
  return { tensor, exact: true, bound: 8 };
}

/** A value that broadcasts with `one`: one that is there, or one cut so that it does. */
export function partner(random: RandomSource, one: Value, values: readonly Value[]): Value | null {
  const fits = values.filter(({ tensor }) => broadcastShape(one.tensor.shape, tensor.shape) !== null);
  const other = take(random, fits.length > 0 ? fits : values);
  const shape = one.tensor.shape
    .slice(random.below(one.tensor.rank + 1))
    .map((size) => (random.chance(0.3) ? 1 : size));
  if (fits.length > 0 && random.chance(0.7)) return other;
  return like(other, fitShape(other.tensor, shape));
}

export function broadcastShape(one: readonly number[], other: readonly number[]): number[] | null {
  const rank = Math.max(one.length, other.length);
  const shape: number[] = [];
  for (let axis = 1; axis <= rank; axis += 1) {
    const [a, b] = [one.at(-axis) ?? 1, other.at(-axis) ?? 1];
    if (axis > one.length || axis > other.length ? false : a !== b && a !== 1 && b !== 1) return null;
    shape.unshift(Math.max(a, b));
  }
  return sizeOf(shape) <= mostElements && rank <= 4 ? shape : null;
}

/** The elements of a tensor in another shape, repeated or cut. */
export function fitShape(tensor: Tensor, shape: readonly number[]): Tensor {
  const wanted = sizeOf(shape);
  const flat = tf.reshape(tensor, [tensor.size]);
  const repeated = wanted <= tensor.size ? flat : tf.tile(flat, [Math.ceil(wanted / tensor.size)]);
  return tf.reshape(repeated.size === wanted ? repeated : tf.slice(repeated, [0], [wanted]), [...shape]);
}

/** Within `bound`, by a factor. */
export function squash(value: Value, bound: number): Value {
  if (value.bound <= bound) return value;
  return { tensor: tf.mul(value.tensor, tf.scalar(bound / value.bound)), exact: value.exact, bound };
}
