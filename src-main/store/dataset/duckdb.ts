import type { DuckDBConnection } from '@duckdb/node-api';
import { AppError } from '../../contract/error.ts';

/**
 * Runs `work` on a fresh in-memory database that spills into `folder`, fetches no extensions, and is closed after it.
 * The signal interrupts the query that runs.
 */
export async function withDatabase<T>(
  folder: string,
  work: (connection: DuckDBConnection) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  // half of what a process loads would be DuckDB, and most need none of it
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const instance = await DuckDBInstance.create(':memory:', {
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    temp_directory: folder,
    threads: '2',
  });
  try {
    const connection = await instance.connect();
    const interrupt = () => {
      connection.interrupt();
    };
    signal?.addEventListener('abort', interrupt);
    try {
      return await work(connection);
    } finally {
      signal?.removeEventListener('abort', interrupt);
      connection.closeSync();
    }
  } catch (error) {
    if (error instanceof AppError) throw error;
    if (signal?.aborted === true) throw cancelled(error);
    throw new AppError('storage', `the data file could not be read or written: ${messageOf(error)}`, { cause: error });
  } finally {
    instance.closeSync();
  }
}

/** What an import that its user has stopped ends with. */
export function cancelled(cause?: unknown): AppError {
  return new AppError('cancelled', 'import cancelled; nothing was kept', { cause });
}

/** The first line of what DuckDB says. */
export function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
}

/** A string literal of SQL. */
export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A name as an identifier of SQL. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A path as a literal for DuckDB's readers, which take *, ? and [ as patterns. */
export function quotePath(path: string): string {
  return quoteText(path.replace(/[[*?]/g, (mark) => `[${mark}]`));
}
