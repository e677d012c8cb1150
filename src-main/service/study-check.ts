import { armId, isAlternative } from '../contract/arm.ts';
import { AppError } from '../contract/error.ts';
import type { Parameters, StudySpec } from '../contract/study.ts';
import os from 'node:os';
import type { MemoryNeed, StudyFacts } from '../core/audit/study-facts.ts';
import { findStudyProblems } from '../core/audit/study-problems.ts';
import type { AlternativeModel } from '../core/alternative/alternative.ts';
import { alternatives, findAlternative, alternativeParameters } from '../core/alternative/registry.ts';
import { balancingMethods } from '../core/balance/registry.ts';
import { losses } from '../core/loss/registry.ts';
import { metrics } from '../core/metric/registry.ts';
import { sharingForms } from '../core/model/sharing/registry.ts';
import { findSharingFailure, findStageFailure } from '../core/train/sharing-failure.ts';
import type { Encoding, Split } from '../core/prepare/prepared.ts';
import { countExcludedRows } from '../core/prepare/split-rows.ts';
import type { ServiceContext } from './context.ts';
import type { CheckedStudy } from './material-cache.ts';
import { withSplitProposals } from './split-proposal.ts';
import { estimateMemory, fittingTrainers, planTraining } from './training/plan.ts';
import { fitData, type TrainingMaterial } from './training-material.ts';

/** Everything that is wrong with a study, and what its training would read where nothing is in the way. */
export function checkStudy(context: ServiceContext, spec: StudySpec): Promise<CheckedStudy> {
  return context.materials.check(spec, () => makeCheck(context, spec));
}

async function makeCheck(
  { workspace, tables, materials, pool }: ServiceContext,
  spec: StudySpec,
): Promise<CheckedStudy> {
  const { description } = workspace.datasets.get(spec.dataset.id);
  const table = await tables.read(spec.dataset.id);
  const encoded = await settle(materials.encode(spec));
  const split = await settle(materials.split(spec));
  const [encoding, splits] = [encoded.value, split.value];
  const planned = await settle(
    encoding === null || splits === null ? Promise.resolve(null) : plan(spec, { encoding, splits }, pool.trainers),
  );
  const facts: StudyFacts = {
    description,
    table,
    spec,
    encoding,
    splits,
    excluded: tryTo(() => countExcludedRows(table, spec)).value,
    failure: encoded.failure ?? split.failure ?? planned.failure,
    failedSplit: encoded.failure === null && split.failure !== null,
    knownMethods: [...balancingMethods, ...alternatives].map((method) => method.description.id),
    refusedArms: [...findRefusedArms(spec), ...findRefusedStages(spec), ...findRefusedSharing(spec)],
    budgets: findBudgets(spec),
    knownSharingForms: sharingForms.map((form) => form.description.id),
    knownLosses: losses.map((loss) => loss.description),
    knownMetrics: metrics.map((metric) => metric.description),
    memory: planned.value === null ? null : memoryOf(planned.value, pool.trainers),
  };
  return { problems: withSplitProposals(facts, findStudyProblems(facts)), material: planned.value };
}

async function plan(
  spec: StudySpec,
  { encoding, splits }: { readonly encoding: Encoding; readonly splits: readonly Split[] },
  trainers: number,
): Promise<TrainingMaterial> {
  const data = await fitData(encoding, splits);
  const made = planTraining(spec, data);
  return { data, plan: made, trainers: fittingTrainers(made, trainers, os.totalmem()) };
}

/** The material of a study that can be trained; else the first error, with all of them in its details. */
export async function requireTrainable(context: ServiceContext, spec: StudySpec): Promise<TrainingMaterial> {
  const { problems, material } = await checkStudy(context, spec);
  const errors = problems.filter((problem) => problem.severity === 'error');
  const [first] = errors;
  if (first === undefined && material !== null) return material;
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  const { fileName } = context.workspace.datasets.get(spec.dataset.id);
  const wayOut = first?.proposal === undefined ? '' : `; this split works: ${first.proposal.change}`;
  throw new AppError('impossible-study', `${first?.message ?? 'the study cannot be trained'}${wayOut}${more}`, {
    details: { file: fileName, column: first?.column ?? null, problems: errors },
  });
}

/** Alternatives that do not suit the study, with the reason. */
function findRefusedArms(spec: StudySpec): { readonly arm: string; readonly reason: string }[] {
  return askAlternatives(spec, (model, parameters) => model.refuse(spec, parameters)).flatMap(
    ({ arm, value, failure }) => {
      const reason = value ?? failure;
      return reason === null ? [] : [{ arm, reason }];
    },
  );
}

/** What alternatives train before what is compared. */
function findBudgets(spec: StudySpec): { readonly arm: string; readonly budget: string }[] {
  return askAlternatives(spec, (model, parameters) => model.budget?.(spec, parameters) ?? null).flatMap(
    ({ arm, value }) => (value === null ? [] : [{ arm, budget: value }]),
  );
}

/** What each alternative of the study answers, or why it cannot. */
function askAlternatives(
  spec: StudySpec,
  ask: (model: AlternativeModel, parameters: Parameters) => string | null,
): (Outcome<string> & { readonly arm: string })[] {
  return spec.arms
    .filter((arm) => isAlternative(arm.method))
    .map((arm) => ({
      arm: armId(arm),
      ...tryTo(() => ask(findAlternative(arm.method), alternativeParameters(arm, spec.tasks.length))),
    }));
}

/** Multi-task arms whose stages do not suit their method, with the reason. */
function findRefusedStages(spec: StudySpec): { readonly arm: string; readonly reason: string }[] {
  return spec.arms
    .filter((arm) => balancingMethods.some((method) => method.description.id === arm.method))
    .flatMap((arm) => {
      const reason = findStageFailure(arm);
      return reason === null ? [] : [{ arm: armId(arm), reason }];
    });
}

/** Multi-task arms whose sharing form does not suit their method or the network, with what to do. */
function findRefusedSharing(
  spec: StudySpec,
): { readonly arm: string; readonly step: 'sharing'; readonly reason: string }[] {
  return spec.arms
    .filter((arm) => balancingMethods.some((method) => method.description.id === arm.method))
    .filter((arm) => sharingForms.some((form) => form.description.id === arm.sharing))
    .flatMap((arm) => {
      const reason = findSharingFailure(arm, spec);
      return reason === null ? [] : [{ arm: armId(arm), step: 'sharing' as const, reason }];
    });
}

function memoryOf({ plan, trainers }: TrainingMaterial, wanted: number): MemoryNeed {
  return {
    neededBytes: estimateMemory(plan, trainers),
    wantedBytes: estimateMemory(plan, wanted),
    limitBytes: os.totalmem(),
    trainers,
    wanted,
  };
}

interface Outcome<Value> {
  readonly value: Value | null;
  readonly failure: string | null;
}

/** Expected failures become their message; surprises stay surprises. */
function tryTo<Value>(work: () => Value): Outcome<Value> {
  try {
    return { value: work(), failure: null };
  } catch (error) {
    return failed(error);
  }
}

/** The same of work under way. */
function settle<Value>(work: Promise<Value>): Promise<Outcome<Value>> {
  return work.then((value) => ({ value, failure: null }), failed);
}

function failed(error: unknown): { readonly value: null; readonly failure: string } {
  if (error instanceof AppError) return { value: null, failure: error.message };
  throw error;
}
