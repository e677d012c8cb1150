import { widestRow } from '../../core/train/input-shape.ts';
import type { StudySpec } from '../../contract/study.ts';
import { networkOf } from '../../core/train/network-of.ts';
import { layoutOf } from '../../core/train/program.ts';
import { findAlternative } from '../../core/alternative/registry.ts';
import { planStudy } from '../../core/alternative/plan-study.ts';
import type { CohortPlan, PlannedAlternative, TrainingPlan } from '../../core/train/cohort-plan.ts';
import { replicaBytes } from '../../core/train/program-cost.ts';
import type { Encoding, Preparation, Split } from '../../core/prepare/prepared.ts';

export type { CohortPlan, TrainingPlan } from '../../core/train/cohort-plan.ts';

/** What a training reads beside the study. */
export interface TrainingData {
  readonly encoding: Encoding;
  readonly splits: readonly Split[];
  /** One per split, fitted on its training rows. */
  readonly preparations: readonly Preparation[];
}

/** A process with TensorFlow loaded and its programs compiled. */
const trainerBytes = 600e6;
/** What a training in stages holds beside the networks that it trains, as a multiple: those of earlier stages, and checkpoints of all. */
const stageCopies = 2;
/** Copies of the parameters on disk: those of a checkpoint (parameters, two moments, best), and the model that is kept. */
const parameterCopies = 5;

/**
 * Divides a study into cohorts, which trainers take one by one. The division depends on the study alone: with any number of
 * trainers, on any machine, the same runs train together, so their numbers are the same.
 */
export function planTraining(spec: StudySpec, data: Pick<TrainingData, 'encoding' | 'splits'>): TrainingPlan {
  return planStudy(spec, data.encoding, data.splits);
}

/** Bytes of memory that training takes at its widest, all trainers together. */
export function estimateMemory(plan: TrainingPlan, trainers: number): number {
  const cohorts = plan.cohorts.map((cohort) => cohortBytes(cohort)).sort((one, other) => other - one);
  const widest = cohorts.slice(0, trainers).reduce((total, bytes) => total + bytes, 0);
  const tables = plan.cohorts.slice(0, trainers).reduce((total, cohort) => total + tableBytes(cohort), 0);
  return trainers * trainerBytes + widest + 3 * tables;
}

/** The most trainers that may train at a time without taking more memory than there is; one where not even that fits. */
export function fittingTrainers(plan: TrainingPlan, trainers: number, limitBytes: number): number {
  let fitting = trainers;
  while (fitting > 1 && estimateMemory(plan, fitting) > limitBytes) fitting -= 1;
  return fitting;
}

/** Bytes that a study takes on disk at most: checkpoints, the models kept, test predictions, records of epochs. */
export function estimateDisk(plan: TrainingPlan, data: Pick<TrainingData, 'splits'>): number {
  const mostTest = Math.max(0, ...data.splits.map((split) => split.test.length));
  return plan.cohorts.reduce((total, { shape, alternative }) => {
    const outputs = shape.tasks.reduce((sum, task) => sum + task.outputs, 0);
    const tasks = shape.tasks.length;
    const networks = alternative === undefined ? 1 : networksOf(alternative, tasks);
    const parameters = 4 * parameterCopies * networks * layoutOf(shape).size;
    const records = 8 * plan.epochs * (3 * tasks + tasks * tasks);
    return total + shape.replicas * (parameters + 4 * mostTest * outputs + records);
  }, 0);
}

/** Networks that one run of an alternative trains at once, at most. */
function networksOf({ method, parameters }: PlannedAlternative, tasks: number): number {
  const { way } = findAlternative(method);
  return way.kind === 'staged' ? way.width(tasks, parameters) : tasks;
}

function cohortBytes({ shape, alternative }: CohortPlan): number {
  const width = widestRow(shape);
  const networks = alternative === undefined ? 1 : stageCopies * networksOf(alternative, shape.tasks.length);
  const stacked = shape.replicas * networks;
  const validation = 8 * stacked * shape.validationRows * width;
  return stacked * replicaBytes(networkOf(shape), shape.batchRows, shape) + validation;
}

function tableBytes({ shape }: CohortPlan): number {
  return 4 * shape.rows * (shape.features * (shape.missing ? 2 : 1) + 2 * shape.tasks.length);
}
