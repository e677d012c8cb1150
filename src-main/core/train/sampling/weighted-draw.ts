import { uniformAt } from '../../util/hash.ts';

/** Draws places with probabilities in proportion to weights, by one uniform number each. */
export class WeightedDraw {
  readonly #cumulative: Float64Array;

  constructor(weights: readonly number[]) {
    this.#cumulative = new Float64Array(weights.length);
    let total = 0;
    weights.forEach((weight, place) => {
      total += weight;
      this.#cumulative[place] = total;
    });
  }

  /** The place that number `index` of the stream of (seed, counter) falls in; never one of weight 0. */
  at(seed: number, counter: number, index: number): number {
    const cumulative = this.#cumulative;
    const wanted = uniformAt(seed, counter, index) * (cumulative.at(-1) ?? 0);
    let low = 0;
    let high = cumulative.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((cumulative[middle] as number) > wanted) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
