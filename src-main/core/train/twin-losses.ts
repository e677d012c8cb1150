import { twinId } from '../../contract/arm.ts';
import type { ReplicaKey, TrainingEvent } from '../../contract/training.ts';
import { cohortMethod } from './cohort-method.ts';
import { trainsTask, type CohortPlan } from './cohort-plan.ts';

/** The validation loss of a twin at its best epoch, in units of the training; null where it has none. */
export type TwinLoss = (twin: ReplicaKey, task: number) => number | null;

/** The cohorts, those that read twins with the names of the cohorts that train these. */
export function linkTwins(cohorts: readonly CohortPlan[]): CohortPlan[] {
  return cohorts.map((cohort) => {
    if (cohortMethod(cohort.shape).readsTwins !== true) return cohort;
    const own = new Set(cohort.replicates.map(({ split, seed }) => `${split}/${seed}`));
    const waitsFor = cohorts
      .filter(({ replicas }) => replicas.some(({ task, split, seed }) => task !== null && own.has(`${split}/${seed}`)))
      .map(({ id }) => id);
    return { ...cohort, waitsFor };
  });
}

/** The cohort with what its twins reached; one that reads none as it is. */
export function withTwinLosses(plan: CohortPlan, tasks: readonly string[], lossOf: TwinLoss): CohortPlan {
  if (plan.waitsFor === undefined) return plan;
  const twinLosses = new Float32Array(plan.replicas.length * tasks.length);
  plan.replicas.forEach(({ split, seed }, replica) => {
    tasks.forEach((task, index) => {
      const loss = lossOf({ arm: twinId(task), split, seed }, index);
      twinLosses[replica * tasks.length + index] = loss ?? Number.NaN;
    });
  });
  return { ...plan, twinLosses };
}

/** The first task of a replica whose twin has no loss to divide by; null where none is missing or none is read. */
export function missingTwin({ twinLosses, replicas, shape }: CohortPlan, position: number): number | null {
  const replica = replicas[position];
  if (twinLosses === undefined || replica === undefined) return null;
  const count = shape.tasks.length;
  const missing = shape.tasks.findIndex(
    (_, task) => trainsTask(replica, task) && !Number.isFinite(twinLosses[position * count + task]),
  );
  return missing < 0 ? null : missing;
}

/** The losses of twins as their trainings tell them. */
export class TwinRecord {
  /** By twin: its validation losses, epoch by epoch. */
  readonly #epochs = new Map<string, number[]>();
  readonly #best = new Map<string, number>();

  note(event: TrainingEvent): void {
    if (event.kind === 'epochs') this.#noteEpochs(event);
    if (event.kind !== 'evaluated') return;
    for (const run of event.runs) {
      const loss = run.bestEpoch === null ? undefined : this.#epochs.get(nameOf(run))?.[run.bestEpoch];
      if (run.status === 'completed' && loss !== undefined) this.#best.set(nameOf(run), loss);
    }
  }

  lossOf(twin: ReplicaKey): number | null {
    return this.#best.get(nameOf(twin)) ?? null;
  }

  #noteEpochs({ replicas, tasks, fromEpoch, count, validationLoss }: Extract<TrainingEvent, { kind: 'epochs' }>): void {
    replicas.forEach((key, replica) => {
      const task = tasks.findIndex((name) => twinId(name) === key.arm);
      if (task < 0) return;
      const losses = this.#epochs.get(nameOf(key)) ?? [];
      for (let index = 0; index < count; index += 1) {
        const cell = (index * replicas.length + replica) * tasks.length + task;
        losses[fromEpoch + index] = validationLoss[cell] ?? Number.NaN;
      }
      this.#epochs.set(nameOf(key), losses);
    });
  }
}

function nameOf({ arm, split, seed }: ReplicaKey): string {
  return `${split}/${seed}/${arm}`;
}
