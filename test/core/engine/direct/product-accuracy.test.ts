import { describe, expect, it } from 'vitest';
import type { FedArray } from '../../../../src-main/core/engine/direct/direct-binding.ts';
import type { ProductFinish } from '../../../../src-main/core/engine/direct/node.ts';
import { PlanBuilder } from '../../../../src-main/core/engine/direct/plan-builder.ts';
import { typeCode } from '../../../../src-main/core/engine/native/data-type.ts';
import { RandomSource } from './random-source.ts';
import { runPlan } from './run-plan.ts';

const { float32 } = typeCode;

/** Sides that fill tiles and vectors, that miss them by one, and those of common layers. */
const sizes: readonly (readonly [m: number, n: number, k: number])[] = [
  [64, 64, 32],
  [64, 64, 64],
  [64, 64, 513],
  [65, 63, 66],
  [47, 81, 100],
  [128, 200, 70],
  [600, 33, 40],
  [33, 200, 257],
];
const forms = [
  { transposed: [false, false] },
  { transposed: [true, false] },
  { transposed: [false, true] },
  { transposed: [true, true] },
] as const;

class Product {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly transposed: readonly [boolean, boolean];
  readonly left: Float32Array;
  readonly right: Float32Array;

  constructor(
    [m, n, k]: readonly [number, number, number],
    transposed: readonly [boolean, boolean],
    draw: () => number,
  ) {
    this.m = m;
    this.n = n;
    this.k = k;
    this.transposed = transposed;
    this.left = Float32Array.from({ length: m * k }, draw);
    this.right = Float32Array.from({ length: k * n }, draw);
  }

  leftAt(row: number, step: number): number {
    return this.left[this.transposed[0] ? step * this.m + row : row * this.k + step] as number;
  }

  rightAt(step: number, column: number): number {
    return this.right[this.transposed[1] ? column * this.k + step : step * this.n + column] as number;
  }

  run(threads?: number): FedArray {
    const builder = new PlanBuilder();
    const result = builder.make(this.node(builder), [this.m, this.n], float32);
    return runPlan(builder, [result], [this.left, this.right], threads)[0] as FedArray;
  }

  /** relu of its sum with a bias for each column, or relu's gradient at what is given for each element. */
  finish(kind: ProductFinish['kind'], other: Float32Array): FedArray {
    const builder = new PlanBuilder();
    const node = this.node(builder);
    const inputs = [...node.inputs, builder.feed([other.length], float32)] as const;
    const finish = { kind, rowStride: kind === 'biasedRelu' ? 0 : this.n, strides: [] };
    const result = builder.make({ ...node, inputs, finish }, [this.m, this.n], float32);
    return runPlan(builder, [result], [this.left, this.right, other])[0] as FedArray;
  }

  node(builder: PlanBuilder) {
    const { m, n, k, transposed } = this;
    const inputs = [builder.feed([m * k], float32), builder.feed([k * n], float32)] as const;
    const rowStrides = [transposed[0] ? m : k, transposed[1] ? k : n] as const;
    return { kind: 'product', inputs, batch: [], m, n, k, rowStrides, transposed } as const;
  }
}

