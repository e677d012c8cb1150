import { deriveSeed, permutation } from '../util/hash.ts';
import type { Split } from '../prepare/prepared.ts';

/** A pair (split, seed): what paired arms have in common. */
export interface Replicate {
  readonly split: number;
  readonly seed: number;
}

/** Steps of an epoch and rows of its widest batch, common to all splits. */
export interface BatchPlan {
  readonly stepsPerEpoch: number;
  readonly batchRows: number;
}

/** As many steps as the largest training part needs at this batch size. Every split takes as many, in batches of nearly equal size. */
export function planBatches(splits: readonly Split[], batchSize: number): BatchPlan {
  const most = Math.max(1, ...splits.map((split) => split.train.length));
  const stepsPerEpoch = Math.ceil(most / batchSize);
  return { stepsPerEpoch, batchRows: Math.ceil(most / stepsPerEpoch) };
}

/** The seed of one purpose of one replicate: the same for every arm and twin. */
export function replicateSeed(baseSeed: number, purpose: string, replicate: Replicate): number {
  return deriveSeed(baseSeed, purpose, replicate.split, replicate.seed);
}

/**
 * Writes an epoch's batches of one replicate: its training rows in a new order, each row once. Batch k goes to
 * `target[(first + k) * stride + offset ...]`, filled up with `padding` to the width of the plan.
 */
export function writeEpochBatches(
  target: Int32Array,
  place: { readonly first: number; readonly stride: number; readonly offset: number },
  plan: BatchPlan,
  train: Int32Array,
  seed: number,
  epoch: number,
  padding: number,
): void {
  const order = permutation(train.length, deriveSeed(seed, epoch));
  for (let step = 0; step < plan.stepsPerEpoch; step += 1) {
    const from = Math.floor((step * train.length) / plan.stepsPerEpoch);
    const to = Math.floor(((step + 1) * train.length) / plan.stepsPerEpoch);
    const start = (place.first + step) * place.stride + place.offset;
    for (let position = 0; position < plan.batchRows; position += 1) {
      const row = from + position < to ? train[order[from + position] as number] : padding;
      target[start + position] = row as number;
    }
  }
}
