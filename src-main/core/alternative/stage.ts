import type { TrainedModel, TrainedNetwork } from '../../contract/trained-model.ts';
import type { ReplicaKey } from '../../contract/training.ts';
import type { Program, TensorMap } from '../engine/engine.ts';
import type { CohortShape } from '../train/cohort-shape.ts';
import type { Replicate } from '../train/sampler.ts';

/** One network of a stage. */
export interface Candidate extends Replicate {
  /** The run that it is trained for. */
  readonly owner: ReplicaKey;
  readonly tasks: readonly number[];
  /** One a task of the study, in proportion; equal where absent. */
  readonly weights?: readonly number[];
  /** Factor of the study's learning rate; 1 where absent. */
  readonly rate?: number;
  /** Parameters to begin with; drawn from the seed where absent. */
  readonly initial?: Float32Array;
}

/** Networks of one form that are trained in lockstep. */
export interface Stage {
  readonly epochs: number;
  /** Those of the study where absent. */
  readonly widths?: readonly number[];
  /** Whether all layers below the heads stay as they are. */
  readonly isFrozen?: boolean;
  readonly candidates: readonly Candidate[];
  /** Measured after every epoch, beside the training. */
  readonly observe?: (shape: CohortShape) => Observation;
}

/** A program that runs on what a training holds: its inputs, parameters, moments and the batches of the last epoch. */
export interface Observation {
  readonly program: Program;
  /** Zeros with a leading axis of candidates: what is measured is added up over the epochs. */
  readonly start: () => TensorMap;
  /** Iterations after each epoch. */
  readonly count: number;
}

/** A candidate with its parameters of the epoch with the best validation loss. */
export interface Trained extends Candidate {
  readonly parameters: Float32Array;
  /** The same with what it takes to predict by them. */
  readonly model: TrainedNetwork;
  /** Mean validation loss over its tasks, and of each task of the study: NaN where it does not train it. */
  readonly loss: number;
  readonly validationLoss: Float32Array;
  readonly epochsTrained: number;
  /** Its part of what was observed, by name; nothing where the stage observes nothing. */
  readonly observed: Readonly<Record<string, Float32Array>>;
  readonly failure: { readonly message: string; readonly remedy: string } | null;
}

/** What became of one run. */
export interface Outcome {
  readonly owner: ReplicaKey;
  readonly failure: { readonly message: string; readonly remedy: string } | null;
  /** By task, on the test rows: numbers in original units, P(positive), or class probabilities. */
  readonly predictions: readonly Float32Array[];
  readonly choices: Readonly<Record<string, string>>;
  /** What made the predictions. */
  readonly models: readonly TrainedModel[];
  readonly epochsTrained: number;
}
