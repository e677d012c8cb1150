import { uniformAt } from '../../../src-main/core/util/hash.ts';

/** Standard normal numbers, coins and choices from one seeded stream. */
export class Random {
  readonly #seed: number;
  #count = 0;

  constructor(seed: number) {
    this.#seed = seed;
  }

  uniform(): number {
    return uniformAt(this.#seed, 0, this.#count++);
  }

  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    return radius * Math.cos(2 * Math.PI * this.uniform());
  }

  normals(count: number): number[] {
    return Array.from({ length: count }, () => this.normal());
  }

  /** A whole number from 0 up to and without `count`. */
  below(count: number): number {
    return Math.floor(count * this.uniform());
  }

  pick<Values extends readonly [unknown, ...unknown[]]>(values: Values): Values[number] {
    return values[this.below(values.length)] ?? values[0];
  }

  /** Of the numbers below `count`, so many different ones, ascending. */
  draw(count: number, wanted: number): number[] {
    const left = Array.from({ length: count }, (_, index) => index);
    return Array.from({ length: wanted }, () => left.splice(this.below(left.length), 1)[0] ?? 0).sort((a, b) => a - b);
  }
}

/** Mean 0 and standard deviation 1. */
export function standardize(values: readonly number[]): number[] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  return values.map((value) => (value - mean) / deviation);
}

/** The inner product of two lists of one length. */
export function dot(first: readonly number[], second: readonly number[]): number {
  return first.reduce((sum, value, index) => sum + value * (second[index] ?? 0), 0);
}

export function sigmoid(value: number): number {
  return 1 / (1 + Math.exp(-value));
}
