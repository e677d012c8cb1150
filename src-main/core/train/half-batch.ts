import {
  div,
  expandDims,
  greater,
  matMul,
  maximum,
  minimum,
  mul,
  reshape,
  slice,
  sum,
  tensor,
  where,
  type Tensor,
} from '@tensorflow/tfjs-core';
import { taskGradients, type HalvedGradients, type NetworkStep } from './task-jacobian.ts';

/**
 * Inner products [R, T, T] of the task gradients of the batch's first half of rows (rows of the result) with those of the second
 * (columns). Rows come in random order, so the halves are independent draws. A task without a labelled row in one half has
 * its gradient on the whole batch in both.
 */
export function crossGramian(step: NetworkStep, { jacobian, halves }: HalvedGradients): Tensor {
  const rows = step.rows.x.shape[1] as number;
  const middle = Math.ceil(rows / 2);
  if (middle === rows) return matMul(jacobian, jacobian, false, true);
  const first = rowsBetween(step, 0, middle);
  const second = rowsBetween(step, middle, rows);
  const isSplit = expandDims(greater(minimum(first.rows.counts, second.rows.counts), 0), 2);
  if (halves !== null) return productsOfHalves(halves, isSplit, [first, second], step);
  const [one, other] = [first, second].map((half) => where(isSplit, taskGradients(half).jacobian, jacobian)) as [
    Tensor,
    Tensor,
  ];
  return matMul(one, other, false, true);
}

/** The same from the halves' parts of the whole [R, T, 2, P], by their products with each other. */
function productsOfHalves(
  halves: Tensor,
  isSplit: Tensor,
  steps: readonly [NetworkStep, NetworkStep],
  whole: NetworkStep,
): Tensor {
  const [replicas, tasks] = halves.shape as [number, number];
  const flat = reshape(halves, [replicas, 2 * tasks, -1]);
  const products = matMul(flat, flat, false, true);
  const both = tensor(places(tasks, [0, 1]), [1, tasks, 2 * tasks]);
  const [first, second] = steps.map(({ rows: { counts } }, half) => {
    // a part of the whole batch's mean becomes the mean over its own rows, of which there are fewer
    const scale = expandDims(div(whole.rows.counts, maximum(counts, 1)), 2);
    return where(isSplit, mul(scale, tensor(places(tasks, [half]), [1, tasks, 2 * tasks])), both);
  }) as [Tensor, Tensor];
  return matMul(matMul(first, products), second, false, true);
}

/** [tasks, 2 tasks]: 1 at the given halves of each task. */
function places(tasks: number, halves: readonly number[]): Float32Array {
  const matrix = new Float32Array(2 * tasks * tasks);
  for (let task = 0; task < tasks; task += 1) {
    for (const half of halves) matrix[task * 2 * tasks + 2 * task + half] = 1;
  }
  return matrix;
}

/** The same network on rows `from` to `to` - 1 of the batch, dropout included. */
function rowsBetween(step: NetworkStep, from: number, to: number): NetworkStep {
  const cut = (x: Tensor): Tensor => slice(x, [0, from, 0], [-1, to - from, -1]);
  const { x, targets, mask } = step.rows;
  const { dropout } = step.options;
  const labels = cut(mask);
  return {
    ...step,
    rows: { x: cut(x), targets: cut(targets), mask: labels, counts: sum(labels, 1) },
    options: { ...step.options, dropout: dropout === null ? null : (layer, width) => cut(dropout(layer, width)) },
  };
}
