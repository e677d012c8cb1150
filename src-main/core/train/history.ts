import { cast, concat, equal, expandDims, range, reshape, where, type Tensor } from '@tensorflow/tfjs-core';

/** Columns of one epoch's record [R, width], in this order. */
export interface EpochRecord {
  /** [R, T] mean over the epoch's steps; `trained` is the number of steps in which the task had labelled rows. */
  readonly trainLoss: Tensor;
  readonly trained: Tensor;
  readonly validationLoss: Tensor;
  readonly taskWeights: Tensor;
  /** [R, 1] mean over the epoch's steps of what the method's solver left undone; 0 where it has none. */
  readonly residual: Tensor;
  /** [R] 1 where the replica trained in this epoch. */
  readonly active: Tensor;
}

/** Width of an epoch's record for T tasks. */
export function recordWidth(tasks: number): number {
  return 4 * tasks + 2;
}

/** [R, width] */
export function packRecord(record: EpochRecord): Tensor {
  const { trainLoss, trained, validationLoss, taskWeights, residual, active } = record;
  return concat([trainLoss, trained, validationLoss, taskWeights, residual, expandDims(active, 1)], 1);
}

/** `history` [C, R, W] with `record` [R, W] at `slot` (an int32 scalar). */
export function writeRecord(history: Tensor, slot: Tensor, record: Tensor): Tensor {
  const capacity = history.shape[0];
  const here = equal(range(0, capacity, 1, 'int32'), cast(slot, 'int32'));
  return where(reshape(here, [capacity, 1, 1]), expandDims(record, 0), history);
}
