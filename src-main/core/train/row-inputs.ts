import { tensor, tensor1d, type Tensor } from '@tensorflow/tfjs-core';
import type { TensorMap } from '../engine/engine.ts';
import type { Encoding, Preparation } from '../prepare/prepared.ts';
import type { CohortShape } from './cohort-shape.ts';

/** The inputs of the table [N + 1, D] once for all replicas, with one row of zeros more, to which padding points. */
export function createRowInputs(
  encoding: Pick<Encoding, 'rowCount' | 'features' | 'inputs' | 'present' | 'groups'>,
): TensorMap {
  const { rowCount: rows } = encoding;
  const features = encoding.features.length;
  const inputs = new Float32Array((rows + 1) * features);
  inputs.set(encoding.inputs);
  for (const group of encoding.groups ?? []) {
    // each table's own code for nothing: that of another group would point beyond the table
    if ('codes' in group)
      inputs.fill(group.firstCode, rows * features + group.first, rows * features + group.first + group.width);
  }
  return {
    features: tensor(inputs, [rows + 1, features]),
    ...(encoding.present === null ? {} : { present: presence(encoding.present, rows, features) }),
  };
}

/** What is present, of the features up to the last one that is missing anywhere: codes and counts behind them never are. */
function presence(present: Uint8Array, rows: number, features: number): Tensor {
  let width = 1;
  present.forEach((value, cell) => {
    if (value === 0) width = Math.max(width, (cell % features) + 1);
  });
  const values = new Float32Array((rows + 1) * width).fill(1);
  for (let row = 0; row < rows; row += 1) {
    values.set(present.subarray(row * features, row * features + width), row * width);
  }
  return tensor(values, [rows + 1, width]);
}

/** What was fitted of the inputs, one preparation a replicate [Q, 1, D]. */
export function createPreparedInputs(
  { missing, features, input }: Pick<CohortShape, 'missing' | 'features' | 'input'>,
  preparations: readonly Preparation[],
): TensorMap {
  const stack = (pick: (preparation: Preparation) => Float32Array): Tensor =>
    stackPrepared(preparations, features, pick);
  return {
    ...(missing ? { fill: stack(({ fill }) => fill) } : {}),
    mean: stack(({ mean }) => mean),
    inverseScale: stack(({ inverseScale }) => inverseScale),
    ...((input?.codes ?? 0) === 0 ? {} : { lookup: stackLookups(preparations) }),
  };
}

/** One row of `width` numbers a replicate [Q, 1, width]. */
export function stackPrepared(
  preparations: readonly Preparation[],
  width: number,
  pick: (preparation: Preparation) => Float32Array,
): Tensor {
  const values = new Float32Array(preparations.length * width);
  preparations.forEach((preparation, position) => values.set(pick(preparation), position * width));
  return tensor(values, [preparations.length, 1, width]);
}

/** The slot of every code, replicate after replicate [Q * codes]. */
function stackLookups(preparations: readonly Preparation[]): Tensor {
  return tensor1d(preparations.flatMap(({ lookup }) => [...lookup]));
}
