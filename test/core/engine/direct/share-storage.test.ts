import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { closeLoops } from '../../../../src-main/core/engine/direct/close-loops.ts';
import { fuseNodes } from '../../../../src-main/core/engine/direct/fuse.ts';
import type { Kernel, LoopKernel } from '../../../../src-main/core/engine/direct/kernel.ts';
import { PlanBuilder } from '../../../../src-main/core/engine/direct/plan-builder.ts';
import { shareStorages } from '../../../../src-main/core/engine/direct/share-storage.ts';
import { viewOf, wholeView, type View } from '../../../../src-main/core/engine/direct/view.ts';
import { typeCode } from '../../../../src-main/core/engine/native/data-type.ts';
import type { Engine, Program, TensorMap } from '../../../../src-main/core/engine/engine.ts';
import { openEngine } from '../../../../src-main/core/engine/open-engine.ts';

const { float32, int32 } = typeCode;
let direct: Engine;

beforeAll(async () => {
  direct = (await openEngine('direct')).engine;
});

function transposed(view: View): View {
  return viewOf(view, [[{ size: 3, stride: 1 }], [{ size: 3, stride: 3 }]], [3, 3]);
}

function sumRows(builder: PlanBuilder, view: View): View {
  const walk = { kept: [{ size: 3, stride: 3 }], reduced: [{ size: 3, stride: 1 }] };
  return builder.make({ kind: 'reduce', reduction: 'sum', inputs: [view], ...walk }, [3, 1], float32);
}

/** Which states of a loop over [3, 3] are written in place. */
function inPlace(count: number, body: (builder: PlanBuilder, states: readonly View[]) => readonly View[]): boolean[] {
  const builder = new PlanBuilder();
  const initial = builder.feed([3, 3], float32);
  const limit = builder.uniform(3, [], int32);
  builder.openLoop();
  const index = builder.carried(1);
  const storages = Array.from({ length: count }, () => builder.carried(9));
  const results = body(
    builder,
    storages.map((storage) => wholeView(storage, [3, 3], float32)),
  );
  const carried = storages.map((storage, position) => ({ storage, initial, result: results[position] as View }));
  builder.addLoop(builder.uniform(0, [], int32), limit, index, carried, builder.closeLoop());
  const kernels = fuseNodes(builder.nodes);
  shareStorages(kernels);
  const loop = kernels.find((kernel): kernel is LoopKernel => kernel.kind === 'loop');
  return loop?.carried.map((state) => state.result.storage.sharedWith === state.storage) ?? [];
}

function add(builder: PlanBuilder, one: View, other: View): View {
  return builder.element('add', [one, other], [3, 3], float32);
}

describe('a state is written in place', () => {
  it('where its last reader writes it in order', () => {
    expect(inPlace(1, (builder, [a]) => [add(builder, a!, a!)])).toEqual([true]);
    expect(inPlace(2, (builder, [a, b]) => [add(builder, a!, b!), add(builder, b!, b!)])).toEqual([true, true]);
  });

  it('where what reads it comes before', () => {
    expect(inPlace(1, (builder, [a]) => [add(builder, a!, sumRows(builder, a!))])).toEqual([true]);
  });
});

describe('a state keeps its own storage', () => {
  it('where it is read after its next value is made', () => {
    const later = (builder: PlanBuilder, [a, b]: readonly View[]): View[] => {
      const next = add(builder, a!, a!);
      return [next, add(builder, b!, add(builder, transposed(a!), sumRows(builder, next)))];
    };
    expect(inPlace(2, later)).toEqual([false, true]);
  });

  it('where the same kernel reads it in another order', () => {
    expect(inPlace(1, (builder, [a]) => [add(builder, a!, transposed(a!))])).toEqual([false]);
  });

  it('where the same kernel is a product of it', () => {
    const product = (builder: PlanBuilder, [a]: readonly View[]): View[] => {
      const shape = { batch: [], m: 3, n: 3, k: 3, rowStrides: [3, 3], transposed: [false, false] } as const;
      return [builder.make({ kind: 'product', inputs: [a!, a!], ...shape }, [3, 3], float32)];
    };
    expect(inPlace(1, product)).toEqual([false]);
  });

  it('where it becomes another state', () => {
    expect(inPlace(2, (_, [a, b]) => [b!, a!])).toEqual([false, false]);
    expect(inPlace(2, (builder, [a, b]) => [add(builder, a!, b!), a!])).toEqual([false, false]);
  });

  it('where its next value is another one that was put in its place', () => {
    const twice = (builder: PlanBuilder, [a, b]: readonly View[]): View[] => {
      const sum = add(builder, a!, b!);
      return [sum, sum];
    };
    expect(inPlace(2, twice).filter(Boolean)).toHaveLength(1);
  });

  it('where its next value is only part of what is made, or is turned', () => {
    expect(inPlace(1, (builder, [a]) => [transposed(add(builder, a!, a!))])).toEqual([false]);
  });

  it('where a nested loop reads it after its next value is made', () => {
    const nested = (builder: PlanBuilder, [a, b]: readonly View[]): View[] => {
      const next = add(builder, a!, a!);
      const limit = builder.element('floatToInteger', [sumRows(builder, next)], [3, 1], int32);
      builder.openLoop();
      const index = builder.carried(1);
      const inner = wholeView(builder.carried(9), [3, 3], float32);
      const result = add(builder, inner, a!);
      const nodes = builder.closeLoop();
      builder.addLoop(
        builder.uniform(0, [], int32),
        limit,
        index,
        [{ storage: inner.storage, initial: b!, result }],
        nodes,
      );
      return [next, wholeView(builder.leftIn(inner.storage), [3, 3], float32)];
    };
    expect(inPlace(2, nested)).toEqual([false, false]);
  });
});

