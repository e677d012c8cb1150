import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compileBest } from '../../../src-main/core/engine/compile-best.ts';
import type { Engine, Executable, Program, TensorMap } from '../../../src-main/core/engine/engine.ts';
import { loadNative } from '../../../src-main/core/engine/native/load-native.ts';
import { openEngine } from '../../../src-main/core/engine/open-engine.ts';
import { randomTensor } from './random-tensor.ts';
import { disposeAll } from './run-cases.ts';

const kinds = ['xla', 'direct', 'graph', 'eager'] as const;
const compiledKinds = ['xla', 'direct', 'graph'] as const;
const engines = {} as Record<(typeof kinds)[number], Engine>;

beforeAll(async () => {
  for (const kind of kinds) {
    engines[kind] = (await openEngine(kind)).engine;
  }
});

afterAll(() => Object.values(engines).forEach((engine) => engine.dispose()));

/** w and its mirror move towards the mean of x. */
const descent: Program = {
  name: 'descent',
  body: (_, state, inputs) => {
    const target = tf.mean(inputs['x']!, 1);
    const next = tf.add(state['w']!, tf.mul(tf.sub(target, state['w']!), 0.25));
    return { w: next, best: tf.minimum(next, state['best']!), count: tf.add(state['count']!, tf.scalar(1, 'int32')) };
  },
};

function descentState(w: Tensor): TensorMap {
  return { w, best: w, count: tf.scalar(0, 'int32') };
}

function values(map: TensorMap): Record<string, number[]> {
  return Object.fromEntries(Object.entries(map).map(([name, tensor]) => [name, Array.from(tensor.dataSync())]));
}

/** Compiles, hands the executable over, frees it. */
function using<T>(executable: Executable, use: (executable: Executable) => T): T {
  try {
    return use(executable);
  } finally {
    executable.dispose();
  }
}

