import { statSync } from 'node:fs';
import Database from 'better-sqlite3';

/** Less than this is left for what is stored next: copying the database costs more than it gives. */
const leastShare = 0.25;
const leastBytes = 1_000_000;

/**
 * Gives back to the disk what deleted rows have left empty in the database, where that is much of it. Gives the bytes by which
 * its file shrank: 0 also where the disk has no room for the copy that this takes.
 */
export function compact(database: Database.Database, file: string): number {
  const read = (name: string): number => database.pragma(name, { simple: true }) as number;
  const [empty, pages] = [read('freelist_count'), read('page_count')];
  if (empty < leastShare * pages || empty * read('page_size') < leastBytes) return 0;
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
