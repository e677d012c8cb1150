import { armId, parametersOf, twinId } from '../../contract/arm.ts';
import { AppError } from '../../contract/error.ts';
import type { ArmSpec, Parameters, StudySpec } from '../../contract/study.ts';
import { parametersFor } from '../balance/parameters.ts';
import { findMethod } from '../balance/registry.ts';
import { nameStages, stagesOf, type StageChoice } from '../balance/stage/registry.ts';
import type { SharingChoice } from '../model/create-network.ts';
import { headOutputs } from '../model/layout.ts';
import type { Encoding, Split } from '../prepare/prepared.ts';
import { cohortMethod } from './cohort-method.ts';
import type { CohortShape } from './cohort-shape.ts';
import { inputShapeOf, widestRow } from './input-shape.ts';
import { studyNetwork } from './network-of.ts';
import { hasGaps, planBlocks, planCapacity } from './plan-size.ts';
import { replicaBytes, stepFlops } from './program-cost.ts';
import { planBatches, type Replicate } from './sampler.ts';
import { findSampling, jointSampling, samplingOf } from './sampling/registry.ts';
import type { SamplingChoice } from './sampling/sampling.ts';
import { checkSharing } from './sharing-failure.ts';
import { nameSharingChoice, sharingOf, twinSharing } from './sharing-choice.ts';

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

/** Twins, equal weights and static weights differ in numbers only: they train together. */
const fixedWeights = 'static';
/** Stacking more replicas than this gains nothing and costs cache. */
const mostReplicas = 32;
/** A cohort with more work than this is divided further, down to the least number of replicas. */
const nominalFlopsPerPart = 1e11;
const fewestReplicas = 4;
const largestPartBytes = 2 ** 30;
/** What XLA costs once and saves with every step, in seconds: measured on one core, rounded. */
const compileSeconds = 1.5;
const savedPerStep = 1e-4;
const savedPerFlop = 0.35 / 5e10;
const savedPerIteration = 2e-5;

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
    cohorts,
    epochs: spec.training.epochs,
    stepsPerEpoch: planBatches(splits, spec.training.batchSize).stepsPerEpoch,
    runs: replicates.length * (spec.arms.length + spec.tasks.length),
  };
}

interface Group {
  readonly method: string;
  readonly stages: StageChoice;
  readonly sampling: SamplingChoice;
  readonly sharing: SharingChoice;
  readonly arms: ArmSpec[];
  readonly twins: boolean;
}

function groupArms(spec: StudySpec): Group[] {
  const groups: Group[] = [
    { method: fixedWeights, stages: {}, sampling: jointSampling, sharing: twinSharing.choice, arms: [], twins: true },
  ];
  for (const arm of spec.arms) {
    findMethod(arm.method);
    checkSharing(arm, spec);
    const method = arm.method === 'equal' ? fixedWeights : arm.method;
    const sampling = samplingOf(arm.parameters, spec.tasks.length);
    const sharing = sharingOf(arm, spec.tasks.length).choice;
    const stages = stagesOf(findMethod(method), arm.parameters).choice;
    const name = nameGroup({ method, stages, sampling, sharing });
    const group = groups.find((candidate) => nameGroup(candidate) === name);
    if (group === undefined) groups.push({ method, stages, sampling, sharing, arms: [arm], twins: false });
    else group.arms.push(arm);
  }
  return groups;
}

type Program = Pick<Group, 'method' | 'stages' | 'sampling' | 'sharing'>;

