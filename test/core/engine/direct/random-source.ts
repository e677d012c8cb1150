import { uniformAt } from '../../../../src-main/core/util/hash.ts';

/** Choices that follow from a seed alone, so that a body makes the same ones whenever it is run. */
export class RandomSource {
  readonly #seed: number;
  #drawn = 0;

  constructor(seed: number) {
    this.#seed = seed;
  }

  /** In [0, 1). */
  uniform(): number {
    this.#drawn += 1;
    return uniformAt(this.#seed, 0, this.#drawn);
  }

  /** From 0 to `bound` - 1. */
  below(bound: number): number {
    return Math.min(bound - 1, Math.floor(this.uniform() * bound));
  }

  chance(probability: number): boolean {
    return this.uniform() < probability;
  }

  pick<T>(values: readonly T[]): T {
    return values[this.below(values.length)] as T;
  }

  shuffle<T>(values: readonly T[]): T[] {
    const shuffled = [...values];
    for (let left = shuffled.length; left > 1; left -= 1) {
      const other = this.below(left);
      [shuffled[left - 1], shuffled[other]] = [shuffled[other] as T, shuffled[left - 1] as T];
    }
    return shuffled;
  }
}
