import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { AppError } from '../contract/error.ts';
import { toStorageError } from './atomic-file.ts';

export interface WorkspaceLock {
  release(): void;
}

/**
 * Lets one process at a time use a workspace. The lock is one of the operating system's, held through SQLite on an
 * empty database: it goes when its process ends, however that ends, so that no stale lock can be left behind.
 */
export function lockWorkspace(folder: string): WorkspaceLock {
  const ownerFile = path.join(folder, 'tandem.owner.json');
  const lockFile = path.join(folder, 'tandem.lock');
  const database = openLock(lockFile);
  try {
    database.pragma('journal_mode = MEMORY');
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if (!isBusy(error)) throw describeFailure(error, lockFile);
    throw new AppError(
      'conflict',
      `the workspace ${folder} is in use by another Tandem${describeOwner(ownerFile)}; close that one, or choose another workspace`,
      { details: { workspace: folder }, cause: error },
    );
  }
  try {
    writeFileSync(ownerFile, JSON.stringify({ processId: process.pid, startedAt: new Date().toISOString() }));
  } catch (error) {
    database.close();
    throw toStorageError(error, ownerFile);
  }
  return {
    release() {
      if (!database.open) return;
      rmSync(ownerFile, { force: true });
      database.exec('ROLLBACK');
      database.close();
    },
  };
}

function openLock(file: string): Database.Database {
  try {
    return new Database(file, { timeout: 0 });
  } catch (error) {
    throw describeFailure(error, file);
  }
}

/** A lock file that another program wrote, or a folder that may only be read. */
function describeFailure(error: unknown, file: string): AppError {
  if (!(error instanceof Database.SqliteError)) return toStorageError(error, file);
  const repair =
    error.code === 'SQLITE_NOTADB'
      ? 'the file is not the lock of a workspace; move it away'
      : `${error.message}; choose a folder that you may write to`;
  return new AppError('storage', `cannot lock ${file}: ${repair}`, {
    cause: error,
    details: { file, reason: error.code },
  });
}

function isBusy(error: unknown): boolean {
  return error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY');
}

/** Only for the message: the lock itself does not depend on this file. */
function describeOwner(ownerFile: string): string {
  try {
    const owner = JSON.parse(readFileSync(ownerFile, 'utf8')) as { processId?: unknown; startedAt?: unknown };
    return ` (process ${String(owner.processId)}, since ${String(owner.startedAt)})`;
  } catch {
    return '';
  }
}
