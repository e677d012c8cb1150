import type { Tensor } from '@tensorflow/tfjs-core';
import type { Method } from '../../contract/method.ts';

type TensorMap = Readonly<Record<string, Tensor>>;

/** What a method sees in one step. R replicas, T tasks; no value carries a gradient. */
export interface BalancingInput {
  /** [R, T] mean loss over the labelled rows of the batch. */
  readonly losses: Tensor;
  /** [R, T] mean training loss of the first epoch; ones before it has ended. */
  readonly initialLosses: Tensor;
  /** [R, T] 1 where the task has a labelled row in the batch. */
  readonly active: Tensor;
  /** [R, T, T] inner products of task gradients, over the parameters that `gramian` names; null when it is `none`. */
  readonly gramian: Tensor | null;
  /** int32 scalars, from 0. */
  readonly epoch: Tensor;
  readonly step: Tensor;
  /** Uniform [0, 1) numbers [R, ...shape] from the replica's own stream; each call gives new ones. */
  readonly uniform: (shape: readonly number[]) => Tensor;
  /** Repeats `state = body(i, state)` for i = 0 .. count - 1, compiled as one loop; shapes stay as they are. */
  readonly loop: (count: number, state: TensorMap, body: (index: Tensor, state: TensorMap) => TensorMap) => TensorMap;
}

export interface BalancingOutput {
  /** [R, T] as applied: loss weights, or weights of the task gradients of the shared parameters. */
  readonly taskWeights: Tensor;
  readonly state: TensorMap;
}

/** A balancing method: a pure function on tensors with a leading replica axis. */
export interface BalancingMethod {
  readonly description: Method;
  readonly gramian: 'none' | 'last-shared-layer' | 'shared';
  /** Fresh state, every tensor with leading R. */
  createState(replicas: number, tasks: number): TensorMap;
  /** parameters: each [R] or, if per task, [R, T]. */
  balance(input: BalancingInput, state: TensorMap, parameters: TensorMap): BalancingOutput;
}
