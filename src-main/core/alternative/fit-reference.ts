import { setImmediate } from 'node:timers/promises';
import type { MetricValue } from '../../contract/run.ts';
import type { TrainedModel } from '../../contract/trained-model.ts';
import type { EvaluatedRun, ReplicaKey } from '../../contract/training.ts';
import { headOutputs } from '../model/layout.ts';
import type { Encoding, Preparation, Split, Target } from '../prepare/prepared.ts';
import { measureTask } from '../train/evaluate.ts';
import type { TrainingMaterial } from '../train/material.ts';
import type { CohortPlan, PlannedAlternative } from '../train/cohort-plan.ts';
import type { CohortOptions } from '../train/train-cohort.ts';
import { designMatrix } from './design-matrix.ts';
import { flattenLinear } from './linear/linear-model.ts';
import type { HostReference, LabelledPart, ReferenceFit } from './reference.ts';

/** Fits a reference on every split of a plan and tells the runs: the seeds of a split share one fit. Stopped, it tells nothing. */
export async function fitReference(
  plan: CohortPlan,
  alternative: PlannedAlternative,
  way: HostReference,
  material: TrainingMaterial,
  { listener, wish }: Pick<CohortOptions, 'listener' | 'wish'>,
): Promise<void> {
  const started = performance.now();
  const runs: EvaluatedRun[] = [];
  for (const split of new Set(plan.replicas.map((replica) => replica.split))) {
    // lets messages in, a wish to stop among them
    await setImmediate();
    if ((wish?.() ?? 'go-on') !== 'go-on') return;
    const fitted = fitSplit(split, alternative, way, material);
    for (const { arm, split: own, seed } of plan.replicas) {
      if (own === split) runs.push(toRun({ arm, split, seed }, fitted));
    }
  }
  await listener({ kind: 'evaluated', cohort: plan.id, seconds: (performance.now() - started) / 1000, runs });
}

type Fitted = Pick<EvaluatedRun, 'failure' | 'metrics' | 'predictions' | 'models'> & {
  readonly choices: Readonly<Record<string, string>>;
};

function fitSplit(
  split: number,
  { parameters }: PlannedAlternative,
  way: HostReference,
  { encoding, splits, preparations }: TrainingMaterial,
): Fitted {
  const rows = splits[split] as Split;
  const preparation = preparations[split] as Preparation;
  const test = designMatrix(encoding, preparation, rows.test);
  const metrics: Record<string, Record<string, MetricValue>> = {};
  const predictions: Record<string, Float32Array> = {};
  const choices: Record<string, string> = {};
  const models: TrainedModel[] = [];
  for (const [task, target] of encoding.targets.entries()) {
    const part = (all: Int32Array): LabelledPart => labelledPart(encoding, preparation, target, all);
    const train = part(rows.train);
    const validation = part(rows.validation);
    const missing = train.y.length === 0 ? 'training' : validation.y.length === 0 ? 'validation' : null;
    if (missing !== null) return failed(`no labelled ${missing} row for ${target.task}`);
    const outputs = headOutputs(target);
    const fit: ReferenceFit = way.fit({ type: target.type, outputs, train, validation, test, parameters });
    if (!Number.isFinite(fit.loss)) return failed(`no fit of ${target.task} has a finite validation loss`);
    predictions[target.task] = fit.predictions;
    metrics[target.task] = measureTask(target, rows.test, fit.predictions);
    models.push({ kind: 'linear', tasks: [task], ...flattenLinear(fit.model) });
    for (const [name, choice] of Object.entries(fit.choices)) choices[`${name} for ${target.task}`] = choice;
  }
  return { failure: null, metrics, predictions, choices, models };
}

function failed(message: string): Fitted {
  const remedy = 'Check the inputs and the labels of the task on the Data screen, or take more rows into each part.';
  return { failure: { message, remedy }, metrics: {}, predictions: {}, choices: {}, models: [] };
}

function toRun(key: ReplicaKey, fitted: Fitted): EvaluatedRun {
  return {
    ...key,
    status: fitted.failure === null ? 'completed' : 'failed',
    bestEpoch: null,
    epochsTrained: 0,
    ...fitted,
  };
}

function labelledPart(encoding: Encoding, preparation: Preparation, target: Target, all: Int32Array): LabelledPart {
  const rows = all.filter((row) => target.labelled[row] === 1);
  return {
    x: designMatrix(encoding, preparation, rows),
    y: Float64Array.from(rows, (row) => target.values[row] as number),
  };
}
