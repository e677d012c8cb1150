import type { TrainingEvent } from '../../contract/training.ts';
import { keyOf } from '../train/epoch-event.ts';
import type { CohortPlan } from '../train/cohort-plan.ts';
import type { Candidate } from './stage.ts';

type EpochsEvent = Extract<TrainingEvent, { kind: 'epochs' }>;

/**
 * The epochs of a stage as epochs of the runs that its candidates are trained for: of several that train a task for the same
 * run, the one with the least validation loss is shown. There are no task weights and no shared gradients to tell of.
 */
export function tellRuns(
  event: EpochsEvent,
  candidates: readonly Candidate[],
  plan: CohortPlan,
  epochsBefore: number,
): EpochsEvent {
  const tasks = event.tasks.length;
  const runs = plan.replicas.map(keyOf);
  const ownersOf = candidates.map(({ owner }) =>
    runs.findIndex(({ split, seed }) => split === owner.split && seed === owner.seed),
  );
  const perTask = (): Float32Array => new Float32Array(event.count * runs.length * tasks).fill(Number.NaN);
  const told = { trainLoss: perTask(), validationLoss: perTask() };
  const active = new Uint8Array(event.count * runs.length);
  for (let epoch = 0; epoch < event.count; epoch += 1) {
    ownersOf.forEach((run, candidate) => {
      const from = epoch * candidates.length + candidate;
      const to = epoch * runs.length + run;
      if (event.active[from] === 1) active[to] = 1;
      for (let task = 0; task < tasks; task += 1) {
        const loss = event.validationLoss[from * tasks + task] as number;
        const least = told.validationLoss[to * tasks + task] as number;
        if (Number.isNaN(loss) || loss >= least) continue;
        told.validationLoss[to * tasks + task] = loss;
        told.trainLoss[to * tasks + task] = event.trainLoss[from * tasks + task] as number;
      }
    });
  }
  return {
    ...event,
    ...told,
    cohort: plan.id,
    replicas: runs,
    active,
    fromEpoch: epochsBefore + event.fromEpoch,
    taskWeights: perTask(),
    cosines: new Float32Array(event.count * runs.length * tasks * tasks).fill(Number.NaN),
    zeroGradients: perTask(),
    residual: new Float32Array(event.count * runs.length).fill(Number.NaN),
  };
}
