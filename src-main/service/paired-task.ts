import { twinId } from '../contract/arm.ts';
import type { Run } from '../contract/run.ts';
import type { StudySpec, Task } from '../contract/study.ts';
import type { PairedReplicate, PairedTask } from '../core/explain/paired-task.ts';
import { encodeTarget } from '../core/prepare/encode-target.ts';
import type { Split, Target } from '../core/prepare/prepared.ts';
import { splitRows } from '../core/prepare/split-rows.ts';
import type { Table } from '../core/table/table.ts';
import { readPredictions, readSplits } from '../store/result-file.ts';
import type { Workspace } from '../store/workspace.ts';

/** A task under an arm beside its twin, as far as both were evaluated. */
export interface StoredPairs {
  readonly task: PairedTask;
  /** Replicates of which only one side has predictions that are all finite. */
  readonly unpaired: number;
}

/** The stored predictions of an arm and of the task's twin on labelled test rows, paired by split and seed. */
export function readPairs(
  workspace: Workspace,
  studyId: string,
  table: Table,
  { spec, task, arm }: { readonly spec: StudySpec; readonly task: Task; readonly arm: string },
): StoredPairs {
  const target = encodeTarget(table, task);
  const splits = readSplits(workspace, studyId) ?? splitRows(table, spec);
  const stored = readPredictions(workspace, studyId);
  const runs = workspace.runs.list(studyId);
  const width = task.type === 'multiclass' ? task.classes.length : 1;
  const twins = new Map(
    runs.filter((run) => run.arm === twinId(task.column)).map((run) => [`${run.split}/${run.seed}`, run]),
  );
  // one for all seeds of a split, which is known again by it
  const parts = splits.map((split) => labelledRows(split, target));
  let unpaired = 0;
  const replicates = runs
    .filter((run) => run.arm === arm)
    .flatMap((run): PairedReplicate[] => {
      const twin = twins.get(`${run.split}/${run.seed}`);
      const part = parts[run.split];
      if (part === undefined) return [];
      const { places, rows, targets } = part;
      const read = (one: Run | undefined): Float64Array | null => {
        const predictions = one === undefined ? null : stored(one.id, task.column);
        return predictions === null ? null : atPlaces(predictions, places, width);
      };
      const [own, other] = [read(run), read(twin)];
      if ((own === null) !== (other === null)) unpaired += 1;
      if (own === null || other === null || places.length === 0) return [];
      return [{ split: run.split, seed: run.seed, rows, targets, twin: other, arm: own }];
    });
  return { task: { type: task.type, classes: task.classes, replicates }, unpaired };
}

interface LabelledRows {
  /** In the test part. */
  readonly places: Int32Array;
  readonly rows: Int32Array;
  readonly targets: Float64Array;
}

/** The rows of a test part that have a label. */
function labelledRows({ test }: Split, { labelled, values }: Target): LabelledRows {
  const places = Int32Array.from(test.keys()).filter((place) => labelled[test[place] as number] === 1);
  const rows = places.map((place) => test[place] as number);
  return { places, rows, targets: Float64Array.from(rows, (row) => values[row] as number) };
}

/** The predictions of these rows alone; null where one of them is not a finite number. */
function atPlaces(predictions: Float32Array, places: Int32Array, width: number): Float64Array | null {
  const kept = new Float64Array(places.length * width);
  places.forEach((place, index) => {
    for (let k = 0; k < width; k += 1) kept[index * width + k] = predictions[place * width + k] ?? Number.NaN;
  });
  return kept.every(Number.isFinite) ? kept : null;
}
