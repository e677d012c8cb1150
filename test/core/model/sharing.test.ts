import { describe, expect, it } from 'vitest';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Parameters } from '../../../src-main/contract/study.ts';
import { createNetwork } from '../../../src-main/core/model/create-network.ts';
import { distancePenalty } from '../../../src-main/core/model/distance-penalty.ts';
import type { Encoder } from '../../../src-main/core/model/encoder/encoder.ts';
import { withEncoder } from '../../../src-main/core/model/encoder/with-encoder.ts';
import type { ForwardOptions } from '../../../src-main/core/model/forward.ts';
import { initialParameters } from '../../../src-main/core/model/initialize.ts';
import type { NetworkShape, Piece } from '../../../src-main/core/model/layout.ts';
import type { Network } from '../../../src-main/core/model/network.ts';
import { unpackParameters } from '../../../src-main/core/model/parameters.ts';
import { sharingForms } from '../../../src-main/core/model/sharing/registry.ts';
import { deriveSeed, fillUniform } from '../../../src-main/core/util/hash.ts';
import { taskGradients } from '../../../src-main/core/train/task-jacobian.ts';
import { taskLosses } from '../../../src-main/core/train/task-loss.ts';
import { weightedGradient } from '../../../src-main/core/train/weighted-gradient.ts';
import { tf } from '../../helper/tensorflow.ts';

const names = ['a', 'b', 'c'];
const shape: NetworkShape = { inputs: 3, widths: [5, 4], layerNorm: true, heads: [1, 3, 1] };
const tasks = [
  { loss: 'squared-error', outputs: 1 },
  { loss: 'cross-entropy', outputs: 3 },
  { loss: 'binary-cross-entropy', outputs: 1 },
];
const options: ForwardOptions = { activation: 'tanh', relu: tf.relu, dropout: null };
const rows = 6;

/** Every form as it is by default, and those whose parameters change what runs. */
const forms: readonly (readonly [string, string, Parameters])[] = [
  ...sharingForms.map(({ description: { id } }): [string, string, Parameters] => [id, id, {}]),
  ['split in groups', 'split', { depth: 1, group: [1, 2, 1] }],
  ['split from the inputs', 'split', { depth: 0 }],
  ['split in groups from the inputs', 'split', { depth: 0, group: [3, 3, 1] }],
  ['adapters on a frozen trunk', 'adapter', { frozen: 1 }],
  ['one level of extraction with more experts', 'cgc', { shared: 2, own: 2 }],
];

function random(size: number, seed: number, spread: number): Float32Array {
  return fillUniform(new Float32Array(size), deriveSeed(seed, 'test'), 0).map((value) => spread * (2 * value - 1));
}

function batch(replicas: number, seed = 1) {
  const x = tf.tensor(random(replicas * rows * shape.inputs, seed, 2), [replicas, rows, shape.inputs]);
  const values = random(replicas * rows * 3, seed + 50, 1).map((value, at) =>
    at % 3 === 0 ? value : at % 3 === 1 ? Math.floor(1.5 * (value + 1)) : Number(value > 0),
  );
  const targets = tf.tensor(values, [replicas, rows, 3]);
  const mask = tf.ones([replicas, rows, 3]);
  return { x, targets, mask, counts: tf.sum(mask, 1) };
}

/** Parameters of R replicas away from the start, so that nothing is zero that will not stay so. */
function parametersOf(network: Network, replicas: number, seed = 3): Tensor {
  const { size } = network.layout;
  const all = new Float32Array(replicas * size);
  for (let replica = 0; replica < replicas; replica += 1) {
    const noise = random(size, seed + replica, 0.3);
    all.set(
      initialParameters(network.layout, names, 5).map((value, at) => value + (noise[at] as number)),
      replica * size,
    );
  }
  return tf.tensor(all, [replicas, size]);
}

function start(network: Network): Tensor[] {
  const flat = tf.tensor(initialParameters(network.layout, names, 5), [1, network.layout.size]);
  return unpackParameters(flat, network.layout);
}

function stepOf(network: Network, flat: Tensor, seed = 1) {
  const replicas = flat.shape[0];
  const settings = { beta: tf.fill([replicas], 0.03) };
  return {
    network,
    pieces: unpackParameters(flat, network.layout),
    options,
    rows: batch(replicas, seed),
    tasks,
    settings,
  };
}

function objective(network: Network, flat: Tensor, weights: Tensor): number {
  const step = stepOf(network, flat);
  const losses = taskLosses(network.outputs(step.rows.x, step.pieces, options), step.rows, tasks);
  const weighted = tf.sum(tf.mul(weights, losses));
  const total =
    network.penalty === null ? weighted : tf.add(weighted, tf.sum(network.penalty(step.pieces, step.settings)));
  return total.arraySync() as number;
}