/** Runs that draw other batches train apart, for a cohort's batches are drawn once for all its arms; so do other networks and stages. */
function nameGroup({ method, stages, sampling, sharing }: Program): string {
  const network = sharing.form === twinSharing.choice.form ? '' : `@${nameSharingChoice(sharing)}`;
  const start = `${method}${network}${nameStages(stages)}`;
  if (sampling.kind === jointSampling.kind) return start;
  const parameters = Object.entries(sampling.parameters).map(([name, value]) => `;${name}=${String(value)}`);
  return `${start}~${sampling.kind}${parameters.join('')}`;
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
  program: Program,
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
  const parts = Math.min(
    total,
    Math.max(
      Math.ceil(total / mostReplicas),
      Math.ceil(bytes / largestPartBytes),
      Math.min(Math.ceil(total / fewestReplicas), Math.ceil(flops / nominalFlopsPerPart)),
    ),
  );
  const dealtMulti = deal(multiTask, parts);
  const dealtTwins = deal(twins, parts);
  const replicatesOf = dealtMulti.map((some, part) => distinct([...some, ...(dealtTwins[part] as PlannedReplica[])]));
  const mostReplicates = Math.max(...replicatesOf.map((some) => some.length));
  return dealtMulti.map((some, part) => {
    const replicates = replicatesOf[part] as Replicate[];
    const worthCompiling = savedSeconds(parts * steps, flops, cohortMethod(program).iterations) > compileSeconds;
    return planPart(spec, encoding, splits, {
      id: `${nameGroup(program)}-${part + 1}`,
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
    worthCompiling: savedSeconds(steps, flops, 0) > compileSeconds,
    probed: 0,
    replicates: distinct(stage.replicas),
  });
}

/** What XLA saves in so many calls of a step, against a TensorFlow graph that runs op by op. */
function savedSeconds(steps: number, flops: number, iterations = 0): number {
  return steps * (savedPerStep + iterations * savedPerIteration) + flops * savedPerFlop;
}

type Part = Program &
  Pick<CohortPlan, 'id' | 'replicas' | 'replicates' | 'worthCompiling'> & { readonly probed: number };

function planPart(spec: StudySpec, encoding: Encoding, splits: readonly Split[], part: Part): CohortPlan {
  const { id, method, stages, sampling, sharing, replicas, replicates, worthCompiling, probed } = part;
  const { streams } = findSampling(sampling.kind);
  const { widths, layerNorm, activation, dropout } = spec.network;
  const batches = planBatches(splits, spec.training.batchSize);
  const features = encoding.features.length;
  const input = inputShapeOf(encoding);
  return {
    id,
    sampling,
    replicas,
    worthCompiling,
    replicates,
    shape: {
      ...{ method, stages, sharing, widths, activation, layerNorm, features, input, streams, probed },
      tasks: spec.tasks.map((task, position) => ({
        loss: task.loss,
        outputs: headOutputs(encoding.targets[position] as Encoding['targets'][number]),
      })),
      dropout: dropout > 0,
      optimizer: spec.training.optimizer,
      clip: spec.training.gradientClip !== null,
      decay: spec.training.weightDecay > 0,
      rows: encoding.rowCount,
      missing: encoding.present !== null,
      gaps: streams || hasGaps(encoding, splits, batches.stepsPerEpoch),
      replicas: replicas.length,
      replicates: replicates.length,
      ...batches,
      ...planBlocks(
        splits.map((split) => split.validation.length),
        replicas.length,
        widestRow({ features, input, widths }),
      ),
      capacity: planCapacity(spec.training.epochs, batches.stepsPerEpoch * batches.batchRows * replicates.length * 4),
    },
  };
}

/** Deals into parts of equal length, in order; the shorter ones are filled up with copies of their first. */
function deal(replicas: readonly PlannedReplica[], parts: number): PlannedReplica[][] {
  const longest = Math.ceil(replicas.length / parts);
  return Array.from({ length: parts }, (_, part) => {
    const from = Math.floor((part * replicas.length) / parts);
    const to = Math.floor(((part + 1) * replicas.length) / parts);
    const own = replicas.slice(from, to);
    const copied = own[0] ?? replicas[0];
    while (copied !== undefined && own.length < longest) own.push({ ...copied, filler: true });
    return own;
  });
}

function distinct(replicas: readonly Replicate[]): Replicate[] {
  const found = new Map<string, Replicate>();
  for (const { split, seed } of replicas) found.set(`${split}/${seed}`, { split, seed });
  return [...found.values()];
}
