import { describe, expect, it } from 'vitest';
import { uniformAt } from '../../../../src-main/core/util/hash.ts';
import { typeCode } from '../../../../src-main/core/engine/native/data-type.ts';
import type { FedArray } from '../../../../src-main/core/engine/direct/direct-binding.ts';
import type { Reduction } from '../../../../src-main/core/engine/direct/node.ts';
import { PlanBuilder } from '../../../../src-main/core/engine/direct/plan-builder.ts';
import { offsetsOf } from './offsets.ts';
import { RandomSource } from './random-source.ts';
import { runPlan } from './run-plan.ts';

const { float32, int32 } = typeCode;

function randomFloats(size: number, seed: number): Float32Array {
  return Float32Array.from({ length: size }, (_, index) => uniformAt(seed, 0, index) * 2 - 1);
}

/** A matrix in memory: `rows` of `width` elements each `stride` apart, or the same transposed. */
interface Matrix {
  readonly elements: Float32Array;
  readonly stride: number;
  readonly transposed: boolean;
}

interface Product {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly factors: readonly [Matrix, Matrix];
}

function randomProduct(random: RandomSource, sizes: readonly [number, number, number], transposed: number): Product {
  const [m, n, k] = sizes;
  const factor = (rows: number, width: number, isTransposed: boolean, seed: number): Matrix => {
    const [lines, along] = isTransposed ? [width, rows] : [rows, width];
    const stride = along + random.below(4);
    const elements = randomFloats(stride * lines, seed);
    // what lies between the rows must not be read into the sums
    for (let at = 0; at < elements.length; at += 1) if (at % stride >= along) elements[at] = NaN;
    return { elements, stride, transposed: isTransposed };
  };
  return {
    m,
    n,
    k,
    factors: [factor(m, k, (transposed & 1) === 1, 7), factor(k, n, (transposed & 2) === 2, 8)],
  };
}

function at({ elements, stride, transposed }: Matrix, row: number, column: number): number {
  return elements[transposed ? column * stride + row : row * stride + column] as number;
}

function runProduct({ m, n, k, factors }: Product, batch: number[] = [], repeated = 1): FedArray {
  const builder = new PlanBuilder();
  const fed = factors.map(({ elements }) => builder.feed([elements.length], float32));
  const levels = batch.map((size) => ({ size, strides: [0, 0, m * n] as const }));
  const [first, second] = factors;
  const result = builder.make(
    {
      kind: 'product',
      inputs: [fed[0]!, fed[1]!],
      batch: levels,
      m,
      n,
      k,
      rowStrides: [first.stride, second.stride],
      transposed: [first.transposed, second.transposed],
    },
    [repeated, m, n],
    float32,
  );
  return runPlan(builder, [result], [first.elements, second.elements])[0] as FedArray;
}

/** Far from the double loop: more than a few roundings of sums of so many products. */
function faultOf(product: Product, found: FedArray): string | null {
  const { m, n, k, factors } = product;
  const bound = (k + 4) * 2 ** -24 * 1.5;
  for (let row = 0; row < m; row += 1) {
    for (let column = 0; column < n; column += 1) {
      let sum = 0;
      let size = 0;
      for (let step = 0; step < k; step += 1) {
        const term = at(factors[0], row, step) * at(factors[1], step, column);
        sum += term;
        size += Math.abs(term);
      }
      const value = found[row * n + column] as number;
      if (!(Math.abs(value - sum) <= bound * (size + 1e-6))) {
        return `[${m}, ${k}] x [${k}, ${n}] at ${row}, ${column}: ${value}, not ${sum}`;
      }
    }
  }
  return null;
}

