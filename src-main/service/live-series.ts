import { armId, isAlternative, twinId } from '../contract/arm.ts';
import type { BandSeries, Curve, LiveStudy } from '../contract/live.ts';
import type { StudySpec } from '../contract/study.ts';
import { mergeSpreads, type CohortSummary, type EpochSummary, type Spread } from './live-history.ts';

/** A curve has at most about so many points; the newest is always one of them. */
const mostPoints = 300;
const cosineEpochs = 10;

type Measure = 'trainLoss' | 'validationLoss' | 'taskWeights' | 'cosines' | 'zeroGradients' | 'residual';

/** Loss curves of every task under every arm and its twin, over the replicates trained so far. Epochs count from 1. */
export function buildCurves(spec: StudySpec, cohorts: readonly CohortSummary[]): Curve[] {
  const epochs = choosePoints(cohorts);
  const curves: Curve[] = [];
  spec.tasks.forEach(({ column }, task) => {
    for (const arm of [twinId(column), ...spec.arms.map(armId)]) {
      const validation = buildBand(cohorts, epochs, 'validationLoss', arm, task);
      // a model that is no network has no epochs to show
      if (isAlternative(arm) && validation.mean.every((value) => value === null)) continue;
      curves.push({ task: column, arm, train: buildBand(cohorts, epochs, 'trainLoss', arm, task), validation });
    }
  });
  return curves;
}

/** Task weights as applied, mean over replicates. */
export function buildWeights(spec: StudySpec, cohorts: readonly CohortSummary[]): LiveStudy['taskWeights'] {
  return buildTaskMeans(spec, cohorts, 'taskWeights');
}

/** How often task gradients vanish, mean over replicates; arms of which it is known. */
export function buildZeros(spec: StudySpec, cohorts: readonly CohortSummary[]): LiveStudy['zeroGradients'] {
  return buildTaskMeans(spec, cohorts, 'zeroGradients').filter(({ values }) =>
    values.some((series) => series.some((value) => value !== null)),
  );
}

/** What solvers left undone, over replicates; arms whose method has one. */
export function buildResiduals(spec: StudySpec, cohorts: readonly CohortSummary[]): LiveStudy['residuals'] {
  const epochs = choosePoints(cohorts);
  return multiTaskArms(spec)
    .map((arm) => ({ arm: armId(arm), series: buildBand(cohorts, epochs, 'residual', armId(arm), 0) }))
    .filter(({ series }) => series.mean.some((value) => value !== null));
}

function buildTaskMeans(
  spec: StudySpec,
  cohorts: readonly CohortSummary[],
  measure: 'taskWeights' | 'zeroGradients',
): LiveStudy['taskWeights'] {
  const epochs = choosePoints(cohorts);
  return multiTaskArms(spec).map((arm) => ({
    arm: armId(arm),
    tasks: spec.tasks.map((task) => task.column),
    epochs: epochs.map((epoch) => epoch + 1),
    values: spec.tasks.map((_, task) =>
      epochs.map((epoch) => meanOf(spreadAt(cohorts, epoch, measure, armId(arm), task))),
    ),
  }));
}

/** Cosines of task gradients, mean over replicates and the newest epochs, and how often they are below zero. */
export function buildCosines(spec: StudySpec, cohorts: readonly CohortSummary[]): LiveStudy['gradientCosines'] {
  const tasks = spec.tasks.length;
  return multiTaskArms(spec).map((arm) => {
    const cells = Array.from({ length: tasks * tasks }, (_, cell) =>
      mergeSpreads(
        cohorts.flatMap((cohort) =>
          cohort.epochs.slice(-cosineEpochs).flatMap((epoch) => epoch.cosines.get(armId(arm))?.[cell] ?? []),
        ),
      ),
    );
    const toMatrix = (read: (spread: Spread) => number | null): (number | null)[][] =>
      spec.tasks.map((_, row) => cells.slice(row * tasks, (row + 1) * tasks).map(read));
    return {
      arm: armId(arm),
      tasks: spec.tasks.map((task) => task.column),
      matrix: toMatrix(meanOf),
      conflictRate: toMatrix((spread) => (spread.count === 0 ? null : spread.negative / spread.count)),
    };
  });
}

/** Alternatives have no task weights and no shared gradients to compare. */
function multiTaskArms(spec: StudySpec): StudySpec['arms'] {
  return spec.arms.filter((arm) => !isAlternative(arm.method));
}

function buildBand(
  cohorts: readonly CohortSummary[],
  epochs: readonly number[],
  measure: Measure,
  arm: string,
  task: number,
): BandSeries {
  const spreads = epochs.map((epoch) => spreadAt(cohorts, epoch, measure, arm, task));
  return {
    epochs: epochs.map((epoch) => epoch + 1),
    mean: spreads.map(meanOf),
    low: spreads.map((spread) => (spread.count === 0 ? null : spread.low)),
    high: spreads.map((spread) => (spread.count === 0 ? null : spread.high)),
  };
}

/** Over the cohorts that hold replicates of the arm and have come so far. One that ended early keeps its last values. */
function spreadAt(
  cohorts: readonly CohortSummary[],
  epoch: number,
  measure: Measure,
  arm: string,
  cell: number,
): Spread {
  return mergeSpreads(
    cohorts.flatMap((cohort) => {
      const summary: EpochSummary | undefined = cohort.epochs[epoch];
      return summary?.[measure].get(arm)?.[cell] ?? [];
    }),
  );
}

function meanOf(spread: Spread): number | null {
  return spread.count === 0 ? null : spread.sum / spread.count;
}

/** Epochs from 0, evenly chosen where there are many. */
function choosePoints(cohorts: readonly CohortSummary[]): number[] {
  const count = Math.max(0, ...cohorts.map((cohort) => cohort.epochs.length));
  const stride = Math.max(1, Math.ceil(count / mostPoints));
  return Array.from({ length: count }, (_, epoch) => epoch).filter(
    (epoch) => epoch % stride === 0 || epoch === count - 1,
  );
}
