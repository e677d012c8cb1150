import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { RandomSource } from './random-source.ts';
import { gather, join, layout, oneHot, segmentSum } from './random-layout.ts';
import {
  broadcastShape,
  fitShape,
  integers,
  like,
  partner,
  sizeOf,
  squash,
  take,
  takeAny,
  types,
  type Pool,
  type RandomOp,
  type Value,
} from './random-value.ts';

function unary(random: RandomSource, pool: Pool): Value {
  const x = squash(take(random, pool.float32), 4);
  const { tensor, exact, bound } = x;
  const positive = () => tf.add(tf.abs(tensor), 0.25);
  const kinds: (() => Value)[] = [
    () => like(x, tf.neg(tensor)),
    () => like(x, tf.abs(tensor)),
    () => like(x, tf.relu(tensor)),
    () => ({ tensor: tf.square(tensor), exact, bound: bound ** 2 }),
    () => ({ tensor: tf.exp(tensor), exact: false, bound: Math.exp(bound) }),
    () => ({ tensor: tf.expm1(tensor), exact: false, bound: Math.exp(bound) }),
    () => ({ tensor: tf.log(positive()), exact: false, bound: 2 + bound }),
    () => ({ tensor: tf.log1p(positive()), exact: false, bound: 2 + bound }),
    () => ({ tensor: tf.sqrt(positive()), exact: false, bound: 1 + bound }),
    () => ({ tensor: tf.rsqrt(positive()), exact: false, bound: 2 }),
    () => ({ tensor: tf.reciprocal(positive()), exact: false, bound: 4 }),
    () => ({ tensor: tf.pow(positive(), random.pick([-1, 0.5, 2, 3])), exact: false, bound: (bound + 0.25) ** 3 + 4 }),
    () => ({ tensor: tf.sin(tensor), exact: false, bound: 1 }),
    () => ({ tensor: tf.cos(tensor), exact: false, bound: 1 }),
    () => ({ tensor: tf.tanh(tensor), exact: false, bound: 1 }),
    () => ({ tensor: tf.sigmoid(tensor), exact: false, bound: 1 }),
    () => ({ tensor: tf.softplus(tensor), exact: false, bound: bound + 1 }),
    () => ({ tensor: tf.elu(tensor), exact: false, bound: Math.max(1, bound) }),
    () => like(x, tf.clone(tensor)),
    () => ({ tensor: tf.addN([tensor, tf.square(tensor), tensor]), exact: false, bound: 2 * bound + bound ** 2 }),
    () => ({ tensor: tf.onesLike(tensor), exact: true, bound: 1 }),
    () => ({ tensor: tf.zerosLike(tensor), exact: true, bound: 0 }),
  ];
  const steps = () => ({
    tensor: random.pick([tf.floor, tf.ceil, tf.round, tf.sign])(tensor),
    exact,
    bound: bound + 1,
  });
  return exact && random.chance(0.2) ? steps() : random.pick(kinds)();
}

function binary(random: RandomSource, pool: Pool): Value | null {
  const x = squash(take(random, pool.float32), 4);
  const found = partner(random, x, pool.float32);
  if (found === null || broadcastShape(x.tensor.shape, found.tensor.shape) === null) return null;
  const y = squash(found, 4);
  const [a, b] = random.chance(0.5) ? [x, y] : [y, x];
  const exact = a.exact && b.exact;
  const sum = a.bound + b.bound;
  const linear: (() => Value)[] = [
    () => ({ tensor: tf.add(a.tensor, b.tensor), exact, bound: sum }),
    () => ({ tensor: tf.sub(a.tensor, b.tensor), exact, bound: sum }),
    () => ({ tensor: tf.mul(a.tensor, b.tensor), exact, bound: a.bound * b.bound }),
    () => ({ tensor: tf.div(a.tensor, tf.add(tf.square(b.tensor), 0.5)), exact: false, bound: 2 * a.bound }),
  ];
  const others: (() => Value)[] = [
    () => ({ tensor: tf.maximum(a.tensor, b.tensor), exact, bound: sum }),
    () => ({ tensor: tf.minimum(a.tensor, b.tensor), exact, bound: sum }),
    () => ({ tensor: tf.squaredDifference(a.tensor, b.tensor), exact, bound: sum ** 2 }),
  ];
  // the gradients of TF.js do not add up what was broadcast
  const broadcasts = String(a.tensor.shape) !== String(b.tensor.shape);
  return random.pick(pool.differentiable && broadcasts ? linear : [...linear, ...others])();
}

