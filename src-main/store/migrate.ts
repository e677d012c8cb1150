import type { Database } from 'better-sqlite3';
import { AppError } from '../contract/error.ts';

/** One step of the database's form. Numbers rise by one from 1; a published migration is never changed. */
export interface Migration {
  readonly number: number;
  readonly name: string;
  readonly sql: string;
}

/**
 * Brings the database to the newest form. Each migration and its number are one transaction: a failed one stops with
 * the database as it was before it. A database from a newer Tandem is refused.
 */
export function migrate(database: Database, migrations: readonly Migration[]): void {
  checkNumbers(migrations);
  const current = database.pragma('user_version', { simple: true }) as number;
  if (current > migrations.length) {
    throw new AppError(
      'unsupported',
      `the workspace was written by a newer Tandem (database version ${current}, this one knows ${migrations.length}); update Tandem, or choose another workspace`,
      { details: { found: current, known: migrations.length } },
    );
  }
  for (const migration of migrations.slice(current)) apply(database, migration);
}

function apply(database: Database, migration: Migration): void {
  const change = database.transaction(() => {
    database.exec(migration.sql);
    database.pragma(`user_version = ${migration.number}`);
  });
  try {
    change.exclusive();
  } catch (error) {
    throw new AppError(
      'storage',
      `migration ${migration.number} (${migration.name}) failed; the database is as it was before: ${(error as Error).message}`,
      { cause: error, details: { migration: migration.number } },
    );
  }
}

function checkNumbers(migrations: readonly Migration[]): void {
  migrations.forEach((migration, index) => {
    if (migration.number !== index + 1) throw new Error(`migration ${migration.number} stands at place ${index + 1}`);
  });
}
