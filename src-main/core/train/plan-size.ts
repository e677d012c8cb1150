import type { Encoding, Split } from '../prepare/prepared.ts';

const largestBatchBytes = 2 ** 25;
const largestBlockFloats = 2 ** 22;
const longestChunk = 64;

/** Whether a replica may meet a batch in which no row is labelled for one of its tasks. */
export function hasGaps(encoding: Encoding, splits: readonly Split[], stepsPerEpoch: number): boolean {
  return (
    encoding.targets.some((target) => target.labelled.includes(0)) ||
    splits.some((split) => split.train.length < stepsPerEpoch)
  );
}

/** Blocks of equal width that hold the largest of the parts. */
export function planBlocks(
  lengths: readonly number[],
  replicas: number,
  width: number,
): { validationBlocks: number; validationRows: number } {
  const most = Math.max(1, ...lengths);
  const limit = Math.max(64, Math.floor(largestBlockFloats / (replicas * width)));
  const validationBlocks = Math.ceil(most / limit);
  return { validationBlocks, validationRows: Math.ceil(most / validationBlocks) };
}

/** Most epochs of one call, for batches of so many bytes an epoch. */
export function planCapacity(epochs: number, bytesPerEpoch: number): number {
  return Math.max(1, Math.min(epochs, longestChunk, Math.floor(largestBatchBytes / bytesPerEpoch)));
}
