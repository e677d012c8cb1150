import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { RandomSource } from './random-source.ts';
import {
  fitShape,
  integers,
  like,
  mostElements,
  sizeOf,
  squash,
  take,
  takeAny,
  types,
  type Pool,
  type Value,
} from './random-value.ts';

export function layout(random: RandomSource, pool: Pool): Value | null {
  const x = takeAny(random, pool);
  const { tensor } = x;
  const { shape, rank, size } = tensor;
  const axis = random.below(Math.max(1, rank));
  const length = shape[axis] ?? 1;
  const ordered = shape.map((_, each) => each);
  const kinds: (() => Tensor | null)[] = [
    () => tf.reshape(tensor, factorize(random, size)),
    () => (rank < 4 ? tf.expandDims(tensor, random.below(rank + 1)) : tf.squeeze(tensor)),
    () => tf.transpose(tensor, random.shuffle(ordered)),
    () => {
      if (rank === 0) return null;
      const begin = shape.map((each) => random.below(each));
      const sizes = shape.map((each, position) => 1 + random.below(each - (begin[position] as number)));
      return tf.slice(tensor, begin, sizes);
    },
    () => {
      if (rank === 0 || pool.differentiable) return null;
      const begin = shape.map((each) => (random.chance(0.1) ? -each - 2 : random.below(each)));
      const end = shape.map((each, position) => Math.max(0, begin[position] as number) + 1 + random.below(each + 1));
      const strides = shape.map(() => 1 + random.below(3));
      const negative = begin.map((each, position) =>
        each > 0 && random.chance(0.2) ? each - (shape[position] as number) : each,
      );
      const shrunk = random.chance(0.3) ? 1 << axis : 0;
      const usual = shrunk === 0 ? negative : negative.map((each) => (each < -8 ? 0 : each));
      const ends = end.map((each, position) =>
        shrunk !== 0 && position === axis ? (usual[position] as number) + 1 : each,
      );
      const ones = strides.map((each, position) => (shrunk !== 0 && position === axis ? 1 : each));
      const valid = usual.every((each, position) => shrunk === 0 || position !== axis || each >= 0);
      return valid
        ? tf.stridedSlice(tensor, usual, ends, ones, random.below(2), random.below(2) << axis, 0, 0, shrunk)
        : null;
    },
    () => {
      const times = shape.map(() => 1 + random.below(3));
      return rank > 0 && size * sizeOf(times) <= mostElements ? tf.tile(tensor, times) : null;
    },
    () => {
      if (rank === 0 || tensor.dtype !== 'float32') return null;
      const margins = shape.map((): [number, number] => [random.below(3), random.below(3)]);
      const padded = shape.map(
        (each, position) =>
          each + (margins[position] as [number, number])[0] + (margins[position] as [number, number])[1],
      );
      return sizeOf(padded) <= mostElements ? tf.pad(tensor, margins, random.pick([0, 0.5])) : null;
    },
    () => {
      if (rank === 0 || pool.differentiable) return null;
      const divisors = ordered.map((each) => each + 1).filter((each) => length % each === 0);
      return random.pick(tf.split(tensor, random.pick(divisors), axis));
    },
    () => {
      if (length < 2 || pool.differentiable) return null;
      const first = 1 + random.below(length - 1);
      return random.pick(tf.split(tensor, [first, length - first], axis));
    },
    () => (rank === 0 || pool.differentiable ? null : random.pick(tf.unstack(tensor, axis))),
    () => {
      const wanted = ordered.map((each) => shape[each] as number);
      const lead = rank < 4 && size <= 400 ? [2 + random.below(3)] : [];
      return tf.broadcastTo(tensor, [...lead, ...wanted]);
    },
  ];
  const made = random.pick(kinds)();
  return made === null || made.size === 0 ? null : { ...x, tensor: made, bound: Math.max(0.5, x.bound) };
}

/** A random shape of as many elements. */
function factorize(random: RandomSource, size: number): number[] {
  const shape: number[] = random.chance(0.2) ? [1] : [];
  let left = size;
  while (left > 1 && shape.length < 3) {
    const divisors = [2, 3, 4, 5, 7, 8].filter((each) => left % each === 0);
    if (divisors.length === 0) break;
    const factor = random.pick(divisors);
    shape.push(factor);
    left /= factor;
  }
  return random.shuffle(left > 1 || shape.length === 0 ? [...shape, left] : shape);
}

export function join(random: RandomSource, pool: Pool): Value | null {
  const values = pool[random.pick(types)];
  const first = take(random, values);
  const { rank } = first.tensor;
  const others = Array.from({ length: 1 + random.below(2) }, () => take(random, values));
  const exact = [first, ...others].every((each) => each.exact);
  const bound = Math.max(first.bound, ...others.map((each) => each.bound));
  if (first.tensor.size * 3 > mostElements) return null;
  if (rank < 4 && random.chance(0.4)) {
    const same = others.map((each) => fitShape(each.tensor, first.tensor.shape));
    const tensors = random.shuffle([first.tensor, ...same]);
    return { tensor: tf.stack(tensors, random.below(rank + 1)), exact, bound };
  }
  if (rank === 0) return null;
  const axis = random.below(rank);
  const pieces = others.map((each) =>
    fitShape(
      each.tensor,
      first.tensor.shape.map((size, position) => (position === axis ? 1 + random.below(Math.max(2, size)) : size)),
    ),
  );
  return { tensor: tf.concat(random.shuffle([first.tensor, ...pieces]), axis), exact, bound };
}

function indicesOf(random: RandomSource, pool: Pool, rows: number): Tensor {
  const { tensor } = take(random, pool.int32);
  const few = tensor.size <= 40 && tensor.rank <= 2 ? tensor : fitShape(tensor, [1 + random.below(20)]);
  return tf.maximum(tf.minimum(few, tf.scalar(rows - 1, 'int32')), tf.scalar(0, 'int32'));
}

export function gather(random: RandomSource, pool: Pool): Value | null {
  const table = takeAny(random, pool);
  const { tensor } = table;
  if (tensor.rank === 0 || tensor.rank > 3) return null;
  const axis = pool.differentiable ? 0 : random.below(tensor.rank);
  const indices = indicesOf(random, pool, tensor.shape[axis] as number);
  if ((tensor.size / (tensor.shape[axis] as number)) * indices.size > mostElements) return null;
  if (tensor.rank + indices.rank > 5) return null;
  return like(table, tf.gather(tensor, indices, axis));
}

export function segmentSum(random: RandomSource, pool: Pool): Value | null {
  const data = squash(take(random, pool.float32), 1);
  if (data.tensor.rank === 0) return null;
  const rows = data.tensor.shape[0];
  const segments = 1 + random.below(6);
  const at = fitShape(indicesOf(random, pool, segments), [rows]) as tf.Tensor1D;
  return { tensor: tf.unsortedSegmentSum(data.tensor, at, segments), exact: false, bound: rows * data.bound };
}

export function oneHot(random: RandomSource, pool: Pool): Value | null {
  const { tensor } = take(random, pool.int32);
  const classes = 2 + random.below(9);
  if (tensor.rank > 3 || tensor.size * classes > mostElements) return null;
  const [on, off] = random.chance(0.3) ? [2, -1] : [1, 0];
  return integers(tf.oneHot(tensor, classes, on, off, random.pick(['int32', 'float32'])));
}
