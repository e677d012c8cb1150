import type { Database } from 'better-sqlite3';
import type { ReplicaKey, TrainingEvent } from '../contract/training.ts';

type CompiledEvent = Extract<TrainingEvent, { kind: 'compiled' }>;
type EpochsEvent = Extract<TrainingEvent, { kind: 'epochs' }>;

/** Runs that are trained in lockstep, and how far they are. */
export interface Cohort {
  readonly name: string;
  readonly engine: string | null;
  readonly notice: string | null;
  readonly compileSeconds: number | null;
  readonly nodeCount: number | null;
  /** Null before the first epoch. */
  readonly replicas: readonly ReplicaKey[] | null;
  readonly tasks: readonly string[] | null;
  readonly stepsPerEpoch: number | null;
  readonly trainSeconds: number;
  readonly evaluateSeconds: number | null;
  readonly failure: { readonly message: string; readonly remedy: string } | null;
  readonly checkpointEpoch: number | null;
  /** Relative to `runs/`. */
  readonly checkpointFile: string | null;
}

/** One epoch of a cohort; numbers in the order of its replicas R and tasks T. */
export interface EpochRecord {
  readonly epoch: number;
  /** [R, T] each. */
  readonly trainLoss: Float32Array;
  readonly validationLoss: Float32Array;
  readonly taskWeights: Float32Array;
  /** [R, T, T] */
  readonly cosines: Float32Array;
  /** [R, T] share of steps in which the gradient of a task vanishes; NaN where that is not known. */
  readonly zeroGradients: Float32Array;
  /** [R] what the method's solver left undone; NaN where it has none. */
  readonly residual: Float32Array;
  /** [R] */
  readonly active: Uint8Array;
}

export interface CohortStore {
  list(studyId: string): Cohort[];
  setCompiled(studyId: string, event: CompiledEvent): void;
  /** Keeps a chunk of epochs; those of the same numbers are replaced. */
  addEpochs(studyId: string, event: EpochsEvent): void;
  setCheckpoint(studyId: string, cohort: string, epoch: number, file: string): void;
  setEvaluated(studyId: string, cohort: string, seconds: number): void;
  setFailed(studyId: string, cohort: string, failure: { message: string; remedy: string }): void;
  /** Forgets what lies beyond the last checkpoints: a resumed study trains those epochs again. */
  rewind(studyId: string): void;
  /** Of the numbers of all epochs in the database. */
  countBytes(studyId: string): number;
  /** Epochs from this one on, in order. */
  listEpochs(studyId: string, cohort: string, fromEpoch: number): EpochRecord[];
}

interface CohortRow {
  name: string;
  engine: string | null;
  notice: string | null;
  compile_seconds: number | null;
  node_count: number | null;
  replicas: string | null;
  tasks: string | null;
  steps_per_epoch: number | null;
  train_seconds: number;
  evaluate_seconds: number | null;
  failure: string | null;
  checkpoint_epoch: number | null;
  checkpoint_file: string | null;
}

interface EpochRow {
  epoch: number;
  train_loss: Buffer;
  validation_loss: Buffer;
  task_weights: Buffer;
  cosines: Buffer;
  /** Null in epochs of versions that did not record them. */
  zero_gradients: Buffer | null;
  residual: Buffer | null;
  active: Buffer;
}

