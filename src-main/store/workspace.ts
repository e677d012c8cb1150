import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { AppError } from '../contract/error.ts';
import { toStorageError } from './atomic-file.ts';
import { createCohortStore, type CohortStore } from './cohort-store.ts';
import { compact } from './compact.ts';
import { createDatasetStore, type DatasetStore } from './dataset-store.ts';
import { createImportanceStore, type ImportanceStore } from './importance-store.ts';
import { makeFolders } from './make-folders.ts';
import { migrate, type Migration } from './migrate.ts';
import { migrations as currentMigrations } from './migration/migrations.ts';
import { createModelStore, type ModelStore } from './model-store.ts';
import { createRemovalStore, type RemovalStore } from './removal-store.ts';
import { createRunStore, type RunStore } from './run-store.ts';
import { createSettingStore, type SettingStore } from './setting-store.ts';
import { createStudyStore, type StudyStore } from './study-store.ts';
import { lockWorkspace } from './workspace-lock.ts';

/** An open workspace folder: `tandem.db`, `datasets/`, `runs/`, and `uploads/` for files on their way in. */
export interface Workspace {
  readonly folder: string;
  readonly datasetsFolder: string;
  readonly runsFolder: string;
  readonly uploadsFolder: string;
  readonly datasets: DatasetStore;
  readonly studies: StudyStore;
  readonly runs: RunStore;
  readonly cohorts: CohortStore;
  readonly models: ModelStore;
  readonly importances: ImportanceStore;
  readonly settings: SettingStore;
  readonly removals: RemovalStore;
  /** Studies that the last process left running. */
  readonly interrupted: readonly string[];
  /** Runs `work` as one transaction; a throw leaves the database as it was. `work` is synchronous. */
  transact<Result>(work: () => Result): Result;
  /**
   * The same without waiting for the disk: a loss of power may take it back, with all that came after it, until the next
   * transaction that waits. The end of this process takes nothing back.
   */
  transactSoon<Result>(work: () => Result): Result;
  /** Gives back to the disk what deleted rows have left empty, where that is worth its time; the bytes that are free now. */
  compact(): number;
  close(): void;
}

/**
 * Opens a workspace, making it where there is none. Refuses with `conflict` while another process has it, with
 * `unsupported` when a newer Tandem wrote it, with `storage` when it cannot be written.
 */
export function openWorkspace(folder: string, migrations: readonly Migration[] = currentMigrations): Workspace {
  const root = path.resolve(folder);
  const datasetsFolder = path.join(root, 'datasets');
  const runsFolder = path.join(root, 'runs');
  const uploadsFolder = path.join(root, 'uploads');
  try {
    for (const each of [root, datasetsFolder, runsFolder, uploadsFolder]) makeFolders(each);
  } catch (error) {
    throw toStorageError(error, root);
  }
  const lock = lockWorkspace(root);
  try {
    const file = path.join(root, 'tandem.db');
    const database = openDatabase(file, migrations);
    removeLeftovers(uploadsFolder, runsFolder);
    const studies = createStudyStore(database);
    const removals = createRemovalStore(database, root);
    removals.carryOut();
    return {
      folder: root,
      datasetsFolder,
      runsFolder,
      uploadsFolder,
      datasets: createDatasetStore(database),
      studies,
      runs: createRunStore(database),
      cohorts: createCohortStore(database),
      models: createModelStore(database),
      importances: createImportanceStore(database),
      settings: createSettingStore(database),
      removals,
      interrupted: studies.interruptRunning(),
      transact: (work) => transact(database, file, work),
      transactSoon: (work) => {
        database.pragma('synchronous = NORMAL');
        try {
          return transact(database, file, work);
        } finally {
          database.pragma('synchronous = FULL');
        }
      },
      compact: () => compact(database, file),
      close() {
        if (database.open) database.close();
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

function openDatabase(file: string, migrations: readonly Migration[]): Database.Database {
  let database: Database.Database;
  try {
    database = new Database(file);
  } catch (error) {
    throw toStorageError(error, file);
  }
  try {
    database.pragma('journal_mode = WAL');
    database.pragma('foreign_keys = ON');
    // what the power takes of a new form is made again at the next start
    database.pragma('synchronous = NORMAL');
    migrate(database, migrations);
    database.pragma('synchronous = FULL');
    return database;
  } catch (error) {
    database.close();
    throw toStorageError(error, file);
  }
}

/** A full or broken disk is an expected failure; a broken rule of the database is not. */
const diskTroubles = ['SQLITE_FULL', 'SQLITE_IOERR', 'SQLITE_READONLY', 'SQLITE_CANTOPEN', 'SQLITE_CORRUPT'];

function transact<Result>(database: Database.Database, file: string, work: () => Result): Result {
  try {
    return database.transaction(work).immediate();
  } catch (error) {
    if (!(error instanceof Database.SqliteError)) throw error;
    const { code } = error;
    if (!diskTroubles.some((trouble) => code.startsWith(trouble))) throw error;
    throw new AppError(
      'storage',
      `cannot write ${file}: ${error.message}; check the disk, free some space, and try again`,
      {
        cause: error,
        details: { file, reason: code },
      },
    );
  }
}

/** Uploads that nobody imported, and temporary files of a killed process. */
function removeLeftovers(uploadsFolder: string, runsFolder: string): void {
  for (const name of readdirSync(uploadsFolder))
    rmSync(path.join(uploadsFolder, name), { recursive: true, force: true });
  for (const entry of readdirSync(runsFolder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile() && entry.name.endsWith('.part'))
      rmSync(path.join(entry.parentPath, entry.name), { force: true });
  }
}
