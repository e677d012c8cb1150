import { expandDims, greater, matMul, minimum, slice, sum, where, type Tensor } from '@tensorflow/tfjs-core';
import { taskGradients, type NetworkStep } from './task-jacobian.ts';

/**
 * Inner products [R, T, T] of the task gradients of the batch's first half of rows (rows of the result) with those of the second
 * (columns). Rows come in random order, so the halves are independent draws. A task without a labelled row in one half has
 * `jacobian` [R, T, P], its gradient on the whole batch, in both.
 */
export function crossGramian(step: NetworkStep, jacobian: Tensor): Tensor {
  const rows = step.rows.x.shape[1] as number;
  const middle = Math.ceil(rows / 2);
  if (middle === rows) return matMul(jacobian, jacobian, false, true);
  const first = rowsBetween(step, 0, middle);
  const second = rowsBetween(step, middle, rows);
  const isSplit = expandDims(greater(minimum(first.rows.counts, second.rows.counts), 0), 2);
  const [one, other] = [first, second].map((half) => where(isSplit, taskGradients(half).jacobian, jacobian)) as [
    Tensor,
    Tensor,
  ];
  return matMul(one, other, false, true);
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