function expectClose(actual: Tensor, expected: Tensor, tolerance: number): void {
  expect(actual.shape).toEqual(expected.shape);
  const distance = tf.max(tf.abs(tf.sub(actual, expected))).arraySync() as number;
  expect(distance).toBeLessThan(tolerance * (1 + (tf.max(tf.abs(expected)).arraySync() as number)));
}

/** A linear map that all tasks share, in front of a network. */
const encoder: Encoder = {
  inputs: shape.inputs,
  outputs: shape.inputs,
  asTheyAre: 0,
  pieces: [{ name: 'encoder', kind: 'weight', rows: 3, columns: 3, initialize: (seed) => random(9, seed, 1) }],
  parts: [
    {
      id: 'encoder/0',
      label: 'encoder',
      owner: 'shared',
      stage: 1,
      inputs: 3,
      outputs: 3,
      parameters: 9,
      multiplyAdds: 9,
      details: 'linear',
      from: ['input'],
    },
  ],
  activations: 3,
  encode: (x, [weight]) => tf.matMul(x, weight as Tensor),
};

const behindEncoder = ['hard', 'frozen', 'film', 'soft', 'trace-norm', 'ple'];

describe.each([
  ...forms,
  ...behindEncoder.map((form): [string, string, Parameters] => [`${form} behind an encoder`, form, {}]),
])('%s', (title, form, parameters) => {
  const own = createNetwork({ form, parameters }, shape);
  const network = title.endsWith('encoder') ? withEncoder(own, encoder) : own;

  it('draws every parameter once', () => {
    expect(network.parts.reduce((sum, part) => sum + part.parameters, 0)).toBe(network.layout.size);
    const ids = network.parts.map((part) => part.id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const part of network.parts) {
      for (const id of part.from) expect([...ids, 'input']).toContain(id);
      for (const id of part.from) {
        const before = network.parts.find((other) => other.id === id);
        expect(before?.stage ?? 0, `${id} before ${part.id}`).toBeLessThan(part.stage);
      }
    }
  });

  it('has a backward pass that agrees with differences of the objective', () => {
    const flat = parametersOf(network, 1);
    const weights = tf.tensor2d([[0.7, 1.3, 1]]);
    const { gradient } = weightedGradient(stepOf(network, flat), () => ({ taskWeights: weights, carried: {} }));
    const frozen = network.layout.pieces.flatMap((piece) =>
      Array.from({ length: piece.rows * piece.columns }, () => (piece.isFrozen ? 0 : 1)),
    );
    for (const seed of [21, 22, 23]) {
      const direction = tf.tensor(
        random(network.layout.size, seed, 1).map((value, at) => value * (frozen[at] as number)),
        [1, network.layout.size],
      );
      const width = 1e-3;
      const ahead = objective(network, tf.add(flat, tf.mul(direction, width)), weights);
      const behind = objective(network, tf.sub(flat, tf.mul(direction, width)), weights);
      const slope = tf.sum(tf.mul(gradient, direction)).arraySync() as number;
      expect(Math.abs((ahead - behind) / (2 * width) - slope)).toBeLessThan(3e-3 * (1 + Math.abs(slope)));
    }
  });

  it('has task gradients that are the gradients of one loss at a time, and own parameters that feel one loss', () => {
    const flat = parametersOf(network, 2);
    const step = stepOf(network, flat);
    const gradients = taskGradients(step);
    const { sharedSize, size } = network.layout;
    const alone = tasks.map((_, task) => {
      const weights = tf.tensor2d([0, 1].map(() => tasks.map((__, other) => Number(other === task))));
      const withoutPenalty = { ...step, network: { ...network, penalty: null } };
      return weightedGradient(withoutPenalty, () => ({ taskWeights: weights, carried: {} })).gradient;
    });
    const shared = tf.stack(
      alone.map((one) => tf.slice(one, [0, 0], [2, sharedSize])),
      1,
    );
    expect(gradients.jacobian.shape).toEqual([2, 3, sharedSize]);
    if (sharedSize > 0) expectClose(gradients.jacobian, shared, 1e-5);
    const own = alone.map((one) => tf.slice(one, [0, sharedSize], [2, size - sharedSize]));
    const felt = tf.sum(
      tf.stack(
        own.map((one) => tf.cast(tf.notEqual(one, 0), 'float32')),
        0,
      ),
      0,
    );
    expect(tf.max(felt).arraySync()).toBe(1);
    const pack = (pieces: readonly Tensor[]): Tensor =>
      tf.concat(
        pieces.map((piece) => tf.reshape(piece, [2, -1])),
        1,
      );
    expectClose(pack(gradients.own(null)), tf.addN(own), 1e-5);
    const weights = tf.tensor2d([
      [2, 0.5, 1],
      [0.1, 3, 1],
    ]);
    const weighted = own.map((one, task) => tf.mul(one, tf.slice(weights, [0, task], [2, 1])));
    expectClose(pack(gradients.own(weights)), tf.addN(weighted), 1e-5);
  });

  it('keeps replicas apart', () => {
    const both = parametersOf(network, 2);
    const first = tf.slice(both, [0, 0], [1, network.layout.size]);
    const step = stepOf(network, both);
    const outputs = network.outputs(step.rows.x, step.pieces, options);
    const alone = network.outputs(
      tf.slice(step.rows.x, [0, 0, 0], [1, rows, shape.inputs]),
      unpackParameters(first, network.layout),
      options,
    );
    expectClose(tf.slice(outputs, [0, 0, 0], [1, rows, 5]), alone, 1e-6);
  });

  it('is the single-task network where there is one task', () => {
    const one = { ...shape, heads: [3] };
    const few = { ...parameters, ...('group' in parameters ? { group: [1] } : {}) };
    const { layout } = createNetwork({ form, parameters: few }, one);
    const twin = createNetwork({ form: 'hard', parameters: {} }, one).layout;
    expect(layout.size).toBe(twin.size);
    expect(initialParameters(layout, ['b'], 5)).toEqual(initialParameters(twin, ['b'], 5));
  });
});

