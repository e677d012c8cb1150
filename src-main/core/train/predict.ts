import { gather, relu, tidy, type Tensor } from '@tensorflow/tfjs-core';
import type { TensorMap } from '../engine/engine.ts';
import { unpackParameters } from '../model/parameters.ts';
import type { Preparation } from '../prepare/prepared.ts';
import { blockIndices } from './cohort-inputs.ts';
import { widestRow } from './input-shape.ts';
import type { CohortPlan } from './cohort-plan.ts';
import { planBlocks } from './plan-size.ts';
import { prepareRows } from './prepare-rows.ts';
import { plainForward } from './program-context.ts';
import { networkOf } from './network-of.ts';
import { tensor } from '@tensorflow/tfjs-core';

const operations = { gather: (x: Tensor, indices: Tensor): Tensor => gather(x, indices as never), relu };

/**
 * Head outputs on given rows, op by op: a compiled program for one pass would cost more than it saves.
 *
 * @param rowsOf row indices of each replicate
 * @returns for each replica its outputs, row-major [rows of its replicate, K of all tasks]
 */
export function predictOutputs(
  plan: CohortPlan,
  inputs: TensorMap,
  parameters: Tensor,
  rowsOf: readonly Int32Array[],
): Float32Array[] {
  const { shape, replicas, replicates } = plan;
  const network = networkOf(shape);
  const { layout } = network;
  const width = widestRow(shape);
  const { validationBlocks: blocks, validationRows: blockRows } = planBlocks(
    rowsOf.map((rows) => rows.length),
    replicas.length,
    width,
  );
  const indices = blockIndices(rowsOf, blocks, blockRows, shape.rows);
  const owners = replicas.map((replica) =>
    replicates.findIndex(({ split, seed }) => split === replica.split && seed === replica.seed),
  );
  const results = owners.map((owner) => new Float32Array((rowsOf[owner] as Int32Array).length * layout.headWidth));
  for (let block = 0; block < blocks; block += 1) {
    const size = replicates.length * blockRows;
    const part = indices.subarray(block * size, (block + 1) * size);
    // what a tidy returns is searched for tensors, number by number: so it gives the tensor
    const held = tidy(() => {
      const pieces = unpackParameters(parameters, layout);
      const blockIndex = tensor(part.slice(), [replicates.length, blockRows], 'int32');
      const { x } = prepareRows(blockIndex, inputs, shape, operations, replicas.length);
      return network.outputs(x, pieces, plainForward(shape, operations));
    });
    const outputs = held.dataSync() as Float32Array;
    held.dispose();
    results.forEach((result, replica) => {
      const from = block * blockRows * layout.headWidth;
      const start = replica * blockRows * layout.headWidth;
      const count = Math.min(blockRows * layout.headWidth, result.length - from);
      if (count > 0) result.set(outputs.subarray(start, start + count), from);
    });
  }
  return results;
}

/**
 * A task's predictions from head outputs: numbers in original units, probabilities of the positive class [rows], or class
 * probabilities [rows, K].
 */
export function taskPredictions(
  type: 'regression' | 'binary' | 'multiclass',
  logits: Float32Array,
  classCount: number,
  preparation: Preparation,
  task: number,
): Float32Array {
  if (type === 'regression') {
    const scale = preparation.targetScale[task] as number;
    const mean = preparation.targetMean[task] as number;
    return logits.map((value) => value * scale + mean);
  }
  if (type === 'binary') return logits.map((value) => 1 / (1 + Math.exp(-value)));
  const probabilities = new Float32Array(logits.length);
  for (let row = 0; row < logits.length; row += classCount) {
    const scores = logits.subarray(row, row + classCount);
    const top = scores.reduce((most, value) => Math.max(most, value), -Infinity);
    const powers = Array.from(scores, (value) => Math.exp(value - top));
    const total = powers.reduce((sum, value) => sum + value, 0);
    powers.forEach((value, label) => {
      probabilities[row + label] = value / total;
    });
  }
  return probabilities;
}
