import { twinId } from '../contract/arm.ts';
import { AppError } from '../contract/error.ts';
import type { StudySpec } from '../contract/study.ts';
import type { TrainedRun } from '../core/trained/trained-runs.ts';
import { readModels, readSplits } from '../store/result-file.ts';
import type { ServiceContext } from './context.ts';
import { fitData } from './training-material.ts';
import type { TrainingData } from './training/plan.ts';

type Context = Pick<ServiceContext, 'workspace' | 'materials'>;

/**
 * What the models of a study were trained on: the splits that were stored when it started, and what is fitted on their training
 * rows, which is the same each time.
 */
export async function readTrainedData({ workspace, materials }: Context, studyId: string): Promise<TrainingData> {
  const { spec } = workspace.studies.get(studyId);
  const encoding = await materials.encode(spec);
  return fitData(encoding, readSplits(workspace, studyId) ?? (await materials.split(spec)));
}

/**
 * The runs of an arm with the models that predict a task. Throws AppError `conflict` where none has ended yet, `unsupported`
 * where they ended without their models being kept.
 */
export function readTrainedRuns(
  { workspace }: Pick<ServiceContext, 'workspace'>,
  studyId: string,
  { arm, task }: { readonly arm: string; readonly task: number },
): TrainedRun[] {
  const ended = workspace.runs
    .list(studyId)
    .filter((run) => run.arm === arm && (run.status === 'completed' || run.status === 'cancelled'))
    .filter((run) => Object.keys(run.metrics).length > 0);
  if (ended.length === 0) {
    throw new AppError('conflict', `no run of ${arm} has ended with a result yet; let the study ${studyId} finish`);
  }
  const modelsOf = readModels(workspace, studyId);
  const kept = ended
    .map(({ id, split, seed }): TrainedRun => ({ split, seed, models: modelsOf(id) }))
    .filter(({ models }) => models.some((model) => model.tasks.includes(task)));
  if (kept.length === 0) {
    throw new AppError(
      'unsupported',
      `the models of ${arm} were not kept, the study ${studyId} was trained by an earlier Tandem; duplicate it and train the copy`,
    );
  }
  return kept;
}

/** The place of a task in a study. Throws AppError `bad-option` for an unknown one. */
export function findTask(spec: StudySpec, column: string): number {
  const task = spec.tasks.findIndex((candidate) => candidate.column === column);
  if (task >= 0) return task;
  const known = spec.tasks.map((candidate) => candidate.column).join(', ');
  throw new AppError('bad-option', `unknown task; choose one of ${known}: ${column}`);
}

/** Throws AppError `bad-option` where the study has no such arm; twins count where `twins` is true. */
export function checkArm(spec: StudySpec, arm: string, known: readonly string[], twins = false): void {
  const all = twins ? [...known, ...spec.tasks.map((task) => twinId(task.column))] : known;
  if (all.includes(arm)) return;
  throw new AppError('bad-option', `unknown arm; choose one of ${all.join(', ') || 'none, it has twins only'}: ${arm}`);
}