describe('the start', () => {
  const twin = createNetwork({ form: 'hard', parameters: {} }, shape);
  const { x } = batch(1);
  const wanted = twin.outputs(x, start(twin), options);

  it.each([
    ['split', { depth: 1 }],
    ['split', { depth: 0 }],
    ['frozen', {}],
    ['film', {}],
    ['adapter', {}],
    ['soft', {}],
    ['trace-norm', {}],
    ['cross-stitch', {}],
  ])('of %s %j is that of the twins', (form, parameters) => {
    const network = createNetwork({ form, parameters }, shape);
    expectClose(network.outputs(x, start(network), options), wanted, 1e-6);
  });

  it.each(['mtan', 'mmoe', 'cgc', 'ple'])('of %s is another', (form) => {
    const network = createNetwork({ form, parameters: {} }, shape);
    const outputs = network.outputs(x, start(network), options);
    expect(tf.max(tf.abs(tf.sub(outputs, wanted))).arraySync()).toBeGreaterThan(1e-3);
  });

  it('of one shared expert that has the gate to itself is the twin', () => {
    const network = createNetwork({ form: 'mmoe', parameters: { experts: 1 } }, shape);
    expectClose(network.outputs(x, start(network), options), wanted, 1e-6);
  });
});

describe('the number of parameters', () => {
  const plain: NetworkShape = { inputs: 10, widths: [8, 4], layerNorm: false, heads: [1, 3] };
  const trunk = 10 * 8 + 8 + 8 * 4 + 4;
  const heads = 5 * 4;

  it.each([
    ['hard', {}, trunk, heads],
    ['split', { depth: 1 }, 88, 2 * 36 + heads],
    ['split', { depth: 0 }, 0, 2 * trunk + heads],
    ['split', { depth: 2 }, trunk, heads],
    ['split', { depth: 0, group: [1, 1] }, trunk, heads],
    ['frozen', { depth: 1 }, trunk, heads],
    ['film', {}, trunk, 2 * 2 * (8 + 4) + heads],
    ['adapter', {}, trunk, 2 * 2 * (8 * 2 + 4 * 1) + heads],
    ['adapter', { bottleneck: 3 }, trunk, 2 * 2 * 3 * (8 + 4) + heads],
    ['soft', {}, 0, 2 * trunk + heads],
    ['trace-norm', {}, 0, 2 * trunk + heads],
    ['cross-stitch', {}, 2 * trunk + 2 * 4, heads],
    ['mtan', {}, trunk, 2 * (8 * 2 + 2 + 2 * 8 + 8 + (12 * 1 + 1 + 1 * 4 + 4)) + heads],
    ['mmoe', {}, 3 * trunk, 2 * 10 * 3 + heads],
    ['mmoe', { experts: 5 }, 5 * trunk, 2 * 10 * 5 + heads],
    ['cgc', {}, trunk, 2 * trunk + 2 * 10 * 2 + heads],
    ['ple', {}, 3 * 88 + 10 * 3 + 36, 2 * 10 * 2 + 2 * 36 + 2 * 8 * 2 + heads],
  ])('of %s %j', (form, parameters: Parameters, shared, own) => {
    const { layout } = createNetwork({ form, parameters }, plain);
    expect(layout.sharedSize).toBe(shared);
    expect(layout.size - layout.sharedSize).toBe(own);
  });
});

