import type { Parameters, StudySpec } from '../../contract/study.ts';
import type { ReplicaKey } from '../../contract/training.ts';
import type { Encoding, Split } from '../prepare/prepared.ts';
import type { TrainingMaterial } from '../train/material.ts';
import type { Outcome } from './stage.ts';
import type { StageTrainer } from './stage-trainer.ts';

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
  /** What is trained in place of the study, where it differs by split: runs of one split then train together. */
  extend?(material: TrainingMaterial, split: number, parameters: Parameters): TrainingMaterial;
  train(study: StagedStudy, stages: StageTrainer): Promise<readonly Outcome[]>;
}
