import type { Estimate } from '../../contract/design.ts';
import type { Measurement } from '../../trainer/protocol.ts';
import { costOf, programOf } from './job.ts';
import type { CohortPlan } from './plan.ts';
import type { TrainingPlan } from './plan.ts';

/** Wall time of a plan from the measured speed of its programs: cohorts dealt to trainers, the longest first. */
export function combineMeasurements(
  plan: TrainingPlan,
  measured: ReadonlyMap<string, Measurement>,
  trainers: number,
): Estimate {
  const durations = plan.cohorts.flatMap((cohort) => secondsOf(cohort, plan, measured) ?? []);
  const all = [...measured.values()];
  const steps = all.reduce((total, one) => total + one.measuredSteps, 0);
  const slowest = Math.max(0, ...all.map((one) => one.secondsPerEpoch / Math.max(1, plan.stepsPerEpoch)));
  return {
    seconds: makespan(durations, trainers),
    compileSeconds: makespan(
      all.map((one) => one.compileSeconds),
      trainers,
    ),
    millisecondsPerStep: 1000 * slowest,
    measuredSteps: steps,
    engine: all[0]?.engine ?? 'none',
  };
}

/** An alternative is not measured: its operations take as long as those of the twins. */
function secondsOf(cohort: CohortPlan, plan: TrainingPlan, measured: ReadonlyMap<string, Measurement>): number | null {
  const pattern = cohort.alternative === undefined ? cohort : plan.cohorts[0];
  const one = pattern === undefined ? undefined : measured.get(programOf(pattern));
  if (pattern === undefined || one === undefined) return null;
  const seconds = plan.epochs * one.secondsPerEpoch + one.evaluateSeconds;
  return pattern === cohort ? seconds : (seconds * costOf(cohort, plan.epochs)) / costOf(pattern, plan.epochs);
}

/** Time until all are done when each free trainer takes the longest that is left. */
function makespan(durations: readonly number[], trainers: number): number {
  const busy = new Array<number>(trainers).fill(0);
  for (const duration of [...durations].sort((one, other) => other - one)) {
    const idlest = busy.indexOf(Math.min(...busy));
    busy[idlest] = (busy[idlest] as number) + duration;
  }
  return Math.max(...busy);
}
