import { armId, isAlternative } from '../../contract/arm.ts';
import type { ArmSpec, StudySpec } from '../../contract/study.ts';
import type { Encoding, Split } from '../prepare/prepared.ts';
import type { CohortPlan, PlannedReplica, TrainingPlan } from '../train/cohort-plan.ts';
import { largestPartBytes } from '../train/deal-replicas.ts';
import { networkOf } from '../train/network-of.ts';
import { planCohorts } from '../train/plan.ts';
import { replicaBytes } from '../train/program-cost.ts';
import { jointSampling } from '../train/sampling/registry.ts';
import type { Replicate } from '../train/sampler.ts';
import { alternativeParameters, findAlternative } from './registry.ts';

/**
 * Divides a whole study into what trainers take one by one: cohorts of twins and multi-task arms, then the alternatives. The
 * division depends on the study alone. Throws AppError `bad-option` where an arm is unknown or has a wrong parameter.
 */
export function planStudy(spec: StudySpec, encoding: Encoding, splits: readonly Split[]): TrainingPlan {
  const multiTask = spec.arms.filter((arm) => !isAlternative(arm.method));
  const plan = planCohorts({ ...spec, arms: multiTask }, encoding, splits);
  const pattern = plan.cohorts[0] as CohortPlan;
  const others = spec.arms.filter((arm) => isAlternative(arm.method));
  return {
    ...plan,
    cohorts: [...plan.cohorts, ...others.flatMap((arm) => planAlternative(spec, arm, splits.length, pattern))],
    runs: splits.length * spec.seeds * (spec.arms.length + spec.tasks.length),
  };
}

/** Networks that are stacked at most; fewer than in other cohorts, since stages hold the parameters of those before. */
const mostStacked = 32;

/** A reference takes a split with all its seeds at a time: they share one fit. Stages take as many runs as can be stacked. */
function planAlternative(spec: StudySpec, arm: ArmSpec, splits: number, pattern: CohortPlan): CohortPlan[] {
  const parameters = alternativeParameters(arm, spec.tasks.length);
  const { way } = findAlternative(arm.method);
  const tasks = spec.tasks.length;
  const parts =
    way.kind === 'reference' || way.extend !== undefined
      ? bySplit(splits, spec.seeds)
      : inTurn(splits, spec.seeds, runsStacked(pattern, way.width(tasks, parameters)));
  const trainings = way.kind === 'reference' ? 0 : way.trainings(tasks, parameters);
  return parts.map((replicates, part) => ({
    id: `${armId(arm)}-${part + 1}`,
    alternative: { method: arm.method, parameters, trainings },
    sampling: jointSampling,
    replicas: replicates.map((replicate) => reported(arm, replicate)),
    replicates,
    worthCompiling: pattern.worthCompiling,
    shape: { ...pattern.shape, replicas: replicates.length, replicates: replicates.length },
  }));
}

function bySplit(splits: number, seeds: number): Replicate[][] {
  return Array.from({ length: splits }, (_, split) =>
    Array.from({ length: seeds }, (__, seed): Replicate => ({ split, seed })),
  );
}

/** Runs of so many networks that are trained together, as their number and their memory allow; one at least. */
function runsStacked({ shape }: CohortPlan, networks: number): number {
  const bytes = networks * replicaBytes(networkOf(shape), shape.batchRows, shape);
  return Math.max(1, Math.min(Math.floor(mostStacked / networks), Math.floor(largestPartBytes / bytes)));
}

/** Every split once before any a second time, dealt into parts of equal length but for the last. */
function inTurn(splits: number, seeds: number, size: number): Replicate[][] {
  const all = Array.from({ length: splits * seeds }, (_, place): Replicate => ({
    split: place % splits,
    seed: Math.floor(place / splits),
  }));
  return Array.from({ length: Math.ceil(all.length / size) }, (_, part) => all.slice(part * size, (part + 1) * size));
}

function reported(arm: ArmSpec, replicate: Replicate): PlannedReplica {
  return { arm: armId(arm), ...replicate, task: null, parameters: {}, settings: {}, filler: false };
}