describe.each(kinds)('%s', (kind) => {
  it('gives the same numbers call after call when one tensor is fed under two names', () => {
    const w = randomTensor([64], 1);
    const state = descentState(w);
    const inputs = { x: randomTensor([64, 5], 2) };
    const apart = { ...state, best: tf.add(w, 0) };
    const before = values({ ...state, ...inputs });
    using(engines[kind].compile(descent, state, inputs), (executable) => {
      const expected = values(executable.run(apart, inputs, 0, 9));
      const results = Array.from({ length: 20 }, () => executable.run(state, inputs, 0, 9));
      results.forEach((result) => expect(values(result)).toEqual(expected));
      expect(values({ ...state, ...inputs })).toEqual(before);
      const twice = executable.run({ ...results[0]!, best: results[0]!['w']! }, inputs, 9, 9);
      expect(values(results[0]!)).toEqual(expected);
      expect(twice['count']!.dataSync()[0]).toBe(18);
    });
  });

  it('gives the state back unchanged, as new tensors, after no steps', () => {
    const state = descentState(randomTensor([4], 1));
    const inputs = { x: randomTensor([4, 2], 2) };
    using(engines[kind].compile(descent, state, inputs), (executable) => {
      const result = executable.run(state, inputs, 5, 0);
      expect(values(result)).toEqual(values(state));
      disposeAll(result);
      expect(state['w']!.dataSync()).toHaveLength(4);
    });
  });

  it('takes tensors in any order of names and gives the order of the examples', () => {
    const state = descentState(randomTensor([4], 1));
    const inputs = { x: randomTensor([4, 2], 2) };
    using(engines[kind].compile(descent, state, inputs), (executable) => {
      const { w, best, count } = state;
      const result = executable.run({ count: count!, best: best!, w: w! }, inputs, 0, 3);
      expect(Object.keys(result)).toEqual(['w', 'best', 'count']);
      expect(values(result)).toEqual(values(executable.run(state, inputs, 0, 3)));
    });
  });

  it('keeps a NaN of one replica from the bits of the others', () => {
    const replicas = 4;
    const program: Program = {
      name: 'regression',
      body: (_, state, inputs, operations) => {
        const gradient = tf.grad((w) =>
          tf.sum(tf.mean(tf.square(tf.sub(operations.relu(tf.matMul(inputs['x']!, w as tf.Tensor3D)), 1)), [1, 2])),
        )(state['w']!);
        return { w: tf.sub(state['w']!, tf.mul(gradient, 0.1)) };
      },
    };
    const state = { w: randomTensor([replicas, 8, 8], 3, 0.4) };
    const x = randomTensor([replicas, 16, 8], 4);
    const bad = tf.concat([tf.slice(x, [0], [1]), tf.fill([1, 16, 8], NaN), tf.slice(x, [2], [2])], 0);
    using(engines[kind].compile(program, state, { x }), (executable) => {
      const sound = executable.run(state, { x }, 0, 30)['w']!;
      const mixed = executable.run(state, { x: bad }, 0, 30)['w']!;
      for (const replica of [0, 2, 3]) {
        expect(tf.slice(mixed, [replica], [1]).dataSync()).toEqual(tf.slice(sound, [replica], [1]).dataSync());
      }
      expect(tf.slice(mixed, [1], [1]).dataSync().every(Number.isNaN)).toBe(true);
    });
  });

  it('refuses feeds that do not fit, by name', () => {
    const state = descentState(tf.zeros([4]));
    const inputs = { x: tf.zeros([4, 2]) };
    using(engines[kind].compile(descent, state, inputs), (executable) => {
      const refusals: [TensorMap, TensorMap, number, number, RegExp][] = [
        [{ ...state, w: tf.zeros([5]) }, inputs, 0, 1, /tensor w .* must be float32 \[4\].*: float32 \[5\]/],
        [{ ...state, count: tf.scalar(0) }, inputs, 0, 1, /tensor count .* must be int32 \[\]/],
        [{ w: state['w']!, best: state['best']! }, inputs, 0, 1, /missing tensor .*: count/],
        [{ ...state, momentum: tf.zeros([4]) }, inputs, 0, 1, /unknown tensor .*: momentum/],
        [state, {}, 0, 1, /missing tensor in the inputs of program descent: x/],
        [state, inputs, -1, 1, /from and count must be integers >= 0/],
        [state, inputs, 0, 1.5, /from and count must be integers >= 0/],
        [state, inputs, 2 ** 31 - 1, 1, /below 2\^31/],
      ];
      for (const [wrongState, wrongInputs, from, count, message] of refusals) {
        const attempt = () => executable.run(wrongState, wrongInputs, from, count);
        expect(attempt).toThrow(message);
        expect(attempt).toThrow(expect.objectContaining({ code: 'engine' }));
      }
      const gone = tf.zeros([4]);
      gone.dispose();
      expect(() => executable.run({ ...state, w: gone }, inputs, 0, 1)).toThrow(/has been disposed/);
      expect(values(executable.run(state, inputs, 0, 1))['count']).toEqual([1]);
    });
  });

  it('refuses to run once disposed', () => {
    const executable = engines[kind].compile(descent, descentState(tf.zeros([4])), { x: tf.zeros([4, 2]) });
    executable.dispose();
    executable.dispose();
    expect(() => executable.run(descentState(tf.zeros([4])), { x: tf.zeros([4, 2]) }, 0, 1)).toThrow(/disposed/);
  });

  it('frees tensors that a step keeps', () => {
    const keeping: Program = {
      name: 'keeping',
      body: (_, state) => {
        const kept = tf.keep(tf.add(state['w']!, 1));
        return { w: kept };
      },
    };
    const state = { w: tf.zeros([3]) };
    const before = tf.memory().numTensors;
    using(engines[kind].compile(keeping, state, {}), (executable) => {
      const result = executable.run(state, {}, 0, 4);
      expect(Array.from(result['w']!.dataSync())).toEqual([4, 4, 4]);
      disposeAll(result);
    });
    expect(tf.memory().numTensors).toBe(before);
  });

  it('treats what stopGradient computes as constant, also a gradient', () => {
    const program: Program = {
      name: 'constant',
      body: (_, state, __, operations) => {
        const gradient = tf.grad((w) => {
          const slope = operations.stopGradient(() => tf.grad((v) => tf.sum(tf.pow(v, 3)))(w));
          return tf.sum(tf.mul(slope, w));
        })(state['w']!);
        return { w: gradient };
      },
    };
    const state = { w: tf.tensor1d([1, 2]) };
    using(engines[kind].compile(program, state, {}), (executable) => {
      expect(Array.from(executable.run(state, {}, 0, 1)['w']!.dataSync())).toEqual([3, 12]);
    });
  });
});