describe('a loop in the body', () => {
  /** Whether it goes on in the memory of the state that it starts with, and how many copies both loops make. */
  function goesOn(
    body: (builder: PlanBuilder, outer: readonly View[], inner: View) => View,
    results: (builder: PlanBuilder, outer: readonly View[], left: View) => readonly View[],
  ): { readonly shares: boolean; readonly copies: number } {
    const builder = new PlanBuilder();
    const initial = builder.feed([3, 3], float32);
    const [zero, limit] = [builder.uniform(0, [], int32), builder.uniform(3, [], int32)];
    builder.openLoop();
    const index = builder.carried(1);
    const storages = [builder.carried(9), builder.carried(9)];
    const outer = storages.map((storage) => wholeView(storage, [3, 3], float32));
    builder.openLoop();
    const innerIndex = builder.carried(1);
    const inner = wholeView(builder.carried(9), [3, 3], float32);
    const result = body(builder, outer, inner);
    const nodes = builder.closeLoop();
    const state = { storage: inner.storage, initial: outer[0] as View, result };
    builder.addLoop(zero, limit, innerIndex, [state], nodes);
    const left = results(builder, outer, wholeView(builder.leftIn(inner.storage), [3, 3], float32));
    const carried = storages.map((storage, position) => ({ storage, initial, result: left[position] as View }));
    builder.addLoop(zero, limit, index, carried, builder.closeLoop());
    const kernels = fuseNodes(builder.nodes);
    shareStorages(kernels);
    const [loop] = closeLoops(kernels).filter((kernel): kernel is LoopKernel => kernel.kind === 'loop');
    const all = (given: readonly Kernel[]): readonly Kernel[] =>
      given.flatMap((kernel) => (kernel.kind === 'loop' ? all(kernel.body) : [kernel]));
    return {
      shares: inner.storage.sharedWith === storages[0],
      copies: all(loop?.body ?? []).filter((kernel) => kernel.kind === 'copy').length,
    };
  }

  const double = (builder: PlanBuilder, _: readonly View[], inner: View): View => add(builder, inner, inner);

  it('goes on in the memory of the state that it starts with, without a copy', () => {
    const found = goesOn(double, (builder, [, b], left) => [left, add(builder, b!, left)]);
    expect(found).toEqual({ shares: true, copies: 0 });
  });

  it('may leave a value that another state takes over', () => {
    const found = goesOn(double, (builder, [, b], left) => [add(builder, left, b!), left]);
    expect(found.shares).toBe(true);
  });

  it('keeps its own where it reads what it starts with in each turn', () => {
    const found = goesOn(
      (builder, [a], inner) => add(builder, inner, a!),
      (_, [, b], left) => [left, b!],
    );
    expect(found.shares).toBe(false);
  });

  it('keeps its own where what it starts with is read after it, or becomes another state', () => {
    expect(goesOn(double, (builder, [a], left) => [left, add(builder, a!, left)]).shares).toBe(false);
    expect(goesOn(double, (_, [a], left) => [left, a!]).shares).toBe(false);
  });
});

type Numbers = Readonly<Record<string, readonly number[]>>;