/** The errors of elements, each over the sum of the magnitudes that it is added up from: of `found`, and of a chain in float32. */
function errorsOf(product: Product, found: FedArray): { readonly found: number[]; readonly chain: number[] } {
  const errors: { found: number[]; chain: number[] } = { found: [], chain: [] };
  for (let row = 0; row < product.m; row += 1) {
    for (let column = 0; column < product.n; column += 1) {
      let [exact, chain, size] = [0, 0, 0];
      for (let step = 0; step < product.k; step += 1) {
        const term = product.leftAt(row, step) * product.rightAt(step, column);
        exact += term;
        chain = Math.fround(chain + Math.fround(term));
        size += Math.abs(term);
      }
      errors.found.push(Math.abs((found[row * product.n + column] as number) - exact) / size);
      errors.chain.push(Math.abs(chain - exact) / size);
    }
  }
  return errors;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Draws from -1 to 1, times a power of two from 2^-exponents to 2^exponents. */
function drawing(seed: number, exponents: number): () => number {
  const random = new RandomSource(seed);
  return () => (random.uniform() * 2 - 1) * 2 ** (random.below(2 * exponents + 1) - exponents);
}

describe.each(forms)('a product of factors transposed $transposed', ({ transposed }) => {
  it.each([
    { exponents: 0, most: 1.02 },
    { exponents: 8, most: 1.02 },
    // one product is nearly all of a sum, and a chain rounds little more than that product
    { exponents: 40, most: 1.15 },
  ])(
    'is as near to the exact sums as a chain in float32, for scales from 2^-$exponents to 2^$exponents',
    ({ exponents, most }) => {
      for (const [index, size] of sizes.entries()) {
        const product = new Product(size, transposed, drawing(31 + index, exponents));
        const { found, chain } = errorsOf(product, product.run());
        expect(mean(found), `mean of ${size.join(', ')}`).toBeLessThanOrEqual(most * mean(chain));
        expect(Math.max(...found), `largest of ${size.join(', ')}`).toBeLessThanOrEqual((product.k + 4) * 2 ** -24);
      }
    },
  );

  it('loses nothing where almost all cancels out', () => {
    const random = new RandomSource(5);
    // every column of the right factor repeats its upper half with the other sign, but for a small difference
    const product = new Product([64, 64, 64], transposed, () => random.uniform() + 0.5);
    const { left, right, m, n, k } = product;
    const rightIndex = (step: number, column: number) => (transposed[1] ? column * k + step : step * n + column);
    const leftIndex = (row: number, step: number) => (transposed[0] ? step * m + row : row * k + step);
    for (let step = 0; step < k / 2; step += 1) {
      for (let other = 0; other < 64; other += 1) {
        left[leftIndex(other, step + k / 2)] = left[leftIndex(other, step)] as number;
        right[rightIndex(step + k / 2, other)] = -(right[rightIndex(step, other)] as number) * (1 + 2 ** -12);
      }
    }
    const { found, chain } = errorsOf(product, product.run());
    expect(mean(found)).toBeLessThanOrEqual(1.02 * mean(chain));
  });

  it('is exact for whole numbers', () => {
    for (const size of sizes) {
      const random = new RandomSource(size[0]);
      const product = new Product(size, transposed, () => random.below(129) - 64);
      expect(Math.max(...errorsOf(product, product.run()).found)).toBe(0);
    }
  });

  it('is finished to the bits of what it is without', () => {
    for (const [index, size] of sizes.entries()) {
      const draw = drawing(50 + index, 1);
      const product = new Product(size, transposed, draw);
      product.left[7] = Infinity;
      const plain = product.run();
      const bias = Float32Array.from({ length: product.n }, draw);
      const sums = plain.map((value, each) => Math.fround(value + (bias[each % product.n] as number)));
      expect(product.finish('biasedRelu', bias)).toEqual(sums.map((sum) => (sum <= 0 ? 0 : sum)));
      const output = Float32Array.from(plain, draw);
      const passed = plain.map((value, each) => ((output[each] as number) > 0 ? value : 0));
      expect(product.finish('reluGradient', output)).toEqual(passed);
    }
  });

  it.each([Infinity, -Infinity, NaN])('is finite but where %d is a factor', (value) => {
    const product = new Product([70, 90, 80], transposed, drawing(9, 2));
    const [row, step, column] = [33, 41, 67];
    product.left[transposed[0] ? step * product.m + row : row * product.k + step] = value;
    product.right[transposed[1] ? column * product.k + step + 1 : (step + 1) * product.n + column] = value;
    const found = product.run();
    for (let each = 0; each < found.length; each += 1) {
      const [atRow, atColumn] = [Math.floor(each / product.n), each % product.n];
      const ofLeft = atRow === row ? value * product.rightAt(step, atColumn) : 0;
      const ofRight = atColumn === column ? value * product.leftAt(atRow, step + 1) : 0;
      const expected = ofLeft + ofRight;
      if (Number.isFinite(expected)) expect(Number.isFinite(found[each])).toBe(true);
      else expect(found[each]).toBe(expected);
    }
    expect([...product.run(2)]).toEqual([...found]);
  });

  it('reaches the largest numbers', () => {
    const largest = 2 ** 128 - 2 ** 104;
    const product = new Product([64, 64, 64], transposed, () => 0);
    product.left[0] = largest;
    product.right[0] = 1;
    product.left[product.left.length - 1] = -largest;
    product.right[product.right.length - 1] = 2;
    const found = product.run();
    expect(found[0]).toBe(largest);
    expect(found[found.length - 1]).toBe(-Infinity);
  });
});
