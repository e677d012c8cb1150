import { Console } from 'node:console';
import { mkdir, writeFile } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { ArmSpec } from '../../src-main/contract/study.ts';
import { balancingMethods } from '../../src-main/core/balance/registry.ts';
import { gradientSource } from '../../src-main/core/balance/stage/gradients.ts';
import { openEngine } from '../../src-main/core/engine/open-engine.ts';
import { fitPreparation } from '../../src-main/core/prepare/fit-preparation.ts';
import { Cohort } from '../../src-main/core/train/cohort.ts';
import { ExecutableCache } from '../../src-main/core/train/executable-cache.ts';
import { planCohorts } from '../../src-main/core/train/plan.ts';
import { arm, createStudy } from '../helper/study.ts';
import { reference } from './reference-study.ts';

const goals = { parameters: 3, representation: 1.4 };
const rounds = 7;
const outputFile = fileURLToPath(new URL('../../build/bench/balancing.json', import.meta.url));

interface Row {
  readonly method: string;
  /** Milliseconds of processor time for a step of one replica. */
  readonly milliseconds: number;
  /** The same for uncertainty weighting, measured in turns with the method. */
  readonly weighted: number;
  readonly overEqual: number;
  readonly onRepresentation: number | null;
}

/**
 * The step of every gradient-level method on the reference network with 4 tasks and 10 replicates, over that of uncertainty
 * weighting: on the gradients of the shared parameters, and on those of the representation where the method allows it.
 * Processor time of one thread. In each of seven rounds the weighting is measured beside the method, so that a processor that
 * changes its pace changes both; a ratio is the median over the rounds, a time the least.
 */
export async function benchBalancing(): Promise<object> {
  const [loadBefore = NaN] = loadavg();
  const log = new Console(process.stdout);
  const weighting = await openTraining(arm('uncertainty'));
  const rows: Row[] = [];
  for (const method of balancingMethods.filter(({ gramian }) => gramian === 'shared')) {
    const { id } = method.description;
    const onParameters = await openTraining(arm(id));
    const onRepresentation =
      gradientSource.refuse(method, 1) === null ? await openTraining(arm(id, { 'stage.gradients': 1 })) : null;
    const trainings = [weighting, onParameters, ...(onRepresentation === null ? [] : [onRepresentation])];
    const [weighted, parameters, representation] = timeInTurns(trainings) as [number[], number[], number[]?];
    rows.push({
      method: id,
      milliseconds: Math.min(...parameters),
      weighted: Math.min(...weighted),
      overEqual: medianRatio(parameters, weighted),
      onRepresentation: representation === undefined ? null : medianRatio(representation, weighted),
    });
    onParameters.dispose();
    onRepresentation?.dispose();
  }
  weighting.dispose();
  const pace = rows.map((row) => row.weighted);
  log.log(
    `  uncertainty weighting, which needs no task gradients: ${Math.min(...pace).toFixed(4)} to ${Math.max(...pace).toFixed(4)} ms a step`,
  );
  log.table(rows);
  const most = Math.max(...rows.map((row) => row.overEqual));
  const mostOnRepresentation = Math.max(...rows.map((row) => row.onRepresentation ?? 0));
  log.log(
    `  on parameters: at most ${most.toFixed(2)} times (goal ${goals.parameters}): ${word(most <= goals.parameters)}`,
  );
  log.log(
    `  on the representation: at most ${mostOnRepresentation.toFixed(2)} times (goal ${goals.representation}): ${word(mostOnRepresentation <= goals.representation)}`,
  );
  const result = { loadBefore, goals, rows };
  await mkdir(fileURLToPath(new URL('../../build/bench/', import.meta.url)), { recursive: true });
  await writeFile(outputFile, `${JSON.stringify(result, null, 2)}\n`);
  return result;
}

/** Milliseconds a step of each training, round by round. */
function timeInTurns(trainings: readonly Training[]): number[][] {
  const times = Array.from({ length: rounds }, () => trainings.map((training) => training.timeStep()));
  return trainings.map((_, position) => times.map((round) => round[position] as number));
}

function medianRatio(times: readonly number[], others: readonly number[]): number {
  const ratios = times.map((time, round) => time / (others[round] as number)).sort((one, other) => one - other);
  return ratios[(rounds - 1) / 2] as number;
}

interface Training {
  /** Milliseconds of processor time a step of one replica, over a whole training but for its first epoch. */
  timeStep(): number;
  dispose(): void;
}

/** The arm's own cohort, ready on the direct engine. */
async function openTraining(only: ArmSpec): Promise<Training> {
  const { spec, encoding, splits } = createStudy({
    rows: reference.rows,
    features: reference.inputs,
    tasks: Array.from({ length: reference.tasks }, () => 'regression' as const),
    splits: reference.replicates,
    parts: [reference.trainRows, reference.validationRows],
    arms: [only],
    network: { widths: reference.widths },
    training: {
      epochs: reference.epochs,
      batchSize: reference.batchSize,
      learningRate: reference.learningRate,
      patience: 0,
    },
  });
  const { engine } = await openEngine('direct');
  const cohort = planCohorts(spec, encoding, splits).cohorts.find((each) =>
    each.replicas.every((replica) => replica.task === null),
  );
  if (cohort === undefined) throw new Error(`no cohort for ${only.method} alone`);
  const cache = new ExecutableCache();
  const preparations = splits.map((split) => fitPreparation(encoding, split.train));
  const timeStep = (): number => {
    const training = new Cohort(cohort, { spec, encoding, splits, preparations }, null);
    const { executable } = training.prepare(engine, cache, true);
    training.train(executable, 1);
    const before = process.cpuUsage();
    let done = 1;
    while (done < reference.epochs) done += training.train(executable, reference.epochs - done).count;
    const { user, system } = process.cpuUsage(before);
    training.dispose();
    return (user + system) / 1000 / ((reference.epochs - 1) * cohort.shape.stepsPerEpoch * cohort.shape.replicas);
  };
  return { timeStep, dispose: () => cache.dispose() };
}

function word(met: boolean): string {
  return met ? 'met' : 'missed';
}