function integerOp(random: RandomSource, pool: Pool): Value | null {
  const x = take(random, pool.int32);
  const y = partner(random, x, pool.int32);
  if (y === null || broadcastShape(x.tensor.shape, y.tensor.shape) === null) return null;
  const [a, b] = random.chance(0.5) ? [x.tensor, y.tensor] : [y.tensor, x.tensor];
  return integers(
    random.pick<() => Tensor>([
      () => tf.add(a, b),
      () => tf.sub(a, b),
      () => tf.mul(a, b),
      () => tf.maximum(a, b),
      () => tf.minimum(a, b),
      () => tf.neg(a),
      () => tf.abs(a),
    ])(),
  );
}

function compare(random: RandomSource, pool: Pool): Value | null {
  const comparisons = [tf.greater, tf.greaterEqual, tf.less, tf.lessEqual, tf.equal, tf.notEqual];
  const values = random.chance(0.5) ? pool.int32 : pool.float32.filter(({ exact }) => exact);
  if (values.length === 0) return null;
  const x = take(random, values);
  const y = partner(random, x, values);
  if (y === null || broadcastShape(x.tensor.shape, y.tensor.shape) === null) return null;
  return integers(random.pick(comparisons)(x.tensor, y.tensor));
}

function logical(random: RandomSource, pool: Pool): Value | null {
  const x = take(random, pool.bool);
  if (random.chance(0.3)) return integers(tf.logicalNot(x.tensor));
  const y = partner(random, x, pool.bool);
  if (y === null || broadcastShape(x.tensor.shape, y.tensor.shape) === null) return null;
  return integers(random.pick([tf.logicalAnd, tf.logicalOr])(x.tensor, y.tensor));
}

function where(random: RandomSource, pool: Pool): Value | null {
  const values = pool[random.pick(types)];
  const x = take(random, values);
  const y = partner(random, x, values);
  const condition = partner(random, x, pool.bool);
  if (y === null || condition === null) return null;
  const shape = broadcastShape(x.tensor.shape, y.tensor.shape);
  if (shape === null || broadcastShape(shape, condition.tensor.shape) === null) return null;
  const tensor = tf.where(condition.tensor, x.tensor, y.tensor);
  return { tensor, exact: x.exact && y.exact, bound: Math.max(x.bound, y.bound) };
}

function cast(random: RandomSource, pool: Pool): Value {
  const to = random.pick(types);
  const from = random.pick(types);
  if (from === 'float32' && to !== 'float32') {
    const exact = pool.float32.filter((value) => value.exact);
    if (exact.length > 0) return integers(tf.cast(tf.mul(take(random, exact).tensor, 4), to));
  }
  const whole = take(random, random.chance(0.5) ? pool.int32 : pool.bool);
  const small =
    whole.tensor.dtype === 'bool'
      ? whole.tensor
      : tf.minimum(tf.maximum(whole.tensor, tf.scalar(-8, 'int32')), tf.scalar(8, 'int32'));
  return integers(tf.cast(small, to));
}

function reduce(random: RandomSource, pool: Pool): Value | null {
  const x = takeAny(random, pool);
  const { tensor, exact, bound } = x;
  const axes = tensor.shape.map((_, axis) => axis).filter(() => random.chance(0.5));
  const given = random.chance(0.15) ? undefined : axes.map((axis) => (random.chance(0.2) ? axis - tensor.rank : axis));
  const keep = random.chance(0.4);
  const count = given === undefined ? tensor.size : sizeOf(axes.map((axis) => tensor.shape[axis] as number));
  if (tensor.dtype === 'bool')
    return integers(random.pick([tf.all, tf.any])(tensor as tf.TensorLike & Tensor, given, keep));
  const either: (() => Value)[] = [
    () => like(x, tf.max(tensor, given, keep)),
    () => like(x, tf.min(tensor, given, keep)),
    () => ({
      tensor: tf.sum(tensor, given, keep),
      exact: tensor.dtype === 'int32' || (exact && count === 1),
      bound: bound * count,
    }),
  ];
  const floats: (() => Value)[] = [() => ({ tensor: tf.mean(tensor, given, keep), exact: false, bound })];
  if (!pool.differentiable)
    floats.push(() => ({ tensor: tf.prod(tf.tanh(tensor), given, keep), exact: false, bound: 1 }));
  return random.pick(tensor.dtype === 'float32' ? [...either, ...floats] : either)();
}

