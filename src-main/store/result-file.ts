import { createHash } from 'node:crypto';
import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { AppError } from '../contract/error.ts';
import type { EvaluatedRun, StoredArray, TrainingEvent } from '../contract/training.ts';
import type { TrainedModel } from '../contract/trained-model.ts';
import { readArrayFile, writeArrayFile, type NamedArrays } from './array-file.ts';
import type { ModelPlace } from './model-store.ts';
import { runId, type PredictionPlace } from './run-store.ts';
import type { Workspace } from './workspace.ts';

type CheckpointEvent = Extract<TrainingEvent, { kind: 'checkpoint' }>;

/**
 * Keeps a checkpoint: the file first, then its name in the database, then the one before it goes. Killed in between,
 * the database names a whole file.
 */
export function saveCheckpoint(workspace: Workspace, studyId: string, event: CheckpointEvent): void {
  const before = workspace.cohorts.list(studyId).find((cohort) => cohort.name === event.cohort)?.checkpointFile ?? null;
  const file = path.posix.join(studyId, `${shortHash([event.cohort])}-${event.epoch}.checkpoint`);
  writeArrayFile(path.join(workspace.runsFolder, file), event.state);
  workspace.transact(() => workspace.cohorts.setCheckpoint(studyId, event.cohort, event.epoch, file));
  if (before !== null && before !== file) rmSync(path.join(workspace.runsFolder, before), { force: true });
}

/** The state of a checkpoint file, named relative to `runs/`. */
export function readCheckpoint(workspace: Workspace, file: string): NamedArrays {
  return readArrayFile(path.join(workspace.runsFolder, file));
}

/** Row indices of the parts of a split. */
export interface SplitRows {
  readonly train: Int32Array;
  readonly validation: Int32Array;
  readonly test: Int32Array;
}

const parts = ['train', 'validation', 'test'] as const;

/** Keeps the splits of a study as row indices of its data set. */
export function saveSplits(workspace: Workspace, studyId: string, splits: readonly SplitRows[]): void {
  const arrays = splits.flatMap((split, index) =>
    parts.map((part): [string, StoredArray] => [
      `${index}/${part}`,
      { dtype: 'int32', shape: [split[part].length], data: split[part] },
    ]),
  );
  writeArrayFile(splitFile(workspace, studyId), Object.fromEntries(arrays));
}

/** The splits of a study as it was started; null where it has not been. */
export function readSplits(workspace: Workspace, studyId: string): SplitRows[] | null {
  const file = splitFile(workspace, studyId);
  if (!existsSync(file)) return null;
  const arrays = readArrayFile(file);
  const read = (index: number, part: string): Int32Array => arrays[`${index}/${part}`]?.data as Int32Array;
  return Array.from({ length: Object.keys(arrays).length / parts.length }, (_, index) => ({
    train: read(index, 'train'),
    validation: read(index, 'validation'),
    test: read(index, 'test'),
  }));
}

function splitFile(workspace: Workspace, studyId: string): string {
  return path.join(workspace.runsFolder, studyId, 'splits');
}

/** Writes the predictions of runs that were evaluated together into one file and says where each lies. */
export function savePredictions(
  workspace: Workspace,
  studyId: string,
  runs: readonly EvaluatedRun[],
): PredictionPlace[] {
  const file = path.posix.join(studyId, `${shortHash(runs.map((run) => runId(studyId, run)))}.predictions`);
  const arrays: Record<string, StoredArray> = {};
  const places: PredictionPlace[] = [];
  for (const run of runs) {
    for (const [task, data] of Object.entries(run.predictions)) {
      const id = runId(studyId, run);
      const array = `${id}/${task}`;
      arrays[array] = { dtype: 'float32', shape: [data.length], data };
      places.push({ runId: id, task, file, array });
    }
  }
  if (places.length > 0) writeArrayFile(path.join(workspace.runsFolder, file), arrays);
  return places;
}

/** Writes the parameters of all models of runs that were evaluated together into one file and says, run by run, where each lies. */
export function saveModels(
  workspace: Workspace,
  studyId: string,
  runs: readonly EvaluatedRun[],
): Map<string, ModelPlace[]> {
  const file = path.posix.join(studyId, `${shortHash(runs.map((run) => runId(studyId, run)))}.models`);
  const arrays: Record<string, StoredArray> = {};
  const places = new Map<string, ModelPlace[]>();
  for (const run of runs) {
    const id = runId(studyId, run);
    const own = run.models.map(({ parameters, ...form }, position): ModelPlace => {
      const array = `${id}/${position}`;
      arrays[array] = { dtype: 'float32', shape: [parameters.length], data: parameters };
      return { runId: id, position, form, file, array };
    });
    places.set(id, own);
  }
  if (Object.keys(arrays).length > 0) writeArrayFile(path.join(workspace.runsFolder, file), arrays);
  return places;
}

/** The models of a study's runs by run. Files are read when the first of their models is asked for. */
export function readModels(workspace: Workspace, studyId: string): (runId: string) => TrainedModel[] {
  const places = Map.groupBy(workspace.models.list(studyId), (place) => place.runId);
  const files = new Map<string, NamedArrays>();
  return (run) =>
    (places.get(run) ?? []).map(({ form, file, array }): TrainedModel => {
      const arrays = files.get(file) ?? readArrayFile(path.join(workspace.runsFolder, file));
      files.set(file, arrays);
      const parameters = arrays[array]?.data;
      if (parameters instanceof Float32Array) return { ...form, parameters };
      throw new AppError('storage', `damaged file ${path.join(workspace.runsFolder, file)}: it does not hold ${array}`);
    });
}

/**
 * The stored predictions of a study's runs by run and task, as [rows] or [rows, classes] flat; null where there are none.
 * Files are read when the first of their arrays is asked for.
 */
export function readPredictions(
  workspace: Workspace,
  studyId: string,
): (runId: string, task: string) => Float32Array | null {
  const places = new Map(
    workspace.runs.listPredictions(studyId).map((place) => [JSON.stringify([place.runId, place.task]), place]),
  );
  const files = new Map<string, NamedArrays>();
  return (run, task) => {
    const place = places.get(JSON.stringify([run, task]));
    if (place === undefined) return null;
    const arrays = files.get(place.file) ?? readArrayFile(path.join(workspace.runsFolder, place.file));
    files.set(place.file, arrays);
    return (arrays[place.array]?.data as Float32Array | undefined) ?? null;
  };
}

/** Removes the checkpoint files of a study that has ended. */
export function removeCheckpoints(workspace: Workspace, studyId: string): void {
  for (const cohort of workspace.cohorts.list(studyId)) {
    if (cohort.checkpointFile !== null) rmSync(path.join(workspace.runsFolder, cohort.checkpointFile), { force: true });
  }
}

/** A file name for names that may hold any character; the same names give the same file. */
function shortHash(names: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(names)).digest('hex').slice(0, 16);
}
