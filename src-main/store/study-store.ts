import type { Database } from 'better-sqlite3';
import { AppError, type ErrorRecord } from '../contract/error.ts';
import type { Study, StudySpec, StudyStatus } from '../contract/study.ts';
import { parseStudySpec } from './study-spec.ts';

/** A study with what is only kept and never sent whole to a page. */
export interface StudyRecord extends Study {
  readonly startedAt: string | null;
  /** Wall time spent so far, over all starts and resumes. */
  readonly elapsedSeconds: number;
  readonly engine: string | null;
  readonly error: ErrorRecord | null;
  /** The overall verdict's title, once there is one. */
  readonly verdict: string | null;
}

export interface NewStudy {
  readonly id: string;
  readonly datasetId: string;
  readonly sampleId: string | null;
  readonly spec: StudySpec;
}

/** What may change on a study beside its settings; absent keys stay. */
export interface StudyChange {
  readonly status?: StudyStatus;
  readonly archived?: boolean;
  readonly starred?: boolean;
  readonly startedAt?: string;
  readonly elapsedSeconds?: number;
  readonly engine?: string | null;
  readonly error?: ErrorRecord | null;
  readonly verdict?: string | null;
}

export interface StudyStore {
  insert(study: NewStudy): StudyRecord;
  get(id: string): StudyRecord;
  find(id: string): StudyRecord | undefined;
  /** Newest change first. */
  list(filter: { readonly archived: boolean }): StudyRecord[];
  setSpec(id: string, spec: StudySpec): StudyRecord;
  change(id: string, change: StudyChange): StudyRecord;
  /** Takes a draft away for good. */
  removeDraft(id: string): void;
  /** Takes a study away for good, with the rows of its runs, epochs, predictions, models and measurements. */
  remove(id: string): void;
  /** The studies on this dataset, the archived ones too; newest change first. */
  listOn(datasetId: string): StudyRecord[];
  /** How many they are. */
  countOn(datasetId: string): number;
  isAnyRunning(): boolean;
  /** What a killed process left marked as running becomes interrupted; their ids. */
  interruptRunning(): string[];
}

interface StudyRow {
  id: string;
  status: StudyStatus;
  created_at: string;
  updated_at: string;
  archived: number;
  starred: number;
  sample_id: string | null;
  spec: string;
  started_at: string | null;
  elapsed_seconds: number;
  engine: string | null;
  error: string | null;
  verdict: string | null;
}

export function createStudyStore(database: Database): StudyStore {
  const insert = database.prepare(
    `INSERT INTO study (id, dataset_id, status, created_at, updated_at, sample_id, spec)
     VALUES (:id, :datasetId, 'draft', :now, :now, :sampleId, :spec)`,
  );
  const select = database.prepare<[string], StudyRow>('SELECT * FROM study WHERE id = ?');
  const selectAll = database.prepare<[number], StudyRow>(
    'SELECT * FROM study WHERE archived = ? ORDER BY updated_at DESC, created_at DESC, id',
  );
  const selectOn = database.prepare<[string], StudyRow>(
    'SELECT * FROM study WHERE dataset_id = ? ORDER BY updated_at DESC, created_at DESC, id',
  );
  const updateSpec = database.prepare(
    'UPDATE study SET spec = :spec, dataset_id = :datasetId, updated_at = :now WHERE id = :id',
  );
  const updateRest = database.prepare(
    `UPDATE study SET status = :status, archived = :archived, starred = :starred, started_at = :startedAt,
       elapsed_seconds = :elapsedSeconds, engine = :engine, error = :error, verdict = :verdict, updated_at = :now
     WHERE id = :id`,
  );
  const selectRunning = database.prepare<[], { id: string }>(`SELECT id FROM study WHERE status = 'running'`);
  const interrupt = database.prepare(`UPDATE study SET status = 'interrupted' WHERE status = 'running'`);

  const remove = database.prepare('DELETE FROM study WHERE id = ?');
  const removeDraft = database.prepare(`DELETE FROM study WHERE id = ? AND status = 'draft'`);
  const countOn = database.prepare<[string], { count: number }>(
    'SELECT count(*) AS count FROM study WHERE dataset_id = ?',
  );

  function find(id: string): StudyRecord | undefined {
    const row = select.get(id);
    return row === undefined ? undefined : toStudy(row);
  }

  function get(id: string): StudyRecord {
    const study = find(id);
    if (study === undefined)
      throw new AppError('not-found', `unknown study: ${id}; "tandem studies" lists those there are`);
    return study;
  }

  return {
    find,
    get,
    insert({ id, datasetId, sampleId, spec }) {
      insert.run({ id, datasetId, sampleId, spec: JSON.stringify(spec), now: now() });
      return get(id);
    },
    list({ archived }) {
      return selectAll.all(archived ? 1 : 0).map(toStudy);
    },
    setSpec(id, spec) {
      updateSpec.run({ id, datasetId: spec.dataset.id, spec: JSON.stringify(spec), now: now() });
      return get(id);
    },
    change(id, change) {
      const next = { ...get(id), ...change };
      updateRest.run({
        id,
        status: next.status,
        archived: next.archived ? 1 : 0,
        starred: next.starred ? 1 : 0,
        startedAt: next.startedAt,
        elapsedSeconds: next.elapsedSeconds,
        engine: next.engine,
        error: next.error === null ? null : JSON.stringify(next.error),
        verdict: next.verdict,
        now: now(),
      });
      return get(id);
    },
    removeDraft(id) {
      removeDraft.run(id);
    },
    remove(id) {
      remove.run(id);
    },
    listOn: (datasetId) => selectOn.all(datasetId).map(toStudy),
    isAnyRunning: () => selectRunning.get() !== undefined,
    countOn: (datasetId) => countOn.get(datasetId)?.count ?? 0,
    interruptRunning() {
      const ids = selectRunning.all().map((row) => row.id);
      interrupt.run();
      return ids;
    },
  };
}

function toStudy(row: StudyRow): StudyRecord {
  return {
    id: row.id,
    status: row.status,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    archived: row.archived === 1,
    starred: row.starred === 1,
    sampleId: row.sample_id,
    spec: parseStudySpec(row.spec, `the study ${row.id}`),
    startedAt: row.started_at,
    elapsedSeconds: row.elapsed_seconds,
    engine: row.engine,
    error: row.error === null ? null : (JSON.parse(row.error) as ErrorRecord),
    verdict: row.verdict,
  };
}

function now(): string {
  return new Date().toISOString();
}
