import type { Database } from 'better-sqlite3';
import { runSchema, type Run, type RunStatus } from '../contract/run.ts';
import type { EvaluatedRun, ReplicaKey } from '../contract/training.ts';

/** Where the predictions of a run on one task's test rows lie: an array of an array file, relative to `runs/`. */
export interface PredictionPlace {
  readonly runId: string;
  readonly task: string;
  readonly file: string;
  readonly array: string;
}

/** A run before it is trained, with the number of rows of its split. */
export interface PlannedRun extends ReplicaKey {
  readonly trainRows: number;
  readonly testRows: number;
}

export interface RunStore {
  /** Plans the runs of a study, in order. */
  plan(studyId: string, runs: readonly PlannedRun[]): void;
  /** Rows of each split. */
  listSplitSizes(studyId: string): { split: number; trainRows: number; testRows: number }[];
  /** Puts runs back: what is known of them is forgotten. */
  requeue(studyId: string, keys: readonly ReplicaKey[]): void;
  list(studyId: string): Run[];
  count(studyId: string): number;
  /** Progress of queued and training runs, which never goes back; evaluated ones stay as they are. */
  setProgress(studyId: string, key: ReplicaKey, status: RunStatus, epochsTrained: number): void;
  setEvaluated(studyId: string, run: EvaluatedRun): void;
  setFailed(studyId: string, key: ReplicaKey, failure: { message: string; remedy: string }): void;
  setPrediction(place: PredictionPlace): void;
  listPredictions(studyId: string): PredictionPlace[];
}

interface RunRow {
  id: string;
  arm: string;
  split: number;
  seed: number;
  status: string;
  failure: string | null;
  best_epoch: number | null;
  epochs_trained: number;
  metrics: string;
  choices: string;
}

/** The id of a run: its study and its place, so that a resumed study writes the same ids. */
export function runId(studyId: string, key: ReplicaKey): string {
  return `${studyId}/${key.arm}/${key.split}/${key.seed}`;
}

export function createRunStore(database: Database): RunStore {
  const insert = database.prepare(
    `INSERT INTO run (id, study_id, position, arm, split, seed, train_rows, test_rows, status)
     VALUES (:id, :studyId, :position, :arm, :split, :seed, :trainRows, :testRows, 'queued')`,
  );
  const selectSizes = database.prepare<[string], { split: number; trainRows: number; testRows: number }>(
    `SELECT split, max(train_rows) AS trainRows, max(test_rows) AS testRows
     FROM run WHERE study_id = ? GROUP BY split ORDER BY split`,
  );
  const requeue = database.prepare(
    `UPDATE run SET status = 'queued', failure = NULL, best_epoch = NULL, epochs_trained = 0, metrics = '{}',
       choices = '{}' WHERE id = ?`,
  );
  const selectAll = database.prepare<[string], RunRow>('SELECT * FROM run WHERE study_id = ? ORDER BY position');
  const count = database.prepare<[string], { count: number }>('SELECT count(*) AS count FROM run WHERE study_id = ?');
  const updateProgress = database.prepare(
    `UPDATE run SET status = :status, epochs_trained = max(epochs_trained, :epochsTrained)
     WHERE id = :id AND status IN ('queued', 'training')`,
  );
  const updateEvaluated = database.prepare(
    `UPDATE run SET status = :status, failure = :failure, best_epoch = :bestEpoch, epochs_trained = :epochsTrained,
       metrics = :metrics, choices = :choices WHERE id = :id`,
  );
  const updateFailed = database.prepare(`UPDATE run SET status = 'failed', failure = :failure WHERE id = :id`);
  const upsertPrediction = database.prepare(
    'INSERT OR REPLACE INTO prediction (run_id, task, file, array) VALUES (:runId, :task, :file, :array)',
  );
  const selectPredictions = database.prepare<[string], { run_id: string; task: string; file: string; array: string }>(
    `SELECT prediction.* FROM prediction JOIN run ON run.id = prediction.run_id
     WHERE run.study_id = ? ORDER BY run.position, prediction.task`,
  );

  return {
    plan(studyId, planned) {
      planned.forEach(({ arm, split, seed, trainRows, testRows }, position) => {
        const id = runId(studyId, { arm, split, seed });
        insert.run({ id, studyId, position, arm, split, seed, trainRows, testRows });
      });
    },
    listSplitSizes: (studyId) => selectSizes.all(studyId),
    requeue(studyId, keys) {
      for (const key of keys) requeue.run(runId(studyId, key));
    },
    list(studyId) {
      return selectAll.all(studyId).map(toRun);
    },
    count(studyId) {
      return count.get(studyId)?.count ?? 0;
    },
    setProgress(studyId, key, status, epochsTrained) {
      updateProgress.run({ id: runId(studyId, key), status, epochsTrained });
    },
    setEvaluated(studyId, run) {
      updateEvaluated.run({
        id: runId(studyId, run),
        status: run.status,
        failure: run.failure === null ? null : JSON.stringify(run.failure),
        bestEpoch: run.bestEpoch,
        epochsTrained: run.epochsTrained,
        metrics: JSON.stringify(run.metrics),
        choices: JSON.stringify(run.choices ?? {}),
      });
    },
    setFailed(studyId, key, failure) {
      updateFailed.run({ id: runId(studyId, key), failure: JSON.stringify(failure) });
    },
    setPrediction(place) {
      upsertPrediction.run(place);
    },
    listPredictions(studyId) {
      return selectPredictions.all(studyId).map((row) => ({
        runId: row.run_id,
        task: row.task,
        file: row.file,
        array: row.array,
      }));
    },
  };
}

function toRun(row: RunRow): Run {
  return runSchema.parse({
    id: row.id,
    arm: row.arm,
    split: row.split,
    seed: row.seed,
    status: row.status,
    failure: row.failure === null ? null : (JSON.parse(row.failure) as unknown),
    bestEpoch: row.best_epoch,
    epochsTrained: row.epochs_trained,
    metrics: JSON.parse(row.metrics) as unknown,
    choices: JSON.parse(row.choices) as unknown,
  });
}
