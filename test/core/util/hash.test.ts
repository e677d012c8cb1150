import { describe, expect, it } from 'vitest';
import {
  deriveSeed,
  fillUniform,
  hash32,
  integerAt,
  integerBelow,
  permutation,
  shuffle,
  uniformAt,
} from '../../../src-main/core/util/hash.ts';

const length = 100_000;

/** One coordinate of (seed, counter, index) runs, the others stay. */
const runs: Record<string, (at: number) => number> = {
  index: (at) => uniformAt(5, 9, at),
  counter: (at) => uniformAt(5, at, 3),
  seed: (at) => uniformAt(at, 9, 3),
  'derived seed': (at) => uniformAt(deriveSeed(1, 'run', at), 0, 0),
};

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function correlation(one: Float64Array, other: Float64Array): number {
  const [oneMean, otherMean] = [mean(one), mean(other)];
  let [product, oneSquare, otherSquare] = [0, 0, 0];
  one.forEach((value, index) => {
    const [a, b] = [value - oneMean, other[index]! - otherMean];
    product += a * b;
    oneSquare += a * a;
    otherSquare += b * b;
  });
  return product / Math.sqrt(oneSquare * otherSquare);
}

/** Pearson's chi-squared against equal counts, as standard deviations from its expectation (Wilson and Hilferty, 1931). */
function chiSquaredScore(counts: readonly number[] | Float64Array, total: number): number {
  const expected = total / counts.length;
  const freedom = counts.length - 1;
  let statistic = 0;
  for (const count of counts) {
    statistic += (count - expected) ** 2 / expected;
  }
  const spread = 2 / (9 * freedom);
  return ((statistic / freedom) ** (1 / 3) - (1 - spread)) / Math.sqrt(spread);
}

describe.each(Object.entries(runs))('numbers along the %s', (_, draw) => {
  const values = Float64Array.from({ length }, (__, at) => draw(at));

  it('are uniform', () => {
    const counts = new Float64Array(256);
    values.forEach((value) => {
      counts[Math.floor(value * 256)]! += 1;
    });
    expect(Math.abs(chiSquaredScore(counts, length))).toBeLessThan(4);
    expect(Math.abs(mean(values) - 0.5)).toBeLessThan(4 / Math.sqrt(12 * length));
  });

  it('are uniform in their lowest bits', () => {
    const counts = new Float64Array(256);
    values.forEach((value) => {
      counts[(value * 2 ** 24) & 255]! += 1;
    });
    expect(Math.abs(chiSquaredScore(counts, length))).toBeLessThan(4);
  });

  it('do not depend on those before them', () => {
    for (const lag of [1, 2, 3, 16, 64, 1024]) {
      const score = correlation(values.subarray(lag), values.subarray(0, length - lag)) * Math.sqrt(length - lag);
      expect(Math.abs(score), `lag ${lag}`).toBeLessThan(4.5);
    }
    const pairs = new Float64Array(32 * 32);
    for (let at = 1; at < length; at += 2) {
      pairs[Math.floor(values[at - 1]! * 32) * 32 + Math.floor(values[at]! * 32)]! += 1;
    }
    expect(Math.abs(chiSquaredScore(pairs, length / 2))).toBeLessThan(4);
  });
});

describe('streams', () => {
  const stream = (seed: number, counter: number) =>
    Float64Array.from({ length: 20_000 }, (_, index) => uniformAt(seed, counter, index));

  it.each([
    ['neighbouring seeds', stream(7, 3), stream(8, 3)],
    ['neighbouring counters', stream(7, 3), stream(7, 4)],
    ['exchanged seed and counter', stream(7, 3), stream(3, 7)],
    ['opposite seeds', stream(7, 3), stream(-7, 3)],
    ['seeds that differ in the highest bit', stream(7, 3), stream(7 ^ (1 << 31), 3)],
  ])('of %s have nothing in common, also when shifted', (_, one, other) => {
    for (const shift of [0, 1, 2, 17]) {
      const score = correlation(one.subarray(shift), other.subarray(0, one.length - shift)) * Math.sqrt(one.length);
      expect(Math.abs(score), `shift ${shift}`).toBeLessThan(4.5);
    }
  });

  it('share no run of numbers, as windows of one sequence would', () => {
    const followers = new Map<number, number>();
    let shared = 0;
    for (let counter = 0; counter < 400; counter += 1) {
      for (let index = 0; index < 400; index += 1) {
        const here = integerAt(1, counter, index);
        const next = integerAt(1, counter, index + 1);
        shared += followers.get(here) === next ? 1 : 0;
        followers.set(here, next);
      }
    }
    expect(shared).toBe(0);
  });

  it('are filled in one go as one by one', () => {
    const filled = fillUniform(new Float32Array(100), -5, 12);
    expect(Array.from(filled)).toEqual(Array.from({ length: 100 }, (_, index) => uniformAt(-5, 12, index)));
  });
});

