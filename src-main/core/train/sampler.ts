import { deriveSeed } from '../util/hash.ts';
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
