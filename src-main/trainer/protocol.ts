import type { ErrorRecord } from '../contract/error.ts';
import type { ArmImportance } from '../contract/importance.ts';
import type { LabResult, LabSettings } from '../contract/lab.ts';
import type { TrainingEvent } from '../contract/training.ts';
import type { EngineKind } from '../core/engine/engine.ts';
import type { ImportanceWork } from '../core/importance/measure-importance.ts';
import type { Checkpoint } from '../core/train/cohort.ts';
import type { PredictionWork, RowPredictions } from '../core/trained/predict-rows.ts';
import type { TrainingMaterial } from '../core/train/material.ts';
import type { CohortPlan } from '../core/train/cohort-plan.ts';

/** What a trainer computes with. */
export interface EngineStatus {
  readonly kind: EngineKind;
  readonly tensorflowVersion: string | null;
  readonly device: 'cpu' | 'gpu';
  /** Why a better engine is not used and what to do; null when the best one is. */
  readonly notice: string | null;
}

/** How fast a cohort's program is. */
export interface Measurement {
  readonly engine: EngineKind;
  readonly compileSeconds: number;
  readonly secondsPerEpoch: number;
  readonly evaluateSeconds: number;
  readonly measuredSteps: number;
}

/** What its parent tells a trainer. A trainer works on one job at a time. */
export type TrainerRequest =
  | { readonly kind: 'material'; readonly id: string; readonly material: TrainingMaterial }
  | { readonly kind: 'forget'; readonly id: string }
  /** Threads that every program may take from now on, also those of a job that is under way; 1 at the start. */
  | { readonly kind: 'threads'; readonly threads: number }
  | {
      readonly kind: 'train';
      readonly job: number;
      readonly material: string;
      readonly cohort: CohortPlan;
      readonly checkpoint: Checkpoint | null;
      /** Least time between checkpoints. */
      readonly checkpointMs: number;
    }
  | {
      readonly kind: 'measure';
      readonly job: number;
      readonly material: string;
      readonly cohort: CohortPlan;
    }
  | { readonly kind: 'lab'; readonly job: number; readonly scenario: string; readonly settings: LabSettings }
  | { readonly kind: 'importance'; readonly job: number; readonly work: ImportanceWork }
  | { readonly kind: 'predict'; readonly job: number; readonly work: PredictionWork }
  | { readonly kind: 'stop'; readonly job: number; readonly keep: boolean };

/** What a trainer tells its parent; `share` is how much of a job is done, 0 to 1. */
export type TrainerReply =
  | { readonly kind: 'ready'; readonly status: EngineStatus }
  | { readonly kind: 'unready'; readonly error: ErrorRecord }
  | { readonly kind: 'event'; readonly job: number; readonly event: TrainingEvent }
  | { readonly kind: 'measured'; readonly job: number; readonly measurement: Measurement }
  | { readonly kind: 'lab'; readonly job: number; readonly result: LabResult }
  | { readonly kind: 'share'; readonly job: number; readonly share: number }
  | { readonly kind: 'importance'; readonly job: number; readonly result: ArmImportance }
  | { readonly kind: 'predicted'; readonly job: number; readonly result: readonly RowPredictions[] }
  | { readonly kind: 'done'; readonly job: number }
  | { readonly kind: 'failed'; readonly job: number; readonly error: ErrorRecord };
