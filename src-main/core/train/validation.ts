import { add, div, maximum, scalar, zeros, type Tensor } from '@tensorflow/tfjs-core';
import { unpackParameters } from '../model/parameters.ts';
import { prepareRows, rowAt } from './prepare-rows.ts';
import { plainForward, type ProgramContext } from './program-context.ts';
import { taskLossSums } from './task-loss.ts';

/** Mean validation losses [R, T] over labelled rows, block by block; 0 where a task has none. */
export function validate(context: ProgramContext, parameters: Tensor): Tensor {
  const { shape, network, inputs, operations } = context;
  const pieces = unpackParameters(parameters, network.layout);
  const blocks = inputs['validation'] as Tensor;
  const measure = (block: Tensor): { sums: Tensor; counts: Tensor } => {
    const rows = prepareRows(rowAt(blocks, block, operations), inputs, shape, operations, shape.replicas);
    const outputs = network.outputs(rows.x, pieces, plainForward(shape, operations));
    return { sums: taskLossSums(outputs, rows, shape.tasks), counts: rows.counts };
  };
  if (shape.validationBlocks === 1) {
    const { sums, counts } = measure(scalar(0, 'int32'));
    return div(sums, maximum(counts, 1));
  }
  const start = (): Tensor => zeros([shape.replicas, shape.tasks.length]);
  const total = operations.loop(shape.validationBlocks, { sums: start(), counts: start() }, (block, state) => {
    const { sums, counts } = measure(block);
    return { sums: add(state['sums'] as Tensor, sums), counts: add(state['counts'] as Tensor, counts) };
  });
  return div(total['sums'] as Tensor, maximum(total['counts'] as Tensor, 1));
}
