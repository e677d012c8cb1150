import type { TrainingEvent } from '../../contract/training.ts';
import type { EngineKind } from '../../core/engine/engine.ts';
import { shapeKey } from '../../core/train/cohort-shape.ts';
import type { Checkpoint } from '../../core/train/cohort.ts';
import type { TrainingMaterial } from '../../core/train/material.ts';
import { networkOf } from '../../core/train/network-of.ts';
import type { CohortPlan } from '../../core/train/cohort-plan.ts';
import { stepFlops } from '../../core/train/program-cost.ts';
import type { Measurement } from '../../trainer/protocol.ts';

/** One cohort to train or to measure. */
export interface Job {
  readonly id: number;
  readonly kind: 'train' | 'measure';
  readonly engine: EngineKind | 'auto';
  readonly materialId: string;
  readonly material: TrainingMaterial;
  readonly cohort: CohortPlan;
  /** Cohorts of the same study that must have ended well before. */
  readonly waitsFor: Set<string>;
  /** The cohort with what those told, made when it is given to a trainer. */
  readonly complete: () => CohortPlan;
  readonly program: string;
  /** Rough number of floating-point operations, to deal the longest out first. */
  readonly cost: number;
  /** Where the earliest of its replicates comes in the study. */
  readonly rank: number;
  readonly onEvent: (event: TrainingEvent) => void;
  readonly onMeasured: (measurement: Measurement) => void;
  /** Called once, when the job is over, however it ended. */
  readonly onEnd: () => void;
  /** Threads that it may take, however many there are. */
  readonly mostThreads: number;
  /** Trainers that may work on its study at a time. */
  readonly mostTrainers: number;
  checkpoint: Checkpoint | null;
  /** Trainers that died with it. */
  deaths: number;
  stopping: boolean;
}

/** The program a cohort needs: a trainer that has compiled it starts at once. */
export function programOf(cohort: CohortPlan): string {
  if (cohort.alternative !== undefined) return `alternative ${cohort.alternative.method}`;
  return `${cohort.worthCompiling ? 'compiled' : 'graph'} ${shapeKey(cohort.shape)}`;
}

/** Rough number of floating-point operations of a cohort's training. */
export function costOf(cohort: CohortPlan, epochs: number): number {
  const { shape } = cohort;
  const perStep = stepFlops(networkOf(shape), shape.batchRows, shape) * shape.replicas;
  return perStep * shape.stepsPerEpoch * epochs * (cohort.alternative?.trainings ?? 1);
}

/** Place of a cohort's earliest replicate: all splits with the first seed, then all with the second. */
export function rankOf(cohort: CohortPlan, splits: number): number {
  return Math.min(...cohort.replicates.map(({ split, seed }) => seed * splits + split));
}

/** About the cost that making a program ready is worth, by engine; `auto` takes the direct one wherever it can. */
const compileCost = { auto: 2e9, direct: 2e9, xla: 7e10, graph: 1e10, eager: 0, wasm: 0 } as const;

/**
 * The position in the queue of the job for a trainer, or -1 to leave it idle: first one whose program it has, then one whose
 * program no other trainer has, then one of another's that is worth compiling the program again. Of these the one with the
 * earliest replicates, so that twins and arms of the same replicates are trained close together, and of those the longest.
 */
export function chooseJob(
  queue: readonly Job[],
  compiled: ReadonlySet<string>,
  elsewhere: ReadonlySet<string>,
): number {
  const ready = earliest(queue, (job) => compiled.has(job.program));
  if (ready >= 0) return ready;
  const unclaimed = earliest(queue, (job) => !elsewhere.has(job.program));
  if (unclaimed >= 0) return unclaimed;
  return earliest(queue, (job) => costOfProgram(queue, job.program) >= compileCost[job.engine]);
}

function costOfProgram(queue: readonly Job[], program: string): number {
  return queue.reduce((total, job) => total + (job.program === program ? job.cost : 0), 0);
}

function earliest(queue: readonly Job[], fits: (job: Job) => boolean): number {
  let found = -1;
  queue.forEach((job, position) => {
    if (fits(job) && (found < 0 || comesBefore(job, queue[found] as Job))) found = position;
  });
  return found;
}

function comesBefore(one: Job, other: Job): boolean {
  return one.rank === other.rank ? one.cost > other.cost : one.rank < other.rank;
}
