import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Database } from 'better-sqlite3';
import { diskBytes } from './disk-bytes.ts';

export interface Removed {
  readonly freedBytes: number;
  /** Of what could not be removed; it goes when the workspace opens the next time. */
  readonly leftBytes: number;
}

/**
 * Files and folders whose owners were deleted. They are named in the transaction that deletes their owners and removed after
 * it: killed in between, the workspace removes them when it opens.
 */
export interface RemovalStore {
  /** Names a file or folder of `runs/` or `datasets/` that is to go. */
  add(place: string): void;
  /** Removes what is named. Throws nothing where a file cannot be removed. */
  carryOut(): Removed;
}

/** Nothing but an entry of one of these folders is ever removed, whatever stands in the database. */
const removable = /^(?:runs|datasets)\/(?!\.{1,2}$)[^/\\]+$/;

export function createRemovalStore(database: Database, root: string): RemovalStore {
  const insert = database.prepare('INSERT OR IGNORE INTO removal (path) VALUES (?)');
  const selectAll = database.prepare<[], { path: string }>('SELECT path FROM removal ORDER BY path');
  const forget = database.prepare('DELETE FROM removal WHERE path = ?');
  const forgetReused = database.prepare(
    `DELETE FROM removal WHERE path IN (SELECT 'datasets/' || content_hash || '.parquet' FROM dataset)`,
  );
  return {
    add(place) {
      const relative = path.relative(root, place).split(path.sep).join('/');
      if (!removable.test(relative)) throw new Error(`neither of runs nor of datasets: ${place}`);
      insert.run(relative);
    },
    carryOut() {
      // the same data may have been imported again since
      forgetReused.run();
      const removed = { freedBytes: 0, leftBytes: 0 };
      for (const { path: relative } of selectAll.all()) {
        if (!removable.test(relative)) continue;
        const place = path.join(root, relative);
        const before = diskBytes(place);
        removeQuietly(place);
        const after = diskBytes(place);
        removed.freedBytes += before - after;
        removed.leftBytes += after;
        if (!existsSync(place)) forget.run(relative);
      }
      return removed;
    },
  };
}

/** What another program holds open stays named. */
function removeQuietly(place: string): void {
  try {
    rmSync(place, { recursive: true, force: true, maxRetries: 3, retryDelay: 100 });
  } catch {
    return;
  }
}
