import type { StudySpec } from '../contract/study.ts';
import type { ReplicaKey } from '../contract/training.ts';
import { armId, twinId } from '../contract/arm.ts';
import { encodeTable } from '../core/prepare/encode-table.ts';
import { fitPreparation } from '../core/prepare/fit-preparation.ts';
import { splitRows } from '../core/prepare/split-rows.ts';
import type { Table } from '../core/table/table.ts';
import type { PlannedRun } from '../store/run-store.ts';
import { planTraining, type TrainingData, type TrainingPlan } from './training/plan.ts';

export interface TrainingMaterial {
  readonly data: TrainingData;
  readonly plan: TrainingPlan;
}

/** What a study's training and its comparison read of its rows, made from the table anew each time: the same study gives the same. */
export function prepareData(table: Table, spec: StudySpec): TrainingData {
  const encoding = encodeTable(table, spec);
  const splits = splitRows(table, spec);
  return { encoding, splits, preparations: splits.map((split) => fitPreparation(encoding, split.train)) };
}

/** Everything that decides a study's numbers. */
export function prepareTraining(table: Table, spec: StudySpec): TrainingMaterial {
  const data = prepareData(table, spec);
  return { data, plan: planTraining(spec, data) };
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