describe('the penalties', () => {
  const two: NetworkShape = { inputs: 3, widths: [4], layerNorm: false, heads: [1, 1] };
  const beta = { beta: tf.tensor1d([0.5]) };

  it('of soft sharing is 2 beta times the squared distance of two towers', () => {
    const network = createNetwork({ form: 'soft', parameters: {} }, two);
    const values = random(network.layout.size, 4, 1);
    const flat = tf.tensor(values, [1, network.layout.size]);
    const [weight, bias] = network.layout.pieces as readonly [Piece, Piece, ...Piece[]];
    let distance = 0;
    for (let at = 0; at < 12; at += 1) {
      distance += ((values[weight.offset + at] as number) - (values[weight.offset + 12 + at] as number)) ** 2;
    }
    for (let at = 0; at < 4; at += 1) {
      distance += ((values[bias.offset + at] as number) - (values[bias.offset + 4 + at] as number)) ** 2;
    }
    const penalty = network.penalty?.(unpackParameters(flat, network.layout), beta).arraySync() as number[];
    expect(penalty[0]).toBeCloseTo(2 * 0.5 * distance, 4);
  });

  it('of the trace norm is the sum of singular values, with the polar factor as its slope', () => {
    const network = createNetwork({ form: 'trace-norm', parameters: {} }, two);
    const values = random(network.layout.size, 8, 1);
    const flat = tf.tensor(values, [1, network.layout.size]);
    const a = [...values.slice(0, 12)];
    const b = [...values.slice(12, 24)];
    const dot = (one: number[], other: number[]): number =>
      one.reduce((sum, value, at) => sum + value * (other[at] as number), 0);
    // singular values s, r of a matrix with two columns: (s + r)^2 = |a|^2 + |b|^2 + 2 area
    const area = Math.sqrt(dot(a, a) * dot(b, b) - dot(a, b) ** 2);
    const norm = Math.sqrt(dot(a, a) + dot(b, b) + 2 * area);
    const penalty = network.penalty?.(unpackParameters(flat, network.layout), beta).arraySync() as number[];
    expect(penalty[0]).toBeCloseTo(0.5 * norm, 4);
  });

  it('of the trace norm is finite, with a finite slope, for towers that are alike and that are zero', () => {
    const network = createNetwork({ form: 'trace-norm', parameters: {} }, two);
    for (const value of [0, 0.5, 1e-8, 1e4]) {
      const flat = tf.fill([1, network.layout.size], value);
      const slope = tf.grad((x: Tensor) =>
        tf.sum(network.penalty?.(unpackParameters(x, network.layout), beta) as Tensor),
      )(flat);
      expect([...(slope.dataSync() as Float32Array)].every(Number.isFinite)).toBe(true);
      // all entries alike: the norm is that of a vector of 24 entries, sqrt(24) |value|
      const penalty = network.penalty?.(unpackParameters(flat, network.layout), beta).arraySync() as number[];
      const wanted = 0.5 * Math.sqrt(24) * value;
      expect(Math.abs((penalty[0] as number) - wanted)).toBeLessThan(1e-4 * wanted + 1e-6);
    }
  });
});

