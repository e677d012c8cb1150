import { expandDims, mul, sum, type Tensor } from '@tensorflow/tfjs-core';
import { rowAt } from './prepare-rows.ts';
import type { ProgramContext } from './program-context.ts';
import type { LabelledRows } from './task-loss.ts';

/**
 * The rows of a step with the labels of its own task alone, where batches come in one stream a task; else as they are.
 *
 * @param batch int32 scalar: the step among those that were fed
 */
export function keepStream(
  rows: LabelledRows,
  { shape, inputs, operations }: ProgramContext,
  batch: Tensor,
): LabelledRows {
  if (!shape.streams) return rows;
  const perReplicate = rowAt(inputs['streams'] as Tensor, batch, operations);
  const own = operations.gather(perReplicate, inputs['replicateOf'] as Tensor);
  const mask = mul(rows.mask, expandDims(own, 1));
  return { ...rows, mask, counts: sum(mask, 1) };
}
