import type { StudySpec } from '../contract/study.ts';
import type { ReplicaKey } from '../contract/training.ts';
import { armId, twinId } from '../contract/arm.ts';
import { fitPreparationSteps } from '../core/prepare/fit-preparation.ts';
import type { Encoding, Preparation, Split } from '../core/prepare/prepared.ts';
import type { PlannedRun } from '../store/run-store.ts';
import { inTurns } from './in-turns.ts';
import type { TrainingData, TrainingPlan } from './training/plan.ts';

/** Everything that decides a study's numbers. */
export interface TrainingMaterial {
  readonly data: TrainingData;
  readonly plan: TrainingPlan;
  /** Trainers that fit into memory at a time; one where not even that does. */
  readonly trainers: number;
}

/** What a study's training and its comparison read: encoded rows and their splits, with what is fitted on the training rows of each. */
export async function fitData(encoding: Encoding, splits: readonly Split[]): Promise<TrainingData> {
  const preparations: Preparation[] = [];
  for (const { train } of splits) preparations.push(await inTurns(fitPreparationSteps(encoding, train)));
  return { encoding, splits, preparations };
}

/** The runs of a study in the order in which they are shown: twins, then arms; by split and seed. */
export function planRuns(spec: StudySpec, data: TrainingData): PlannedRun[] {
  const arms = [...spec.tasks.map((task) => twinId(task.column)), ...spec.arms.map(armId)];
  return arms.flatMap((arm) =>
    data.splits.flatMap(({ train, test }, split) =>
      Array.from({ length: spec.seeds }, (_, seed) => ({
        arm,
        split,
        seed,
        trainRows: train.length,
        testRows: test.length,
      })),
    ),
  );
}

/** One text per run, for maps. */
export function runKey({ arm, split, seed }: ReplicaKey): string {
  return `${split}/${seed}/${arm}`;
}