describe('closed forms', () => {
  it('soft sharing settles where two quadratic losses and the distance balance', () => {
    const stack = { copies: 2, layers: [{ layer: 0, inputs: 1, width: 1, pieces: [0] }] };
    const minimum = (strength: number): [number, number] => {
      const slope = tf.grad((theta: Tensor) => {
        const misfit = tf.square(tf.sub(theta, tf.tensor3d([[[0], [2]]])));
        const fit = tf.sum(tf.mul(tf.tensor3d([[[0.5], [1.5]]]), misfit));
        return tf.add(fit, tf.sum(distancePenalty(stack, [theta], tf.tensor1d([strength]))));
      });
      let theta: Tensor = tf.tensor3d([[[5], [-5]]]);
      const rate = 1 / (3 + 8 * strength);
      for (let step = 0; step < 4000; step += 1) theta = tf.sub(theta, tf.mul(slope(theta), rate));
      return [...(theta.dataSync() as Float32Array)] as [number, number];
    };
    // L = sum a_t (theta_t - m_t)^2 / 2 + 2 b (theta_1 - theta_2)^2 with a = (1, 3), m = (0, 2)
    const [one, two] = tf.tidy(() => minimum(0.5));
    expect(one).toBeCloseTo(12 / 11, 4);
    expect(two).toBeCloseTo(18 / 11, 4);
    const apart = tf.tidy(() => minimum(0));
    expect(apart[0]).toBeCloseTo(0, 4);
    expect(apart[1]).toBeCloseTo(2, 4);
    const together = tf.tidy(() => minimum(50));
    expect(together[0]).toBeCloseTo(1.5, 1);
    expect(together[1] - together[0]).toBeCloseTo(2 / (1 + 200 * (1 + 1 / 3)), 4);
  });

  it('FiLM resolves two tasks that want the same unit with opposite signs', () => {
    const line: NetworkShape = { inputs: 1, widths: [1], layerNorm: false, heads: [1, 1] };
    const network = createNetwork({ form: 'film', parameters: {} }, line);
    const x = tf.tensor([1, -1, 1, -1], [1, 4, 1]);
    const targets = tf.concat([x, tf.neg(x)], 2);
    const measure = (weight: number, gamma: readonly [number, number]) => {
      const values: Record<string, number[]> = {
        'layer 1 weight': [weight],
        'gamma, layer 1': [...gamma],
        'head weight': [1, 1],
      };
      const pieces = network.layout.pieces.map((piece) =>
        tf.tensor(values[piece.name] ?? Array(piece.rows * piece.columns).fill(0), [1, piece.rows, piece.columns]),
      );
      const { losses, jacobian } = taskGradients({
        network,
        pieces,
        options: { ...options, activation: 'linear' },
        rows: { x, targets, mask: tf.ones([1, 4, 2]), counts: tf.fill([1, 2], 4) },
        tasks: [
          { loss: 'squared-error', outputs: 1 },
          { loss: 'squared-error', outputs: 1 },
        ],
        settings: {},
      });
      const [g1 = 0, , g2 = 0] = [...(jacobian.dataSync() as Float32Array)];
      return { cosine: Math.sign(g1 * g2), loss: tf.sum(losses).arraySync() as number };
    };
    for (const weight of [-0.9, -0.3, 0.2, 0.7]) {
      // without scales of their own the losses add up to (w - 1)^2 + (w + 1)^2, at best that of w = 0
      const without = measure(weight, [0, 0]);
      expect(without.cosine).toBe(-1);
      expect(without.loss).toBeGreaterThanOrEqual(measure(0, [0, 0]).loss);
      const flipped = measure(weight, [0, -2]);
      expect(flipped.cosine).toBe(1);
    }
    expect(measure(0, [0, 0]).loss).toBeGreaterThanOrEqual(1);
    expect(measure(1, [0, -2]).loss).toBeCloseTo(0, 6);
  });
});

it('FiLM counts the units whose scale is below zero, task by task', () => {
  const network = createNetwork({ form: 'film', parameters: {} }, shape);
  const parameters = initialParameters(network.layout, names, 5);
  const values = (): string[] => (network.observe?.(parameters) ?? []).map(({ value }) => value);
  expect(values()).toEqual(['0 of 9', '0 of 9', '0 of 9']);
  const [first, second] = network.layout.pieces.filter(({ name }) => name.startsWith('gamma'));
  parameters[(first?.offset ?? 0) + 5 + 2] = -1.5;
  parameters[(second?.offset ?? 0) + 4 + 1] = -2;
  parameters[(second?.offset ?? 0) + 8] = -0.99;
  expect(values()).toEqual(['0 of 9', '2 of 9', '0 of 9']);
});

describe('parameters that do not fit', () => {
  it.each([
    ['split', { depth: 3 }, /at most 2/],
    ['split', { depth: 1.5 }, /whole number/],
    ['split', { group: [1, 2] }, /each of the 3 tasks/],
    ['frozen', { depth: 9 }, /from 0 to 8/],
    ['ple', { levels: 3 }, /at most 2/],
    ['film', { depth: 1 }, /film has none/],
    ['soft', { gamma: 1 }, /soft has sharing.beta/],
    ['mmoe', { experts: [1, 2, 3] }, /one number/],
    ['cross-stitch', { own: 'much' }, /must be a number/],
    ['no-such', {}, /choose one of hard/],
  ])('of %s %j are refused', (form, parameters: Parameters, message) => {
    expect(() => createNetwork({ form, parameters }, shape)).toThrow(message);
  });
});
