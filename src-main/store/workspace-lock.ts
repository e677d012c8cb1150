import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { AppError } from '../contract/error.ts';

export interface WorkspaceLock {
  release(): void;
}

/**
 * Lets one process at a time use a workspace. The lock is one of the operating system's, held through SQLite on an
 * empty database: it goes when its process ends, however that ends, so that no stale lock can be left behind.
 */
export function lockWorkspace(folder: string): WorkspaceLock {
  const ownerFile = path.join(folder, 'tandem.owner.json');
  const database = new Database(path.join(folder, 'tandem.lock'), { timeout: 0 });
  try {
    database.pragma('journal_mode = MEMORY');
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if (!isBusy(error)) throw error;
    throw new AppError(
      'conflict',
      `the workspace ${folder} is in use by another Tandem${describeOwner(ownerFile)}; close that one, or choose another workspace`,
      { details: { workspace: folder }, cause: error },
    );
  }
  writeFileSync(ownerFile, JSON.stringify({ processId: process.pid, startedAt: new Date().toISOString() }));
  return {
    release() {
      if (!database.open) return;
      rmSync(ownerFile, { force: true });
      database.exec('ROLLBACK');
      database.close();
    },
  };
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
