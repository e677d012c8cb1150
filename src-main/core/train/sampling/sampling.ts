import type { SamplingForm } from '../../../contract/method.ts';
import type { Parameters } from '../../../contract/study.ts';
import type { BatchPlan } from '../sampler.ts';

/** A sampling with every parameter of its own: plain data, so that it can be sent to another process. */
export interface SamplingChoice {
  readonly kind: string;
  readonly parameters: Parameters;
}

/** What a sampler draws from: one replicate's training rows and what is labelled in them. */
export interface SamplingSource {
  readonly train: Int32Array;
  /** One per task; `values` are class indices where the task has classes, and `classCount` is 0 where it has none. */
  readonly targets: readonly {
    readonly labelled: Uint8Array;
    readonly values: Float32Array;
    readonly classCount: number;
  }[];
  readonly plan: BatchPlan;
  readonly seed: number;
}

/** Draws the batches of one replicate. Any epoch can be asked for, in any order: a resumed training draws the same. */
export interface Sampler {
  /** Writes row `position` of the batch of each step by `write`, at most `batchRows` a step. */
  drawEpoch(epoch: number, write: (step: number, position: number, row: number) => void): void;
  /** The one task that each step of the epoch trains, or null where every step trains all. */
  tasksOf(epoch: number): Int32Array | null;
}

/** A way of drawing batches. Batches are as many and as wide as the joint ones: the budget in steps is the same. */
export interface Sampling {
  readonly form: SamplingForm;
  /** Whether each step trains one task alone. */
  readonly streams: boolean;
  create(source: SamplingSource, parameters: Parameters): Sampler;
}

/** Rows of each step's batch: the training rows divided as evenly as they can be. */
export function batchLength(source: SamplingSource, step: number): number {
  const { stepsPerEpoch } = source.plan;
  const rows = source.train.length;
  return Math.floor(((step + 1) * rows) / stepsPerEpoch) - Math.floor((step * rows) / stepsPerEpoch);
}

/** The training rows in which the task is labelled. */
export function labelledRows(source: SamplingSource, task: number): Int32Array {
  const labelled = source.targets[task]?.labelled;
  return source.train.filter((row) => labelled?.[row] === 1);
}
