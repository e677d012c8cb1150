import { armId, parametersOf, twinId } from '../../contract/arm.ts';
import { AppError } from '../../contract/error.ts';
import type { ArmSpec, StudySpec } from '../../contract/study.ts';
import { parametersFor } from '../balance/parameters.ts';
import { findMethod } from '../balance/registry.ts';
import { stagesOf } from '../balance/stage/registry.ts';
import type { SharingChoice } from '../model/create-network.ts';
import type { Encoding, Split } from '../prepare/prepared.ts';
import { fixedWeights, groupArms, nameProgram, type ProgramChoice } from './arm-group.ts';
import { cohortMethod } from './cohort-method.ts';
import type { CohortPlan, PlannedReplica, TrainingPlan } from './cohort-plan.ts';
import { isWorthCompiling } from './compile-worth.ts';
import { countParts, dealReplicas, distinctReplicates, evenParts } from './deal-replicas.ts';
import { studyNetwork } from './network-of.ts';
import { planPart } from './plan-part.ts';
import { replicaBytes, stepFlops } from './program-cost.ts';
import { planBatches, type Replicate } from './sampler.ts';
import { jointSampling } from './sampling/registry.ts';
import { sharingOf, twinSharing } from './sharing-choice.ts';
import { linkTwins } from './twin-losses.ts';

/**
 * Divides a study's runs into cohorts. The division depends on the study alone, never on the machine, so that the numbers
 * do not either. Throws AppError `bad-option` for an unknown method, parameter or sharing form.
 */
export function planCohorts(spec: StudySpec, encoding: Encoding, splits: readonly Split[]): TrainingPlan {
  if (encoding.features.length === 0) {
    throw new AppError('impossible-study', 'no input columns; give at least one column the role input');
  }
  // every split once before any a second time: what a study stopped early has trained speaks of as many splits as it can
  const replicates = Array.from({ length: spec.seeds }, (_, seed) =>
    splits.map((_split, split) => ({ split, seed })),
  ).flat();
  const groups = groupArms(spec);
  const cohorts = groups.flatMap((group) => {
    const { method, arms, twins } = group;
    const multiTask = replicates.flatMap((replicate) =>
      arms.map((arm) => multiTaskReplica(spec, method, arm, replicate)),
    );
    const single = replicates.flatMap((replicate) =>
      twins ? spec.tasks.map((_, task) => twinReplica(spec, task, replicate)) : [],
    );
    return divide(spec, encoding, splits, group, multiTask, single);
  });
  return {
    cohorts: linkTwins(cohorts),
    epochs: spec.training.epochs,
    stepsPerEpoch: planBatches(splits, spec.training.batchSize).stepsPerEpoch,
    runs: replicates.length * (spec.arms.length + spec.tasks.length),
  };
}

function multiTaskReplica(spec: StudySpec, method: string, arm: ArmSpec, replicate: Replicate): PlannedReplica {
  const own = parametersOf(arm.parameters, 'method');
  parametersFor(findMethod(arm.method), own, spec.tasks.length);
  const given = arm.method === method ? own : {};
  const stages = stagesOf(findMethod(method), arm.parameters);
  const whole = cohortMethod({ method, stages: stages.choice });
  const parameters = parametersFor(whole, { ...given, ...stages.parameters }, spec.tasks.length);
  const { settings } = sharingOf(arm, spec.tasks.length);
  return { arm: armId(arm), ...replicate, task: null, parameters, settings, filler: false };
}

function twinReplica(spec: StudySpec, task: number, replicate: Replicate): PlannedReplica {
  const column = (spec.tasks[task] as { column: string }).column;
  const parameters = parametersFor(findMethod(fixedWeights), {}, spec.tasks.length);
  return { arm: twinId(column), ...replicate, task, parameters, settings: twinSharing.settings, filler: false };
}

function divide(
  spec: StudySpec,
  encoding: Encoding,
  splits: readonly Split[],
  program: ProgramChoice,
  multiTask: readonly PlannedReplica[],
  twins: readonly PlannedReplica[],
): CohortPlan[] {
  const { method, stages, sampling, sharing } = program;
  const total = multiTask.length + twins.length;
  const batches = planBatches(splits, spec.training.batchSize);
  const network = studyNetwork(spec, encoding, sharing);
  const steps = spec.training.epochs * batches.stepsPerEpoch;
  const flops = stepFlops(network, batches.batchRows, program) * steps * total;
  const bytes = total * replicaBytes(network, batches.batchRows, program);
  const iterations = cohortMethod(program).iterations ?? 0;
  const parts = evenParts(countParts(total, flops, bytes), [multiTask.length, twins.length]);
  const dealtMulti = dealReplicas(multiTask, parts);
  const dealtTwins = dealReplicas(twins, parts);
  const replicatesOf = dealtMulti.map((some, part) =>
    distinctReplicates([...some, ...(dealtTwins[part] as PlannedReplica[])]),
  );
  const mostReplicates = Math.max(...replicatesOf.map((some) => some.length));
  return dealtMulti.map((some, part) => {
    const replicates = replicatesOf[part] as Replicate[];
    const worthCompiling = isWorthCompiling(parts * steps, flops, iterations);
    return planPart(spec, encoding, splits, {
      id: `${nameProgram(program)}-${part + 1}`,
      ...{ method, stages, sampling, sharing, worthCompiling },
      replicas: [...some, ...(dealtTwins[part] as PlannedReplica[])],
      probed: some.length,
      replicates: [
        ...replicates,
        ...Array.from({ length: mostReplicates - replicates.length }, () => replicates[0] as Replicate),
      ],
    });
  });
}

/** One stage of an alternative as a cohort: replicas that train with fixed weights, in one part. */
export function planStage(
  spec: StudySpec,
  encoding: Encoding,
  splits: readonly Split[],
  stage: { readonly id: string; readonly sharing: SharingChoice; readonly replicas: readonly PlannedReplica[] },
): CohortPlan {
  const { stepsPerEpoch, batchRows } = planBatches(splits, spec.training.batchSize);
  const network = studyNetwork(spec, encoding, stage.sharing);
  const steps = spec.training.epochs * stepsPerEpoch;
  const flops = stepFlops(network, batchRows, { method: fixedWeights, stages: {} }) * steps * stage.replicas.length;
  return planPart(spec, encoding, splits, {
    ...stage,
    method: fixedWeights,
    stages: {},
    sampling: jointSampling,
    worthCompiling: isWorthCompiling(steps, flops),
    probed: 0,
    replicates: distinctReplicates(stage.replicas),
  });
}
