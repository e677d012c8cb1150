import { version as readDuckdbVersion } from '@duckdb/node-api';
import Database from 'better-sqlite3';

/** Versions of the two databases, as they say themselves. */
export function readStoreVersions(): { readonly sqlite: string; readonly duckdb: string } {
  const database = new Database(':memory:');
  try {
    const row = database.prepare<[], { version: string }>('SELECT sqlite_version() AS version').get();
    return { sqlite: row?.version ?? 'unknown', duckdb: readDuckdbVersion() };
  } finally {
    database.close();
  }
}