describe('hash32', () => {
  it('changes about half of the bits when one bit changes', () => {
    for (let bit = 0; bit < 32; bit += 1) {
      let changed = 0;
      for (let value = 0; value < 2000; value += 1) {
        let difference = hash32(value * 7919) ^ hash32((value * 7919) ^ (1 << bit));
        for (; difference !== 0; difference &= difference - 1) {
          changed += 1;
        }
      }
      expect(Math.abs(changed / 2000 - 16), `bit ${bit}`).toBeLessThan(0.6);
    }
  });

  it('agrees with lowbias32 in arithmetic without overflow', () => {
    const mask = 0xffffffffn;
    const reference = (value: number) => {
      let mixed = BigInt(value >>> 0);
      mixed = ((mixed ^ (mixed >> 16n)) * 0x7feb352dn) & mask;
      mixed = ((mixed ^ (mixed >> 15n)) * 0x846ca68bn) & mask;
      return Number(BigInt.asIntN(32, mixed ^ (mixed >> 16n)));
    };
    for (const value of [0, 1, -1, 2 ** 31 - 1, -(2 ** 31), 123456789, -987654321]) {
      expect(hash32(value)).toBe(reference(value));
    }
  });
});

describe('deriveSeed', () => {
  it('gives the same seed for the same labels and another for any other', () => {
    expect(deriveSeed(7, 'split', 3)).toBe(deriveSeed(7, 'split', 3));
    const seeds = [
      deriveSeed(7),
      deriveSeed(7, 'split'),
      deriveSeed(7, 'split', 3),
      deriveSeed(7, 'split', 4),
      deriveSeed(7, 3, 'split'),
      deriveSeed(7, 'split', '3'),
      deriveSeed(7, 'spli', 't'),
      deriveSeed(8, 'split', 3),
      deriveSeed(7, 'split', 3 + 2 ** 32),
      deriveSeed(7, 'split', -3),
      deriveSeed(7, ''),
      deriveSeed(7, '', ''),
    ];
    expect(new Set(seeds).size).toBe(seeds.length);
    seeds.forEach((seed) => expect(seed).toBe(seed | 0));
  });

  it('rarely gives one seed twice', () => {
    const seeds = new Set<number>();
    for (let split = 0; split < 100; split += 1) {
      for (let seed = 0; seed < 100; seed += 1) {
        seeds.add(deriveSeed(2026, 'replicate', split, seed));
      }
    }
    expect(seeds.size).toBeGreaterThanOrEqual(9_999);
  });

  it('refuses what is not an integer', () => {
    expect(() => deriveSeed(1, 0.5)).toThrow(/must be an integer: 0.5/);
  });
});

describe('shuffle', () => {
  it('exchanges each item, the last first, with the one that integerBelow draws', () => {
    for (const [count, seed] of [
      [2, 0],
      [257, -5],
      [3000, 12_345],
    ] as const) {
      const items = Array.from({ length: count }, (_, index) => index);
      for (let last = count - 1; last > 0; last -= 1) {
        const other = integerBelow(last + 1, seed, last);
        [items[last], items[other]] = [items[other]!, items[last]!];
      }
      expect([...permutation(count, seed)]).toEqual(items);
    }
  });

  it('keeps the items, depends on the seed alone and works in place', () => {
    const items = ['a', 'b', 'c', 'd', 'e'];
    expect(shuffle(items, 3)).toBe(items);
    expect([...items].sort()).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(permutation(50, 4)).toEqual(permutation(50, 4));
    expect(permutation(50, 4)).not.toEqual(permutation(50, 5));
    expect([permutation(0, 1).length, permutation(1, 1)[0]]).toEqual([0, 0]);
  });

  it('makes every order of four about as often', () => {
    const counts = new Map<string, number>();
    for (let seed = 0; seed < 24_000; seed += 1) {
      const order = permutation(4, seed).join('');
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(24);
    expect(Math.abs(chiSquaredScore([...counts.values()], 24_000))).toBeLessThan(4);
  });

  it('draws integers below a bound that does not divide 2^32 without bias', () => {
    const bound = 3 * 2 ** 30;
    let low = 0;
    for (let counter = 0; counter < 30_000; counter += 1) {
      const drawn = integerBelow(bound, 1, counter);
      expect(drawn).toBeLessThan(bound);
      low += drawn < 2 ** 30 ? 1 : 0;
    }
    expect(Math.abs(low - 10_000)).toBeLessThan(4 * Math.sqrt((30_000 * 2) / 9));
    expect(() => integerBelow(0, 1, 1)).toThrow(/invalid bound/);
  });
});
