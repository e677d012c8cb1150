import {
  cast,
  div,
  expandDims,
  greater,
  logicalAnd,
  mul,
  onesLike,
  sqrt,
  sum,
  where,
  type Tensor,
} from '@tensorflow/tfjs-core';
import { activeGramian, squaredNorms } from './active.ts';
import type { BalancingInput } from './method.ts';

/** A task with less than this share of the summed squared norms takes no part and keeps weight 1. */
const leastShare = 1e-12;
/** Below this sum all gradients count as zero. */
const leastTrace = 1e-20;

/** The Gramian as solvers want it: of trace 1, over the tasks that have a gradient. */
export interface TaskGramian {
  /** [R, T, T], zero in the rows and columns of tasks that take no part. */
  readonly gramian: Tensor;
  /** [R, T] 1 for a task that is active and has a gradient. */
  readonly member: Tensor;
  /** [R, 1] how many take part. */
  readonly count: Tensor;
  /** [R, 1] what the Gramian was divided by; 1 where no task takes part. */
  readonly trace: Tensor;
  /** [R, T] lengths of the task gradients by the divided Gramian; 1 for a task that takes no part. */
  readonly norms: Tensor;
}

/** Leaves out tasks without labels or without a gradient, and divides by the trace. */
export function taskGramian(input: BalancingInput): TaskGramian {
  const gramian = activeGramian(input.gramian as Tensor, input.active);
  const squared = squaredNorms(gramian);
  const trace = sum(squared, 1, true);
  const isMember = logicalAnd(greater(squared, mul(trace, leastShare)), greater(trace, leastTrace));
  const member = cast(isMember, 'float32');
  const count = sum(member, 1, true);
  const divisor = where(greater(count, 0), trace, onesLike(trace));
  const pairs = mul(expandDims(member, 2), expandDims(member, 1));
  const divided = where(greater(pairs, 0), div(gramian, expandDims(divisor, 2)), mul(pairs, 0));
  const norms = sqrt(where(isMember, div(squared, divisor), onesLike(squared)));
  return { gramian: divided, member, count, trace: divisor, norms };
}

/**
 * The weights of the members; 1 for an active task without a gradient, which moves nothing, and for one that is alone;
 * 0 for a task without labels.
 */
export function withOthers(weights: Tensor, tasks: TaskGramian, active: Tensor): Tensor {
  const isBalanced = logicalAnd(greater(mul(tasks.member, tasks.count), 1), greater(active, 0));
  return where(isBalanced, weights, active);
}

/** What a method of the sum scale gives: its native weights times the number of tasks that take part. */
export function onSumScale(
  native: Tensor,
  tasks: TaskGramian,
  active: Tensor,
): { taskWeights: Tensor; nativeWeights: Tensor } {
  return {
    taskWeights: withOthers(mul(native, tasks.count), tasks, active),
    nativeWeights: withOthers(native, tasks, active),
  };
}
