import { add, concat, expandDims, mul, reshape, slice, sub, sum, type Tensor } from '@tensorflow/tfjs-core';
import type { Operations, TensorMap } from '../engine/engine.ts';
import type { CohortShape } from './cohort-shape.ts';
import { shapeRows } from './shape-rows.ts';
import type { LabelledRows } from './task-loss.ts';

/**
 * Prepared rows for every replica. Rows are gathered and prepared once per replicate, then handed to its replicas.
 *
 * @param indices int32 [Q, B]; `rows` of the shape stands for padding
 * @param replicas how many of the first replicas get them
 */
export function prepareRows(
  indices: Tensor,
  inputs: TensorMap,
  shape: CohortShape,
  operations: Pick<Operations, 'gather'>,
  replicas: number,
): LabelledRows {
  const read = (name: string): Tensor => inputs[name] as Tensor;
  const scaled = scaleRows(indices, inputs, shape, operations);
  const x = shape.input === null ? scaled : shapeRows(scaled, inputs['lookup'] ?? null, shape.input, operations);
  const targets = mul(sub(operations.gather(read('targets'), indices), read('targetMean')), read('targetInverseScale'));
  const labelled = operations.gather(read('labelled'), indices);
  const owners = read('replicateOf');
  const spread = (perReplicate: Tensor): Tensor => operations.gather(perReplicate, firstOf(owners, replicas));
  const taskMask = firstOf(read('taskMask'), replicas);
  const mask = mul(spread(labelled), expandDims(taskMask, 1));
  return { x: spread(x), targets: spread(targets), mask, counts: sum(mask, 1) };
}

/** Features of rows [Q, B, D] as they are prepared for each replicate, one by one: codes and counts are still what they were. */
export function scaleRows(
  indices: Tensor,
  inputs: TensorMap,
  shape: Pick<CohortShape, 'missing'>,
  operations: Pick<Operations, 'gather'>,
): Tensor {
  const gathered = operations.gather(inputs['features'] as Tensor, indices);
  const filled = fillMissing(gathered, indices, inputs, shape, operations);
  return mul(sub(filled, inputs['mean'] as Tensor), inputs['inverseScale'] as Tensor);
}

/** The first `count` entries of the leading axis. */
export function firstOf(x: Tensor, count: number): Tensor {
  if (x.shape[0] === count) return x;
  const size = x.shape.slice();
  size[0] = count;
  return slice(
    x,
    size.map(() => 0),
    size,
  );
}

/** Row `position` (an int32 scalar) of x [C, ...], without the leading axis. */
export function rowAt(x: Tensor, position: Tensor, operations: Pick<Operations, 'gather'>): Tensor {
  return reshape(operations.gather(x, reshape(position, [1])), x.shape.slice(1));
}

function fillMissing(
  x: Tensor,
  indices: Tensor,
  inputs: TensorMap,
  shape: Pick<CohortShape, 'missing'>,
  operations: Pick<Operations, 'gather'>,
): Tensor {
  if (!shape.missing) return x;
  const present = operations.gather(inputs['present'] as Tensor, indices);
  const fill = inputs['fill'] as Tensor;
  const [replicates, rows, width] = x.shape as [number, number, number];
  const narrow = present.shape[2] as number;
  if (narrow === width) return add(x, mul(sub(1, present), fill));
  const first = slice(x, [0, 0, 0], [replicates, rows, narrow]);
  const filled = add(first, mul(sub(1, present), slice(fill, [0, 0, 0], [fill.shape[0], 1, narrow])));
  return concat([filled, slice(x, [0, 0, narrow], [replicates, rows, width - narrow])], 2);
}
