import { statSync } from 'node:fs';
import Database from 'better-sqlite3';

/** A larger database is copied where at least this share of it is empty. */
const leastShare = 0.25;
const smallBytes = 64_000_000;

/**
 * Gives back to the disk what deleted rows have left empty in the database, where copying it is worth that; what stays empty
 * is for the next rows. Gives the bytes by which its file shrank: 0 also where the disk has no room for the copy.
 */
export function compact(database: Database.Database, file: string): number {
  const read = (name: string): number => database.pragma(name, { simple: true }) as number;
  const [empty, pages] = [read('freelist_count'), read('page_count')];
  const isSmall = pages * read('page_size') <= smallBytes;
  if (empty === 0 || (!isSmall && empty < leastShare * pages)) return 0;
  try {
    database.pragma('wal_checkpoint(TRUNCATE)');
    const before = statSync(file).size;
    database.exec('VACUUM');
    database.pragma('wal_checkpoint(TRUNCATE)');
    return Math.max(0, before - statSync(file).size);
  } catch (error) {
    if (error instanceof Database.SqliteError) return 0;
    throw error;
  }
}
