import type { Tensor } from '@tensorflow/tfjs-core';
import type { TensorMap } from '../engine/engine.ts';
import type { ForwardOptions } from '../model/forward.ts';
import type { Network } from '../model/network.ts';
import type { TaskShape } from './cohort-shape.ts';
import type { LabelledRows } from './task-loss.ts';

/** What the gradient functions share: the network, its pieces [R, rows, columns] and the rows of the step. */
export interface NetworkStep {
  readonly network: Network;
  readonly pieces: readonly Tensor[];
  readonly options: ForwardOptions;
  readonly rows: LabelledRows;
  readonly tasks: readonly TaskShape[];
  /** [R] each: the numbers of the sharing form that are no part of the program. */
  readonly settings: TensorMap;
}

/** Gradients of each task's loss, taken apart. */
export interface TaskGradients {
  /** [R, T] */
  readonly losses: Tensor;
  /** [R, T, P of the shared parameters] */
  readonly jacobian: Tensor;
  /** [R, T, T] their products, where these can be had without them. */
  readonly gramian?: Tensor;
  /** The direction [R, P] that task weights [R, T] make of them, where that can be had without them. */
  readonly combine?: (weights: Tensor) => Tensor;
  /** Gradients of the parameters that belong to one task each, in the order of the layout: times the task's entry of [R, T], or as they are. */
  readonly own: (weights: Tensor | null) => readonly Tensor[];
}
