import type { Tensor } from '@tensorflow/tfjs-core';
import type { ForwardOptions } from './forward.ts';
import type { Heads } from './heads.ts';
import type { LayerStack } from './layers.ts';
import type { Layout } from './layout.ts';
import type { Part } from './part.ts';

/**
 * A network for several tasks, made by a sharing form. Everything that trains, validates or predicts goes through it; no value
 * depends on how many replicas are stacked. R replicas, B rows, K outputs of all tasks; pieces are in the order of the layout.
 */
export interface Network {
  readonly layout: Layout;
  /** Outputs [R, B, K] of inputs x [R, B, D], task by task. */
  readonly outputs: (x: Tensor, pieces: readonly Tensor[], options: ForwardOptions) => Tensor;
  /** The last activation that all tasks have in common, and the outputs from it; null where there is none. */
  readonly representation: Representation | null;
  /** What is added to the weighted losses of each replica [R]; null for nothing. */
  readonly penalty: ((pieces: readonly Tensor[], settings: Readonly<Record<string, Tensor>>) => Tensor) | null;
  /** Set where the network is nothing but one trunk of layers and linear heads: its task gradients have a shorter way. */
  readonly plain: { readonly trunk: LayerStack; readonly heads: Heads } | null;
  /** What trained parameters [P] tell of the tasks, beside their predictions. */
  readonly observe?: (parameters: Float32Array) => readonly Observation[];
  /** What it consists of, for drawings and counts. */
  readonly parts: readonly Part[];
}

/** Something that a training settled for a task. */
export interface Observation {
  readonly name: string;
  readonly task: number;
  readonly value: string;
}

export interface Representation {
  readonly width: number;
  /** x [R, B, D] -> [R, B, H] */
  readonly represent: (x: Tensor, pieces: readonly Tensor[], options: ForwardOptions) => Tensor;
  /** [R, B, H] -> [R, B, K] */
  readonly read: (hidden: Tensor, pieces: readonly Tensor[], options: ForwardOptions) => Tensor;
}
