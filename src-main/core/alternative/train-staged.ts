import type { EvaluatedRun } from '../../contract/training.ts';
import type { Split } from '../prepare/prepared.ts';
import { keyOf, reportedPositions } from '../train/epoch-event.ts';
import { measureTask } from '../train/evaluate.ts';
import type { TrainingMaterial } from '../train/material.ts';
import type { CohortPlan, PlannedAlternative, PlannedReplica } from '../train/cohort-plan.ts';
import type { CohortOptions } from '../train/train-cohort.ts';
import { StageTrainer, StoppedEarly } from './stage-trainer.ts';
import type { StagedTraining } from './staged.ts';
import type { Outcome } from './stage.ts';

/** Trains the stages of an alternative and scores every run on its test rows, once. */
export async function trainStaged(
  plan: CohortPlan,
  { parameters }: PlannedAlternative,
  way: StagedTraining,
  material: TrainingMaterial,
  options: CohortOptions,
): Promise<void> {
  const split = plan.replicates[0]?.split ?? 0;
  const own = way.extend?.(material, split, parameters) ?? material;
  const { spec, encoding, splits } = own;
  const stages = new StageTrainer(plan, own, options);
  const runs = reportedPositions(plan).map((position) => keyOf(plan.replicas[position] as PlannedReplica));
  let outcomes: readonly Outcome[];
  try {
    outcomes = await way.train({ spec, encoding, splits, parameters, runs }, stages);
  } catch (error) {
    if (error instanceof StoppedEarly) return;
    throw error;
  }
  const started = performance.now();
  const status = stages.wasStopped ? 'cancelled' : 'completed';
  const evaluated = outcomes.map((outcome) => toRun(outcome, status, material));
  const seconds = (performance.now() - started) / 1000;
  await options.listener({ kind: 'evaluated', cohort: plan.id, seconds, runs: evaluated });
}

function toRun(
  { owner, failure, predictions, choices, models, epochsTrained }: Outcome,
  status: 'completed' | 'cancelled',
  { encoding, splits }: TrainingMaterial,
): EvaluatedRun {
  const run = { ...owner, bestEpoch: null, epochsTrained, choices };
  if (failure !== null) return { ...run, status: 'failed', failure, metrics: {}, predictions: {}, models: [] };
  const { test } = splits[owner.split] as Split;
  const perTask = encoding.targets.map((target, task) => [target, predictions[task] as Float32Array] as const);
  return {
    ...run,
    status,
    failure: null,
    metrics: Object.fromEntries(perTask.map(([target, own]) => [target.task, measureTask(target, test, own)])),
    predictions: Object.fromEntries(perTask.map(([target, own]) => [target.task, own])),
    // a task that only helped in training is none of the study's
    models: models.map((model) => ({ ...model, tasks: model.tasks.filter((task) => task < encoding.targets.length) })),
  };
}
