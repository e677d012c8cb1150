import type { Workspace } from '../store/workspace.ts';
import type { Runner } from './runner.ts';

/** Seconds. Those of the trainers are sums over processes that work side by side. */
export interface StudyTimings {
  /** From the start of the study to its rest, over all starts and resumes. */
  readonly wall: number;
  readonly trainers: number;
  readonly compile: number;
  readonly train: number;
  readonly evaluate: number;
  /** Writing to the workspace, in the last start or resume. */
  readonly store: number;
  /** In the last start or resume: seconds in which at least one trainer was in that stage. */
  readonly busy: {
    readonly compile: number;
    readonly train: number;
    readonly evaluate: number;
    readonly trainOrEvaluate: number;
  };
}

export function readTimings(workspace: Workspace, runner: Runner, studyId: string): StudyTimings {
  const cohorts = workspace.cohorts.list(studyId);
  const sum = (read: (cohort: (typeof cohorts)[number]) => number | null): number =>
    cohorts.reduce((total, cohort) => total + (read(cohort) ?? 0), 0);
  const execution = runner.findEnded(studyId);
  const clock = execution?.clock;
  return {
    wall: workspace.studies.get(studyId).elapsedSeconds,
    trainers: runner.trainers,
    compile: sum((cohort) => cohort.compileSeconds),
    train: sum((cohort) => cohort.trainSeconds),
    evaluate: sum((cohort) => cohort.evaluateSeconds),
    store: execution?.storeSeconds ?? 0,
    busy: {
      compile: clock?.wallSeconds('compile') ?? 0,
      train: clock?.wallSeconds('train') ?? 0,
      evaluate: clock?.wallSeconds('evaluate') ?? 0,
      trainOrEvaluate: clock?.wallSeconds('train', 'evaluate') ?? 0,
    },
  };
}
