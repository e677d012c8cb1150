import { add, matMul, mul, reshape, sum, tensor2d, type Tensor } from '@tensorflow/tfjs-core';
import { linear } from './forward.ts';
import { constant, glorotHeads } from './initialize.ts';
import type { Layout, LayoutBuilder } from './layout.ts';

/** The linear heads of all tasks side by side in one matrix. Positions of its pieces. */
export interface Heads {
  readonly inputs: number;
  readonly weight: number;
  readonly bias: number;
}

/** Adds one linear head a task on representations of width `inputs`. */
export function addHeads(builder: LayoutBuilder, inputs: number): Heads {
  const { heads } = builder.shape;
  const columns = heads.reduce((total, outputs) => total + outputs, 0);
  const weight = builder.add({
    name: 'head weight',
    kind: 'weight',
    rows: inputs,
    columns,
    initialize: (seed, tasks) => glorotHeads(inputs, heads, tasks, seed),
  });
  const bias = builder.add({
    name: 'head bias',
    kind: 'bias',
    rows: 1,
    columns,
    initialize: () => constant(columns, 0),
  });
  return { inputs, weight, bias };
}

/** Outputs [R, B, K] of all tasks from one representation [R, B, H]. */
export function readShared(hidden: Tensor, heads: Heads, pieces: readonly Tensor[]): Tensor {
  return linear(hidden, pieces[heads.weight] as Tensor, pieces[heads.bias] as Tensor);
}

/** Outputs [R, B, K] from a representation of each task's own [R T, B, H]. */
export function readOwn(
  hidden: Tensor,
  heads: Heads,
  pieces: readonly Tensor[],
  layout: Pick<Layout, 'shape' | 'headColumns' | 'headWidth'>,
): Tensor {
  const tasks = layout.shape.heads.length;
  const [copies, rows, width] = hidden.shape as [number, number, number];
  const replicas = copies / tasks;
  const all = matMul(reshape(hidden, [replicas, tasks * rows, width]), pieces[heads.weight] as Tensor);
  return add(ownOutputs(reshape(all, [copies, rows, layout.headWidth]), layout), pieces[heads.bias] as Tensor);
}

/** Each task's own columns [R, B, K] out of outputs of all heads for each task [R T, B, K]. */
export function ownOutputs(outputs: Tensor, layout: Pick<Layout, 'shape' | 'headColumns' | 'headWidth'>): Tensor {
  const tasks = layout.shape.heads.length;
  const [copies, rows, columns] = outputs.shape as [number, number, number];
  const owner = reshape(ownColumns(layout), [1, tasks, 1, columns]);
  return sum(mul(reshape(outputs, [copies / tasks, tasks, rows, columns]), owner), 1);
}

/** [T, K]: 1 where the column is an output of the task. */
export function ownColumns({
  shape,
  headColumns,
  headWidth,
}: Pick<Layout, 'shape' | 'headColumns' | 'headWidth'>): Tensor {
  const own = new Float32Array(shape.heads.length * headWidth);
  shape.heads.forEach((width, task) => {
    const first = task * headWidth + (headColumns[task] as number);
    own.fill(1, first, first + width);
  });
  return tensor2d(own, [shape.heads.length, headWidth]);
}