describe.each(compiledKinds)('%s', (kind) => {
  const state = () => ({ x: tf.tensor1d([3, 1, 2]) });

  it.each<[string, RegExp, Program['body']]>([
    [
      'an op that keeps state',
      /unsupported op .*: Multinomial/,
      (_, { x }) => ({ x: tf.cast(tf.multinomial(x as tf.Tensor1D, 3, 7), 'float32') }),
    ],
    [
      'a host read',
      /reads values on the host.*: result of Sum/,
      (_, { x }) => ({ x: tf.mul(x!, tf.sum(x!).dataSync()[0]!) }),
    ],
  ])('names %s', (_, message, body) => {
    const compile = () => engines[kind].compile({ name: 'odd', body }, state(), {});
    expect(compile).toThrow(message);
    expect(compile).toThrow(expect.objectContaining({ code: 'engine' }));
  });

  it('refuses numbers from Math.random, which would be drawn only once', () => {
    const { random } = Math;
    const body: Program['body'] = (_, { x }) => ({ x: tf.add(x!, tf.randomUniform([3])) });
    expect(() => engines[kind].compile({ name: 'odd', body }, state(), {})).toThrow(
      /Math\.random.*operations\.uniform/,
    );
    expect(Math.random).toBe(random);
  });

  it('refuses tensors from outside', () => {
    const outside = tf.add(tf.ones([3]), 1);
    const body: Program['body'] = (_, { x }) => ({ x: tf.add(x!, outside) });
    expect(() => engines[kind].compile({ name: 'odd', body }, state(), {})).toThrow(/neither in its state or inputs/);
  });

  it('refuses a step that changes the shape or the names of the state', () => {
    const longer: Program['body'] = (_, { x }) => ({ x: tf.concat([x!, x!]) });
    const renamed: Program['body'] = (_, { x }) => ({ y: x! });
    expect(() => engines[kind].compile({ name: 'odd', body: longer }, state(), {})).toThrow(
      /tensor x .*: float32 \[6\]/,
    );
    expect(() => engines[kind].compile({ name: 'odd', body: renamed }, state(), {})).toThrow(/unknown tensor .*: y/);
  });

  it('leaves no tensor, program or folder behind when a program is refused', () => {
    const { binding } = loadNative();
    const example = { x: tf.neg(tf.tensor1d([3, 1, 2])) };
    const temporary = mkdtempSync(join(tmpdir(), 'tandem-test-'));
    const usual = process.env['TMPDIR'];
    process.env['TMPDIR'] = temporary;
    try {
      const before = [tf.memory().numTensors, binding.getNumOfTensors(), binding.getNumOfSavedModels()];
      const failing: Program['body'][] = [
        (_, { x }) => ({ x: tf.cast(tf.multinomial(x as tf.Tensor1D, 3, 7), 'float32') }),
        (_, { x }) => ({ x: tf.keep(tf.mul(x!, tf.sum(x!).dataSync()[0]!)) }),
        () => {
          throw new Error('from the program');
        },
      ];
      for (const body of failing) {
        expect(() => engines[kind].compile({ name: 'odd', body }, example, {})).toThrow();
      }
      expect([tf.memory().numTensors, binding.getNumOfTensors(), binding.getNumOfSavedModels()]).toEqual(before);
      expect(readdirSync(temporary)).toEqual([]);
    } finally {
      if (usual === undefined) {
        delete process.env['TMPDIR'];
      } else {
        process.env['TMPDIR'] = usual;
      }
      rmSync(temporary, { recursive: true });
    }
  });
});

describe('compileBest', () => {
  it('uses the engine it is given where that can', () => {
    const { executable, notices } = compileBest(engines.xla, descent, descentState(tf.zeros([4])), {
      x: tf.zeros([4, 2]),
    });
    expect([executable.kind, notices]).toEqual(['xla', []]);
    executable.dispose();
  });

  it('falls to graph for an op that XLA has no kernel for, and says which', () => {
    const { backend, binding } = loadNative();
    const types = ['T', 'dtype'].map((name, index) => ({ name, type: binding.TF_ATTR_TYPE, value: [1, 3][index] }));
    const program: Program = {
      name: 'histogram',
      body: (_, { counts }, { x }) => {
        const range = tf.tensor1d([0, 4]);
        const feeds = [x!, range, tf.scalar(2, 'int32')];
        return { counts: tf.add(counts!, backend.executeSingleOutput('HistogramFixedWidth', types, feeds)) };
      },
    };
    const state = { counts: tf.zeros([2], 'int32') };
    const inputs = { x: tf.tensor1d([0.5, 3, 3.5]) };
    const { executable, notices } = compileBest(engines.xla, program, state, inputs);
    expect(executable.kind).toBe('graph');
    expect(notices).toMatchObject([{ wanted: 'xla', used: 'graph' }]);
    expect(notices[0]!.reason).toMatch(/unsupported op HistogramFixedWidth/);
    expect(Array.from(executable.run(state, inputs, 0, 2)['counts']!.dataSync())).toEqual([2, 4]);
    executable.dispose();
  });

  it('falls to eager for a step that reads values on the host', () => {
    const program: Program = { name: 'reading', body: (_, { x }) => ({ x: tf.mul(x!, tf.max(x!).dataSync()[0]!) }) };
    const state = { x: tf.tensor1d([3, 1]) };
    const { executable, notices } = compileBest(engines.xla, program, state, {});
    expect(notices.map((notice) => notice.used)).toEqual(['graph', 'eager']);
    expect(notices[0]!.reason).toMatch(/Max/);
    expect(Array.from(executable.run(state, {}, 0, 2)['x']!.dataSync())).toEqual([81, 27]);
    executable.dispose();
  });

  it('throws what is wrong with the program itself', () => {
    const program: Program = { name: 'wrong', body: () => ({}) };
    expect(() => compileBest(engines.xla, program, { x: tf.zeros([2]) }, {})).toThrow(/missing tensor .*: x/);
  });
});
