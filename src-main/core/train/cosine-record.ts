import { add, cast, concat, div, greater, maximum, reshape, zeros, type Tensor } from '@tensorflow/tfjs-core';
import type { TensorMap } from '../engine/engine.ts';
import { trainedSharedSize } from '../model/layout.ts';
import { unpackParameters } from '../model/parameters.ts';
import { gradientCosines } from './gradient-cosine.ts';
import { networkOf } from './network-of.ts';
import { firstOf, prepareRows, rowAt } from './prepare-rows.ts';
import { plainForward, type ProgramContext } from './program-context.ts';
import { gramianOf, taskGradients } from './task-jacobian.ts';

/**
 * Width of an epoch's cosine record for T tasks: the cosines, then in how many of the steps looked at they are defined, then in how
 * many of these each task has labels.
 */
export function cosineWidth(tasks: number): number {
  return 2 * tasks * tasks + tasks;
}

/** Replicas whose cosines are recorded: none where no two tasks train parameters together, the probed ones otherwise. */
export function cosineReplicas(shape: ProgramContext['shape']): number {
  return shape.tasks.length < 2 || trainedSharedSize(networkOf(shape).layout) === 0 ? 0 : shape.probed;
}

/** Sums over the steps of an epoch, for methods that compute the Gramian at every step. */
export function startCosines(context: ProgramContext): TensorMap {
  if (!isPerStep(context)) return {};
  const { replicas, tasks } = context.shape;
  const matrix = [replicas, tasks.length, tasks.length];
  return { cosineSum: zeros(matrix), cosineCount: zeros(matrix) };
}

/** Adds one step's cosines to the sums. */
export function addStepCosines(
  context: ProgramContext,
  state: TensorMap,
  gramian: Tensor | null,
  active: Tensor,
): TensorMap {
  if (!isPerStep(context) || gramian === null) return {};
  const { cosines, defined } = gradientCosines(gramian, active);
  return {
    cosineSum: add(state['cosineSum'] as Tensor, cosines),
    cosineCount: add(state['cosineCount'] as Tensor, defined),
  };
}

/**
 * The epoch's cosines [R', 2 T T], or null where none are recorded. Methods with a Gramian at every step give the mean over
 * the steps; for the others it is taken once, on the epoch's last batch, after its update and without dropout.
 */
export function cosineRecord(context: ProgramContext, after: TensorMap, lastBatch: Tensor): Tensor | null {
  if (cosineReplicas(context.shape) === 0) return null;
  if (isPerStep(context)) {
    const count = after['cosineCount'] as Tensor;
    return pack(div(after['cosineSum'] as Tensor, maximum(count, 1)), count, after['trained'] as Tensor);
  }
  const { shape, network, inputs, operations } = context;
  const rows = prepareRows(
    rowAt(inputs['batches'] as Tensor, lastBatch, operations),
    inputs,
    shape,
    operations,
    shape.probed,
  );
  const { jacobian } = taskGradients({
    network,
    pieces: unpackParameters(firstOf(after['parameters'] as Tensor, shape.probed), network.layout),
    options: plainForward(shape, operations),
    rows,
    tasks: shape.tasks,
    settings: {},
  });
  const labelled = cast(greater(rows.counts, 0), 'float32');
  const { cosines, defined } = gradientCosines(gramianOf(jacobian), labelled);
  return pack(cosines, defined, labelled);
}

function isPerStep(context: ProgramContext): boolean {
  const { gramian, onRepresentation } = context.method;
  return gramian === 'shared' && onRepresentation !== true && cosineReplicas(context.shape) > 0;
}

function pack(cosines: Tensor, defined: Tensor, labelled: Tensor): Tensor {
  const replicas = cosines.shape[0];
  return concat([reshape(cosines, [replicas, -1]), reshape(defined, [replicas, -1]), labelled], 1);
}
