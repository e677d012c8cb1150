import os from 'node:os';
import type { LiveStudy, Stage } from '../contract/live.ts';
import type { StudyStatus } from '../contract/study.ts';
import type { Cohort } from '../store/cohort-store.ts';
import { findAlarms } from './alarm.ts';
import type { ServiceContext } from './context.ts';
import { shareOf, type Execution } from './execution.ts';
import type { HistoryCache } from './history-cache.ts';
import { buildCosines, buildCurves, buildResiduals, buildWeights, buildZeros } from './live-series.ts';
import { runKey } from './training-material.ts';

/** The whole of the Run screen: from what is stored, and from the execution while the study runs. */
export function readLive(
  context: ServiceContext,
  histories: HistoryCache,
  studyId: string,
  execution: Execution | null,
): LiveStudy {
  const { workspace, events } = context;
  const study = workspace.studies.get(studyId);
  const { spec } = study;
  const runs = workspace.runs.list(studyId);
  const cohorts = workspace.cohorts.list(studyId);
  const summaries = histories.read(studyId);
  const improving = new Map(
    summaries.flatMap((summary) =>
      summary.replicas.map((key, replica) => [runKey(key), summary.improving[replica] === true]),
    ),
  );
  const stored = runs.reduce((total, run) => total + shareOf(run, spec.training.epochs), 0) / Math.max(1, runs.length);
  return {
    studyId,
    sequence: events.sequence,
    stage: execution?.stage ?? stageAtRest(study.status, cohorts),
    startedAt: study.startedAt,
    elapsedSeconds: execution?.elapsedSeconds ?? study.elapsedSeconds,
    etaSeconds: execution?.etaSeconds ?? null,
    fraction: execution?.fraction ?? stored,
    epoch: execution?.epoch ?? Math.floor(stored * spec.training.epochs),
    epochs: spec.training.epochs,
    stepsPerSecond: execution?.stepsPerSecond ?? null,
    engine: study.engine,
    runs: runs.map((run) => ({
      arm: run.arm,
      split: run.split,
      seed: run.seed,
      status: run.status,
      epoch: run.epochsTrained,
      improving: run.status === 'training' && improving.get(runKey(run)) === true,
    })),
    curves: buildCurves(spec, summaries),
    taskWeights: buildWeights(spec, summaries),
    gradientCosines: buildCosines(spec, summaries),
    residuals: buildResiduals(spec, summaries),
    zeroGradients: buildZeros(spec, summaries),
    alarms: findAlarms({
      spec,
      histories: summaries,
      cohorts,
      runs,
      secondsWithoutNews: execution?.stage === 'training' ? execution.secondsWithoutNews : null,
      freeMemoryShare: os.freemem() / os.totalmem(),
    }),
  };
}

/** The stage of a study that does not run: an interrupted one stands where it was. */
function stageAtRest(status: StudyStatus, cohorts: readonly Cohort[]): Stage {
  if (status === 'draft') return 'queued';
  if (status === 'completed' || status === 'stopped' || status === 'failed') return 'done';
  return cohorts.some((cohort) => cohort.replicas !== null) ? 'training' : 'queued';
}
