import { concat, div, matMul, maximum, mul, reshape, slice, sum, tensor2d, type Tensor } from '@tensorflow/tfjs-core';
import { findLoss } from '../loss/registry.ts';
import type { TaskShape } from './cohort-shape.ts';

/** Rows of a batch or of a block, for R replicas and T tasks. */
export interface LabelledRows {
  /** [R, B, D] prepared inputs. */
  readonly x: Tensor;
  /** [R, B, T] prepared targets. */
  readonly targets: Tensor;
  /** [R, B, T] 1 where the replica trains the task and the row is labelled. */
  readonly mask: Tensor;
  /** [R, T] number of labelled rows. */
  readonly counts: Tensor;
}

interface TaskGroup {
  readonly shape: TaskShape;
  readonly tasks: readonly number[];
}

/** Tasks with the same loss and number of outputs, whose losses are computed in one go. */
function groupTasks(tasks: readonly TaskShape[]): TaskGroup[] {
  const groups = new Map<string, { shape: TaskShape; tasks: number[] }>();
  tasks.forEach((shape, task) => {
    const key = `${shape.loss}/${shape.outputs}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { shape, tasks: [task] });
    else group.tasks.push(task);
  });
  return [...groups.values()];
}

/**
 * Sums of the losses over labelled rows.
 *
 * @param outputs [R, B, K of all tasks], task by task
 * @returns [R, T]
 */
export function taskLossSums(outputs: Tensor, rows: LabelledRows, tasks: readonly TaskShape[]): Tensor {
  const firstColumns = columnsOf(tasks);
  const groups = groupTasks(tasks);
  const sums = groups.map((group) => {
    const width = group.shape.outputs;
    const groupOutputs = pickColumns(
      outputs,
      group.tasks.map((task) => [firstColumns[task] as number, width]),
    );
    const columns = group.tasks.map((task): [number, number] => [task, 1]);
    return maskedLossSums(
      groupOutputs,
      pickColumns(rows.targets, columns),
      pickColumns(rows.mask, columns),
      group.shape,
    );
  });
  const joined = sums.length === 1 ? (sums[0] as Tensor) : concat(sums, 1);
  return restoreOrder(
    joined,
    groups.flatMap((group) => group.tasks),
  );
}

/** Mean losses over labelled rows [R, T]; 0 where a task has none. */
export function taskLosses(outputs: Tensor, rows: LabelledRows, tasks: readonly TaskShape[]): Tensor {
  return div(taskLossSums(outputs, rows, tasks), maximum(rows.counts, 1));
}

/** outputs [R, B, n K], targets and mask [R, B, n] of n tasks alike -> [R, n] */
function maskedLossSums(outputs: Tensor, targets: Tensor, mask: Tensor, shape: TaskShape): Tensor {
  const [replicas, rows, count] = targets.shape as [number, number, number];
  const perExample = findLoss(shape.loss).perExample(
    reshape(outputs, [replicas, rows * count, shape.outputs]),
    reshape(targets, [replicas, rows * count]),
  );
  return sum(mul(reshape(perExample, [replicas, rows, count]), mask), 1);
}

function columnsOf(tasks: readonly TaskShape[]): number[] {
  let next = 0;
  return tasks.map((task) => {
    const first = next;
    next += task.outputs;
    return first;
  });
}

/** Ranges [first, width] of the last axis side by side; neighbours are taken in one slice. */
function pickColumns(x: Tensor, ranges: readonly (readonly [number, number])[]): Tensor {
  const [replicas, rows, columns] = x.shape as [number, number, number];
  const merged: [number, number][] = [];
  for (const [first, width] of ranges) {
    const last = merged.at(-1);
    if (last !== undefined && last[0] + last[1] === first) last[1] += width;
    else merged.push([first, width]);
  }
  const parts = merged.map(([first, width]) =>
    first === 0 && width === columns ? x : slice(x, [0, 0, first], [replicas, rows, width]),
  );
  return parts.length === 1 ? (parts[0] as Tensor) : concat(parts, 2);
}

/** Columns of x [R, T] from the order `tasks` back to 0 .. T - 1, as a product: its gradient exists in every engine. */
function restoreOrder(x: Tensor, tasks: readonly number[]): Tensor {
  if (tasks.every((task, position) => task === position)) return x;
  const count = tasks.length;
  const permutation = new Float32Array(count * count);
  tasks.forEach((task, position) => {
    permutation[position * count + task] = 1;
  });
  return matMul(x, tensor2d(permutation, [count, count]));
}