describe('products', () => {
  it.each([0, 1, 2, 3])('are those of a double loop for all small sizes, transposition %i', (transposed) => {
    const random = new RandomSource(transposed + 1);
    const sides = [1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33];
    const faults: string[] = [];
    for (const m of sides) {
      for (const n of sides) {
        for (const k of [1, 2, 5, 16, 17, 33]) {
          const product = randomProduct(random, [m, n, k], transposed);
          const fault = faultOf(product, runProduct(product));
          if (fault !== null) faults.push(fault);
        }
      }
    }
    expect(faults).toEqual([]);
  });

  it.each([0, 1, 2, 3])('are those of a double loop for large and narrow sizes, transposition %i', (transposed) => {
    const random = new RandomSource(transposed + 11);
    const sizes: readonly [number, number, number][] = [
      [1, 1, 1000],
      [1, 300, 70],
      [300, 1, 70],
      [64, 64, 513],
      [128, 48, 100],
      [3, 200, 1025],
      [200, 3, 1025],
      [97, 101, 67],
    ];
    const faults = sizes.map((size) => {
      const product = randomProduct(random, size, transposed);
      return faultOf(product, runProduct(product));
    });
    expect(faults.filter((fault) => fault !== null)).toEqual([]);
  });

  it('of a batch are each of them alone, bit for bit', () => {
    const random = new RandomSource(5);
    const product = randomProduct(random, [5, 19, 33], 2);
    const one = runProduct(product);
    const six = runProduct(product, [6], 6);
    for (let each = 0; each < 6; each += 1) {
      expect([...six.slice(each * one.length, (each + 1) * one.length)]).toEqual([...one]);
    }
  });

  it('keep what is not a number or infinite in its row and column', () => {
    const product = randomProduct(new RandomSource(9), [9, 21, 18], 0);
    const sound = runProduct(product);
    const [first] = product.factors;
    first.elements[4 * first.stride + 3] = NaN;
    const found = runProduct(product);
    found.forEach((value, index) => {
      if (Math.floor(index / 21) === 4) expect(value).toBeNaN();
      else expect(value).toBe(sound[index]);
    });
  });
});

const joins: Readonly<Record<Reduction, readonly [number, (one: number, other: number) => number]>> = {
  sum: [0, (one, other) => one + other],
  product: [1, (one, other) => one * other],
  maximum: [-Infinity, (one, other) => Math.max(one, other)],
  minimum: [Infinity, (one, other) => Math.min(one, other)],
  sumInteger: [0, (one, other) => (one + other) | 0],
  maximumInteger: [-(2 ** 31), (one, other) => Math.max(one, other)],
  minimumInteger: [2 ** 31 - 1, (one, other) => Math.min(one, other)],
};

describe('reductions', () => {
  it.each(Object.keys(joins) as Reduction[])('by %s are those of a loop over any axes in any order', (reduction) => {
    const [start, join] = joins[reduction];
    const isInteger = reduction.endsWith('Integer');
    for (let seed = 1; seed <= 120; seed += 1) {
      const random = new RandomSource(seed);
      const sizes = Array.from({ length: 1 + random.below(4) }, () => random.pick([2, 3, 4, 5, 8, 17, 64, 70]));
      while (sizes.reduce((product, size) => product * size, 1) > 3000) sizes.pop();
      const strides = sizes.map((_, level) => sizes.slice(level + 1).reduce((product, size) => product * size, 1));
      const levels = random.shuffle(sizes.map((size, level) => ({ size, stride: strides[level] as number })));
      const cut = random.below(levels.length + 1);
      const [kept, reduced] = [levels.slice(0, cut), levels.slice(cut)];
      const size = sizes.reduce((product, each) => product * each, 1);
      const floats = randomFloats(size, seed);
      const values = isInteger ? Int32Array.from(floats, (value) => value * 2 ** 31) : floats;
      const builder = new PlanBuilder();
      const fed = builder.feed([size], isInteger ? int32 : float32);
      const count = kept.reduce((product, level) => product * level.size, 1);
      const node = { kind: 'reduce', reduction, inputs: [fed], kept, reduced } as const;
      const found = runPlan(builder, [builder.make(node, [count], isInteger ? int32 : float32)], [values])[0] ?? [];
      const wanted = offsetsOf(kept).map((offset) =>
        offsetsOf(reduced, offset).reduce((joined, each) => join(joined, values[each] as number), start),
      );
      expect(found).toHaveLength(wanted.length);
      const terms = offsetsOf(reduced).length;
      // every step of a sum or a product rounds once, whatever their order
      const tolerance = reduction === 'sum' || reduction === 'product' ? terms ** 2 * 2 ** -24 : 0;
      wanted.forEach((value, position) => {
        expect(Math.abs((found[position] as number) - value), `seed ${seed}`).toBeLessThanOrEqual(tolerance);
      });
    }
  });

  it.each(['maximum', 'minimum', 'sum'] as const)('by %s stay not a number where one element is not', (reduction) => {
    for (const length of [1, 3, 63, 64, 65, 130]) {
      for (const bad of [0, length >> 1, length - 1]) {
        const values = randomFloats(2 * length, 3).fill(NaN, bad, bad + 1);
        const builder = new PlanBuilder();
        const fed = builder.feed([2 * length], float32);
        const kept = [{ size: 2, stride: length }];
        const reduced = length === 1 ? [] : [{ size: length, stride: 1 }];
        const node = { kind: 'reduce', reduction, inputs: [fed], kept, reduced } as const;
        const [found] = runPlan(builder, [builder.make(node, [2], float32)], [values]);
        expect([...(found ?? [])].map(Number.isNaN), `${length}, ${bad}`).toEqual([true, false]);
      }
    }
  });
});

