import { describe, expect, it } from 'vitest';
import type { FedArray } from '../../../../src-main/core/engine/direct/direct-binding.ts';
import type { Reduction } from '../../../../src-main/core/engine/direct/node.ts';
import { PlanBuilder } from '../../../../src-main/core/engine/direct/plan-builder.ts';
import type { View } from '../../../../src-main/core/engine/direct/view.ts';
import { typeCode } from '../../../../src-main/core/engine/native/data-type.ts';
import { integerAt, uniformAt } from '../../../../src-main/core/util/hash.ts';
import { runPlan } from './run-plan.ts';

const { float32, int32 } = typeCode;

function randomFloats(size: number, seed: number): Float32Array {
  return Float32Array.from({ length: size }, (_, index) => uniformAt(seed, 0, index) * 2 - 1);
}

function randomIndices(size: number, seed: number, bound: number): Int32Array {
  return Int32Array.from({ length: size }, (_, index) => (integerAt(seed, 0, index) >>> 0) % bound);
}

/** Every element of the instructions' result must have the bits that one thread gives it; they are so long that threads share them. */
function assertSameBits(
  fed: readonly FedArray[],
  build: (builder: PlanBuilder, fed: readonly View[]) => View,
  shapes: readonly (readonly number[])[] = fed.map((values) => [values.length]),
): void {
  const run = (threads: number): Buffer => {
    const builder = new PlanBuilder();
    const feeds = fed.map((values, each) =>
      builder.feed(shapes[each] ?? [], values instanceof Float32Array ? float32 : int32),
    );
    const [result] = runPlan(builder, [build(builder, feeds)], fed, threads);
    return Buffer.from((result as FedArray).buffer);
  };
  const alone = run(1);
  for (const threads of [2, 3, 5]) expect(run(threads).equals(alone), `${threads} threads`).toBe(true);
}

describe('threads share', () => {
  const products: readonly (readonly [number, number, number, number])[] = [
    [1, 200, 130, 90],
    [1, 97, 301, 600],
    [1, 301, 97, 33],
    [7, 65, 70, 64],
    [40, 33, 5, 200],
    [1, 3, 900, 700],
    [1, 900, 3, 700],
    [3, 700, 1, 900],
    [5, 40, 40, 700],
  ];
  for (const transposed of [0, 1, 2, 3]) {
    it.each(products)(`%i products of %i x %i and a depth of %i, transposition ${transposed}`, (count, m, n, k) => {
      const factors = [randomFloats(count * m * k, 1), randomFloats(count * k * n, 2)] as const;
      const node = {
        kind: 'product',
        batch: [{ size: count, strides: [m * k, k * n, m * n] }],
        ...{ m, n, k },
        rowStrides: [transposed & 1 ? m : k, transposed & 2 ? k : n],
        transposed: [(transposed & 1) !== 0, (transposed & 2) !== 0],
      } as const;
      const multiply = (builder: PlanBuilder, [a, b]: readonly View[]): View =>
        builder.make({ ...node, inputs: [a!, b!] }, [count, m, n], float32);
      assertSameBits(factors, multiply);
      const [first, second] = factors.map((factor) => factor.slice()) as [Float32Array, Float32Array];
      first.set([NaN, 3e38, Infinity], 5);
      second.set([1e-40, -3e38, -Infinity], second.length >> 1);
      assertSameBits([first, second], multiply);
    });
  }

  const walks = {
    rows: {
      kept: [
        [3, 210_000],
        [700, 1],
      ],
      reduced: [[300, 700]],
    },
    columns: { kept: [[700, 900]], reduced: [[900, 1]] },
    'narrow rows': {
      kept: [
        [60, 12_800],
        [16, 1],
      ],
      reduced: [[800, 16]],
    },
    'short runs': { kept: [[20_001, 31]], reduced: [[31, 1]] },
    'short strides': { kept: [[9_000, 37]], reduced: [[5, 7]] },
    'outer and inner axes': {
      kept: [[60, 500]],
      reduced: [
        [20, 30_000],
        [500, 1],
      ],
    },
    'inner and outer axes': {
      kept: [
        [20, 30_000],
        [500, 1],
      ],
      reduced: [[60, 500]],
    },
  } as const;
  const reductions: readonly Reduction[] = ['sum', 'maximum', 'minimum', 'product', 'sumInteger'];
  it.each(Object.keys(walks) as (keyof typeof walks)[])('reductions of %s', (name) => {
    const toWalk = (levels: readonly (readonly [number, number])[]) =>
      levels.map(([size, stride]) => ({ size, stride }));
    const { kept, reduced } = { kept: toWalk(walks[name].kept), reduced: toWalk(walks[name].reduced) };
    const size = [...kept, ...reduced].reduce((end, level) => end + (level.size - 1) * level.stride, 1);
    const floats = randomFloats(size, 3);
    const integers = randomIndices(size, 4, 2 ** 30);
    const count = kept.reduce((product, level) => product * level.size, 1);
    for (const reduction of reductions) {
      const isInteger = reduction === 'sumInteger';
      assertSameBits([isInteger ? integers : floats], (builder, [input]) =>
        builder.make(
          { kind: 'reduce', reduction, inputs: [input!], kept, reduced },
          [count],
          isInteger ? int32 : float32,
        ),
      );
    }
  });

  it.each([1, 3, 64, 700])('gathers and sums of segments of %i columns', (inner) => {
    const [rows, indices] = [900, Math.ceil(400_000 / inner)];
    const at = randomIndices(indices, 5, rows + 40);
    const table = randomFloats(rows * inner, 6);
    const data = randomFloats(indices * inner, 7);
    const sizes = { outer: 1, outerStride: rows * inner, rows, rowStride: inner, inner, indices };
    assertSameBits([table, at], (builder, [x, chosen]) =>
      builder.make({ kind: 'gather', inputs: [x!, chosen!], ...sizes }, [indices, inner], float32),
    );
    assertSameBits([data, at], (builder, [x, segments]) =>
      builder.make({ kind: 'segment-sum', inputs: [x!, segments!], rows, inner, indices }, [rows, inner], float32),
    );
  });

  it('copies along any walk', () => {
    const walk = [
      { size: 500, stride: 1 },
      { size: 31, stride: 10_000 },
      { size: 20, stride: 500 },
    ];
    assertSameBits([randomFloats(31 * 20 * 500, 8)], (builder, [input]) => {
      const into = [
        { size: 500, stride: 620 },
        { size: 31, stride: 20 },
        { size: 20, stride: 1 },
      ];
      return builder.assemble([{ view: { ...input!, dimensions: walk }, into, offset: 0 }], [500, 31, 20], float32);
    });
  });

  const operands: readonly (readonly [readonly number[], readonly number[]])[] = [
    [
      [400, 1000],
      [1, 1000],
    ],
    [
      [400, 1000],
      [400, 1],
    ],
    [
      [7, 90, 650],
      [1, 90, 1],
    ],
    [
      [2, 300, 1, 700],
      [1, 1, 1, 700],
    ],
    [
      [60_000, 9],
      [60_000, 1],
    ],
  ];
  it.each(operands)('elementwise steps over %j with an operand of %j', (shape, other) => {
    const sizeOf = (axes: readonly number[]): number => axes.reduce((product, size) => product * size, 1);
    assertSameBits(
      [randomFloats(sizeOf(shape), 9), randomFloats(sizeOf(other), 10)],
      (builder, [x, y]) => {
        const product = builder.element('multiply', [x!, y!], shape, float32);
        return builder.element('add', [builder.element('tanh', [product], shape, float32), x!], shape, float32);
      },
      [shape, other],
    );
  });
});