/** Bodies whose states depend on each other, with what they give when every state is computed from the ones before. */
const bodies: Readonly<Record<string, [Program['body'], (state: Numbers) => Numbers]>> = {
  'a, b = b, a': [(_, { a, b, c }) => ({ a: b!, b: a!, c: c! }), ({ a, b, c }) => ({ a: b!, b: a!, c: c! })],
  'a, b, c = b, c, a': [(_, { a, b, c }) => ({ a: b!, b: c!, c: a! }), ({ a, b, c }) => ({ a: b!, b: c!, c: a! })],
  'a, b = a + b, a': [
    (_, { a, b, c }) => ({ a: tf.add(a!, b!), b: a!, c: c! }),
    ({ a, b, c }) => ({ a: a!.map((value, at) => value + b![at]!), b: a!, c: c! }),
  ],
  'a, b = b + 1, 2 a': [
    (_, { a, b }) => ({ a: tf.add(b!, 1), b: tf.mul(a!, 2), c: tf.sub(a!, b!) }),
    ({ a, b }) => ({
      a: b!.map((value) => value + 1),
      b: a!.map((value) => value * 2),
      c: a!.map((value, at) => value - b![at]!),
    }),
  ],
  'a, b = a + c, a + c': [
    (_, { a, c }) => {
      const sum = tf.add(a!, c!);
      return { a: sum, b: sum, c: c! };
    },
    ({ a, c }) => {
      const sum = a!.map((value, at) => value + c![at]!);
      return { a: sum, b: sum, c: c! };
    },
  ],
  'a = reversed by a transpose + a': [
    (_, { a, b, c }) => ({
      a: tf.reshape(tf.add(tf.transpose(tf.reshape(a!, [2, 2])), tf.reshape(a!, [2, 2])), [4]),
      b: b!,
      c: c!,
    }),
    ({ a, b, c }) => ({ a: [0, 2, 1, 3].map((other, at) => a![at]! + a![other]!), b: b!, c: c! }),
  ],
  'a = -a, b = twice b + a in a loop': [
    (_, { a, b, c }, __, operations) => ({
      a: tf.neg(a!),
      b: operations.loop(2, { b: b! }, (___, inner) => ({ b: tf.add(inner['b']!, a!) }))['b']!,
      c: c!,
    }),
    ({ a, b, c }) => ({ a: a!.map((value) => -value), b: b!.map((value, at) => value + 2 * a![at]!), c: c! }),
  ],
  'a = twice itself in a loop, b = what was left': [
    (_, { a, c }, __, operations) => {
      const left = operations.loop(3, { a: a! }, (___, inner) => ({ a: tf.mul(inner['a']!, 2) }))['a']!;
      return { a: left, b: tf.add(left, c!), c: left };
    },
    ({ a, c }) => {
      const left = a!.map((value) => value * 8);
      return { a: left, b: left.map((value, at) => value + c![at]!), c: left };
    },
  ],
  'a, b = what two loops after one another left': [
    (_, { a, b, c }, __, operations) => {
      const once = operations.loop(2, { a: a! }, (___, inner) => ({ a: tf.add(inner['a']!, 1) }))['a']!;
      const twice = operations.loop(2, { a: once, b: b! }, (___, inner) => ({
        a: tf.add(inner['b']!, 1),
        b: inner['a']!,
      }));
      return { a: twice['b']!, b: twice['a']!, c: tf.add(c!, once) };
    },
    ({ a, b, c }) => {
      const once = a!.map((value) => value + 2);
      return {
        a: b!.map((value) => value + 1),
        b: once.map((value) => value + 1),
        c: c!.map((value, at) => value + once[at]!),
      };
    },
  ],
  'a constant, and what it was': [
    (_, { a, b }) => ({ a: tf.fill([4], 3), b: a!, c: b! }),
    ({ a, b }) => ({ a: [3, 3, 3, 3], b: a!, c: b! }),
  ],
};

it.each(Object.entries(bodies))('computes every state of "%s" from the ones before', (name, [body, expected]) => {
  const start: Numbers = { a: [1, 2, 3, 4], b: [10, 20, 30, 40], c: [100, 300, 500, 700] };
  const state: TensorMap = Object.fromEntries(
    Object.entries(start).map(([key, values]) => [key, tf.tensor1d([...values])]),
  );
  const executable = direct.compile({ name, body }, state, {});
  let numbers = start;
  for (let count = 0; count <= 5; count += 1) {
    const result = executable.run(state, {}, 0, count);
    const found = Object.fromEntries(
      Object.entries(result).map(([key, tensor]) => [key, Array.from(tensor.dataSync())]),
    );
    expect(found, `after ${count} steps`).toEqual(numbers);
    numbers = expected(numbers);
  }
  executable.dispose();
});
