import type { Parameters } from '../../contract/study.ts';
import type { CohortShape } from './cohort-shape.ts';
import type { Replicate } from './sampler.ts';
import type { SamplingChoice } from './sampling/sampling.ts';

/** One stacked run. */
export interface PlannedReplica extends Replicate {
  readonly arm: string;
  /** The task of a twin, or null for all tasks. */
  readonly task: number | null;
  /** Every parameter of the cohort's method. */
  readonly parameters: Parameters;
  /** Numbers of the sharing form that do not change the network's shape. */
  readonly settings: Parameters;
  /** A copy that only makes two cohorts equal in shape; nothing is reported of it. */
  readonly filler: boolean;
  /** The tasks it trains where they are neither one nor all. */
  readonly tasks?: readonly number[];
  /** Factor of the study's learning rate; 1 where absent. */
  readonly rate?: number;
}

/** Whether the replica trains the task. */
export function trainsTask(replica: Pick<PlannedReplica, 'task' | 'tasks'>, task: number): boolean {
  if (replica.tasks !== undefined) return replica.tasks.includes(task);
  return replica.task === null || replica.task === task;
}

/** An arm that is not multi-task, with every parameter of its own. */
export interface PlannedAlternative {
  readonly method: string;
  readonly parameters: Parameters;
  /** Trainings of a single-task network, of full length, that one replicate amounts to. */
  readonly trainings: number;
}

/** Runs whose programs have the same shape, trained in lockstep. */
export interface CohortPlan {
  readonly id: string;
  readonly shape: CohortShape;
  /** Of an alternative, which takes stages of its own; `shape` then only says how large the work is. */
  readonly alternative?: PlannedAlternative;
  /** Parameters to begin with instead of drawn ones [R, P]. */
  readonly initial?: Float32Array;
  /** Cohorts whose twins it reads the losses of: it is trained after them. Absent where it reads none. */
  readonly waitsFor?: readonly string[];
  /** Those losses [R, T], NaN where a twin has none; absent before they are known. */
  readonly twinLosses?: Float32Array;
  /** How its batches are drawn. */
  readonly sampling: SamplingChoice;
  /** Multi-task runs first, then twins. */
  readonly replicas: readonly PlannedReplica[];
  /** Whether compiling the program with XLA pays for itself; where not, it runs as a TensorFlow graph. */
  readonly worthCompiling: boolean;
  /** Distinct replicates, of length `shape.replicates`. */
  readonly replicates: readonly Replicate[];
}

export interface TrainingPlan {
  readonly cohorts: readonly CohortPlan[];
  readonly epochs: number;
  readonly stepsPerEpoch: number;
  /** Trainings that are reported. */
  readonly runs: number;
}
