import type { Database } from 'better-sqlite3';
import { armImportanceSchema, type ArmImportance } from '../contract/importance.ts';

/** What was measured of one arm's models. */
export interface ImportanceKey {
  readonly studyId: string;
  readonly arm: string;
  readonly task: string;
  readonly repeats: number;
}

export interface ImportanceStore {
  /** Null where nothing is kept, or only what an earlier Tandem measured otherwise. */
  find(key: ImportanceKey): ArmImportance | null;
  set(key: ImportanceKey, measured: ArmImportance): void;
  /** Forgets what was measured of models that are no more. */
  forget(studyId: string): void;
}

export function createImportanceStore(database: Database): ImportanceStore {
  const select = database.prepare<[ImportanceKey], { measured: string }>(
    'SELECT measured FROM importance WHERE study_id = :studyId AND arm = :arm AND task = :task AND repeats = :repeats',
  );
  const upsert = database.prepare(
    `INSERT OR REPLACE INTO importance (study_id, arm, task, repeats, measured)
     VALUES (:studyId, :arm, :task, :repeats, :measured)`,
  );
  const remove = database.prepare('DELETE FROM importance WHERE study_id = ?');
  return {
    find(key) {
      const row = select.get(key);
      return row === undefined ? null : (armImportanceSchema.safeParse(JSON.parse(row.measured)).data ?? null);
    },
    set(key, measured) {
      upsert.run({ ...key, measured: JSON.stringify(measured) });
    },
    forget(studyId) {
      remove.run(studyId);
    },
  };
}
