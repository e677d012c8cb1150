import type { Parameters, StudySpec } from '../../contract/study.ts';
import type { ReplicaKey } from '../../contract/training.ts';
import type { Encoding, Split } from '../prepare/prepared.ts';
import type { Replicate } from '../train/sampler.ts';
import type { StageTrainer } from './stage-trainer.ts';

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
}

/** A candidate with its parameters of the epoch with the best validation loss. */
export interface Trained extends Candidate {
  readonly parameters: Float32Array;
  /** Mean validation loss over its tasks, and of each task of the study: NaN where it does not train it. */
  readonly loss: number;
  readonly validationLoss: Float32Array;
  readonly epochsTrained: number;
  readonly failure: { readonly message: string; readonly remedy: string } | null;
}

/** What became of one run. */
export interface Outcome {
  readonly owner: ReplicaKey;
  readonly failure: { readonly message: string; readonly remedy: string } | null;
  /** By task, on the test rows: numbers in original units, P(positive), or class probabilities. */
  readonly predictions: readonly Float32Array[];
  readonly choices: Readonly<Record<string, string>>;
  readonly epochsTrained: number;
}

export interface StagedStudy {
  readonly spec: StudySpec;
  readonly encoding: Encoding;
  readonly splits: readonly Split[];
  readonly parameters: Parameters;
  /** The runs to make. */
  readonly runs: readonly ReplicaKey[];
}

/** Networks trained in stages. What is chosen between stages is chosen on validation rows. */
export interface StagedTraining {
  readonly kind: 'staged';
  /** Networks that are stacked for one run at most. */
  width(tasks: number, parameters: Parameters): number;
  /** Trainings of a single-task network, of full length, that one run amounts to. */
  trainings(tasks: number, parameters: Parameters): number;
  train(study: StagedStudy, stages: StageTrainer): Promise<readonly Outcome[]>;
}