export function createCohortStore(database: Database): CohortStore {
  const selectAll = database.prepare<[string], CohortRow>('SELECT * FROM cohort WHERE study_id = ? ORDER BY name');
  const insert = database.prepare('INSERT OR IGNORE INTO cohort (study_id, name) VALUES (?, ?)');
  const updateCompiled = database.prepare(
    `UPDATE cohort SET engine = :engine, notice = :notice, compile_seconds = :seconds, node_count = :nodeCount
     WHERE study_id = :studyId AND name = :cohort`,
  );
  const updateTrained = database.prepare(
    `UPDATE cohort SET replicas = :replicas, tasks = :tasks, steps_per_epoch = :stepsPerEpoch,
       train_seconds = train_seconds + :seconds WHERE study_id = :studyId AND name = :cohort`,
  );
  const insertEpoch = database.prepare(
    `INSERT OR REPLACE INTO epoch
       (study_id, cohort, epoch, train_loss, validation_loss, task_weights, cosines, zero_gradients, residual, active)
     VALUES (:studyId, :cohort, :epoch, :trainLoss, :validationLoss, :taskWeights, :cosines, :zeroGradients, :residual,
       :active)`,
  );
  const updateCheckpoint = database.prepare(
    'UPDATE cohort SET checkpoint_epoch = :epoch, checkpoint_file = :file WHERE study_id = :studyId AND name = :cohort',
  );
  const updateEvaluated = database.prepare(
    'UPDATE cohort SET evaluate_seconds = :seconds WHERE study_id = :studyId AND name = :cohort',
  );
  const updateFailed = database.prepare(
    'UPDATE cohort SET failure = :failure WHERE study_id = :studyId AND name = :cohort',
  );
  const deleteBeyond = database.prepare(
    `DELETE FROM epoch WHERE study_id = :studyId AND epoch >= (
       SELECT coalesce(checkpoint_epoch, 0) FROM cohort
       WHERE cohort.study_id = epoch.study_id AND cohort.name = epoch.cohort)
     AND EXISTS (SELECT 1 FROM cohort WHERE cohort.study_id = epoch.study_id AND cohort.name = epoch.cohort
       AND cohort.evaluate_seconds IS NULL)`,
  );
  const clearFailures = database.prepare('UPDATE cohort SET failure = NULL WHERE study_id = ?');
  const selectEpochs = database.prepare<[string, string, number], EpochRow>(
    'SELECT * FROM epoch WHERE study_id = ? AND cohort = ? AND epoch >= ? ORDER BY epoch',
  );
  const sumBytes = database.prepare<[string], { bytes: number | null }>(
    `SELECT sum(length(train_loss) + length(validation_loss) + length(task_weights) + length(cosines) + length(active)
       + coalesce(length(zero_gradients), 0) + coalesce(length(residual), 0)) AS bytes FROM epoch WHERE study_id = ?`,
  );

  return {
    list(studyId) {
      return selectAll.all(studyId).map(toCohort);
    },
    countBytes: (studyId) => sumBytes.get(studyId)?.bytes ?? 0,
    setCompiled(studyId, event) {
      insert.run(studyId, event.cohort);
      const { cohort, engine, notice, seconds, nodeCount } = event;
      updateCompiled.run({ studyId, cohort, engine, notice, seconds, nodeCount });
    },
    addEpochs(studyId, event) {
      const { cohort, stepsPerEpoch, seconds } = event;
      insert.run(studyId, cohort);
      const replicas = JSON.stringify(event.replicas.map(({ arm, split, seed }) => ({ arm, split, seed })));
      updateTrained.run({ studyId, cohort, replicas, tasks: JSON.stringify(event.tasks), stepsPerEpoch, seconds });
      for (let index = 0; index < event.count; index += 1) {
        insertEpoch.run({ studyId, cohort, epoch: event.fromEpoch + index, ...sliceEpoch(event, index) });
      }
    },
    setCheckpoint(studyId, cohort, epoch, file) {
      insert.run(studyId, cohort);
      updateCheckpoint.run({ studyId, cohort, epoch, file });
    },
    setEvaluated(studyId, cohort, seconds) {
      insert.run(studyId, cohort);
      updateEvaluated.run({ studyId, cohort, seconds });
    },
    setFailed(studyId, cohort, failure) {
      insert.run(studyId, cohort);
      updateFailed.run({ studyId, cohort, failure: JSON.stringify(failure) });
    },
    rewind(studyId) {
      deleteBeyond.run({ studyId });
      clearFailures.run(studyId);
    },
    listEpochs(studyId, cohort, fromEpoch) {
      return selectEpochs.all(studyId, cohort, fromEpoch).map(toEpoch);
    },
  };
}

function sliceEpoch(event: EpochsEvent, index: number): Record<string, Buffer> {
  const replicas = event.replicas.length;
  const perTask = replicas * event.tasks.length;
  const perPair = perTask * event.tasks.length;
  return {
    trainLoss: sliceBytes(event.trainLoss, index, perTask),
    validationLoss: sliceBytes(event.validationLoss, index, perTask),
    taskWeights: sliceBytes(event.taskWeights, index, perTask),
    cosines: sliceBytes(event.cosines, index, perPair),
    zeroGradients: sliceBytes(event.zeroGradients, index, perTask),
    residual: sliceBytes(event.residual, index, replicas),
    active: sliceBytes(event.active, index, replicas),
  };
}

function sliceBytes(array: Float32Array | Uint8Array, index: number, length: number): Buffer {
  const part = array.subarray(index * length, (index + 1) * length);
  return Buffer.from(part.buffer, part.byteOffset, part.byteLength);
}

function toEpoch(row: EpochRow): EpochRecord {
  const taskWeights = toFloats(row.task_weights);
  const unknown = (length: number): Float32Array => new Float32Array(length).fill(Number.NaN);
  return {
    epoch: row.epoch,
    trainLoss: toFloats(row.train_loss),
    validationLoss: toFloats(row.validation_loss),
    taskWeights,
    cosines: toFloats(row.cosines),
    zeroGradients: row.zero_gradients === null ? unknown(taskWeights.length) : toFloats(row.zero_gradients),
    residual: row.residual === null ? unknown(row.active.length) : toFloats(row.residual),
    active: new Uint8Array(row.active),
  };
}

/** A copy, since a blob need not lie on a multiple of four bytes. */
function toFloats(blob: Buffer): Float32Array {
  return new Float32Array(new Uint8Array(blob).buffer);
}

function toCohort(row: CohortRow): Cohort {
  return {
    name: row.name,
    engine: row.engine,
    notice: row.notice,
    compileSeconds: row.compile_seconds,
    nodeCount: row.node_count,
    replicas: row.replicas === null ? null : (JSON.parse(row.replicas) as ReplicaKey[]),
    tasks: row.tasks === null ? null : (JSON.parse(row.tasks) as string[]),
    stepsPerEpoch: row.steps_per_epoch,
    trainSeconds: row.train_seconds,
    evaluateSeconds: row.evaluate_seconds,
    failure: row.failure === null ? null : (JSON.parse(row.failure) as { message: string; remedy: string }),
    checkpointEpoch: row.checkpoint_epoch,
    checkpointFile: row.checkpoint_file,
  };
}