function product(random: RandomSource, pool: Pool): Value | null {
  const x = squash(take(random, pool.float32), 1);
  const y = squash(take(random, pool.float32), 1);
  const [m, k, n] = [0, 1, 2].map(() => random.pick([1, 2, 3, 4, 5, 8, 16, 17])) as [number, number, number];
  const [transposeX, transposeY] = [random.chance(0.5), random.chance(0.5)];
  const batches: readonly (readonly [readonly number[], readonly number[]])[] = [
    [[], []],
    [[3], [3]],
    [
      [2, 3],
      [2, 3],
    ],
    [[3], [1]],
    [[1], [4]],
    [
      [2, 1],
      [1, 3],
    ],
    [[2, 3], [3]],
    [[], [5]],
  ];
  // the gradient of TF.js does not add up what was broadcast
  const [batchX, batchY] = random.pick(pool.differentiable ? batches.slice(0, 3) : batches);
  const ownShape = (value: Value): boolean => value.tensor.rank >= 2 && random.chance(0.5);
  const first = ownShape(x) ? x.tensor : fitShape(x.tensor, [...batchX, ...(transposeX ? [k, m] : [m, k])]);
  const inner = first.shape.at(transposeX ? -2 : -1) as number;
  const leads = [first.shape.slice(0, -2), [], [1]];
  const lead = pool.differentiable ? (leads[0] as number[]) : ownShape(x) ? random.pick(leads) : batchY;
  if (inner > 64 || first.size > 2000) return null;
  const secondShape = [...lead, ...(transposeY ? [n, inner] : [inner, n])];
  const [leadX, leadY] = [first.shape.slice(0, -2), [...lead]];
  if (broadcastShape([...leadX], leadY) === null) return null;
  const second = fitShape(y.tensor, secondShape);
  return { tensor: tf.matMul(first, second, transposeX, transposeY), exact: false, bound: inner };
}

function softmax(random: RandomSource, pool: Pool): Value | null {
  const { tensor } = squash(take(random, pool.float32), 8);
  if (tensor.rank === 0) return null;
  return { tensor: random.chance(0.7) ? tf.softmax(tensor) : tf.logSumExp(tensor, -1, true), exact: false, bound: 20 };
}

/** The gradient of a few ops, brought into bounds: what an op becomes when it is differentiated is drawn nowhere else. */
function gradient(random: RandomSource, pool: Pool): Value | null {
  if (pool.differentiable) return null;
  const x = squash(take(random, pool.float32), 2);
  const slope = tf.grad((v: Tensor) => {
    const inner: Pool = { ...pool, differentiable: true, float32: [...pool.float32, { ...x, tensor: v }] };
    for (let left = 4; left > 0; left -= 1) {
      const value = random.pick(differentiableOps)(random, inner);
      if (value?.tensor.dtype === 'float32') inner.float32.push(value);
    }
    const last = squash(inner.float32.at(-1) as Value, 1);
    return tf.add(tf.mean(tf.square(last.tensor)), tf.mean(tf.mul(v, 0.1)));
  })(x.tensor);
  return { tensor: tf.tanh(slope), exact: false, bound: 1 };
}

const differentiableOps: readonly RandomOp[] = [
  ...[unary, unary, binary, binary, reduce, reduce, layout, layout, join, gather, product, product, softmax],
];

export const randomOps: readonly RandomOp[] = [
  gradient,
  gradient,
  unary,
  unary,
  unary,
  binary,
  binary,
  binary,
  integerOp,
  compare,
  logical,
  where,
  cast,
  reduce,
  reduce,
  layout,
  layout,
  layout,
  layout,
  join,
  join,
  gather,
  segmentSum,
  oneHot,
  product,
  product,
  softmax,
];