describe('gather', () => {
  it('takes rows along an axis; indices out of range take the nearest row', () => {
    for (const inner of [1, 2, 5, 16]) {
      const [outer, rows] = [3, 7];
      const values = Float32Array.from({ length: outer * rows * inner }, (_, index) => index);
      const indices = Int32Array.of(0, 6, 3, -1, 7, 2 ** 31 - 1, -(2 ** 31), 3);
      const nearest = [0, 6, 3, 0, 6, 6, 0, 3];
      const builder = new PlanBuilder();
      // between what must not be read
      const wall = 64;
      const walled = new Float32Array(values.length + 2 * wall).fill(NaN);
      walled.set(values, wall);
      const table = { ...builder.feed([walled.length], float32), offset: wall };
      const fed = builder.feed([indices.length], int32);
      const sizes = { outer, outerStride: rows * inner, rows, rowStride: inner, inner, indices: indices.length };
      const shape = [outer, indices.length, inner];
      const node = { kind: 'gather', inputs: [table, fed], ...sizes } as const;
      const [found] = runPlan(builder, [builder.make(node, shape, float32)], [walled, indices]);
      const wanted = Array.from({ length: outer }, (_, block) =>
        nearest.map((row) => Array.from({ length: inner }, (__, each) => (block * rows + row) * inner + each)),
      ).flat(2);
      expect([...(found ?? [])]).toEqual(wanted);
    }
  });
});

describe('segment sums', () => {
  it('add rows up under their index, leave out indices out of range, and begin anew at each run', () => {
    for (const inner of [1, 3, 16, 17]) {
      const segments = Int32Array.of(2, 0, 2, -1, 4, 5, -(2 ** 31), 2 ** 31 - 1, 0);
      const data = Float32Array.from({ length: segments.length * inner }, (_, index) => index + 1);
      const builder = new PlanBuilder();
      const inputs = [builder.feed([data.length], float32), builder.feed([segments.length], int32)] as const;
      const node = { kind: 'segment-sum', inputs, rows: 5, inner, indices: segments.length } as const;
      const result = builder.make(node, [5, inner], float32);
      const wanted = new Array<number>(5 * inner).fill(0);
      segments.forEach((segment, row) => {
        if (segment < 0 || segment >= 5) return;
        for (let each = 0; each < inner; each += 1) {
          wanted[segment * inner + each] = (wanted[segment * inner + each] ?? 0) + (data[row * inner + each] as number);
        }
      });
      for (let run = 0; run < 2; run += 1)
        expect([...(runPlan(builder, [result], [data, segments])[0] ?? [])]).toEqual(wanted);
    }
  });
});

describe('copies', () => {
  it('follow any two walks of as many steps', () => {
    for (let seed = 1; seed <= 100; seed += 1) {
      const random = new RandomSource(seed);
      const sizes = Array.from({ length: 1 + random.below(3) }, () => random.pick([2, 3, 5, 16, 33]));
      const size = sizes.reduce((product, each) => product * each, 1);
      const strides = sizes.map((_, level) => sizes.slice(level + 1).reduce((product, each) => product * each, 1));
      const from = random.shuffle(strides.map((stride, level) => ({ size: sizes[level] as number, stride })));
      const into = from.map((level) => ({ ...level, stride: 2 * level.stride }));
      const values = Int32Array.from({ length: size }, (_, index) => index + 1);
      const builder = new PlanBuilder();
      const view = { ...builder.feed([size], int32), dimensions: from };
      const zeros = { view: builder.uniform(0, [2 * size], int32), into: [{ size: 2 * size, stride: 1 }], offset: 0 };
      const whole = builder.assemble([zeros, { view, into, offset: 1 }], [2 * size], int32);
      const [found] = runPlan(builder, [whole], [values]);
      expect([...(found ?? [])]).toEqual(
        Array.from({ length: 2 * size }, (_, index) => (index % 2) * ((index + 1) / 2)),
      );
    }
  });
});
