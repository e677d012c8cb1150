import type { DuckDBConnection } from '@duckdb/node-api';
import { AppError } from '../../contract/error.ts';

/** Gives the connection, the same each time; the database is opened for the first who asks. */
export type Connect = () => Promise<DuckDBConnection>;

/**
 * Runs `work` on a fresh in-memory database that spills into `folder`, fetches no extensions, and is closed after it.
 * The signal interrupts the query that runs.
 */
export function withDatabase<T>(
  folder: string,
  work: (connection: DuckDBConnection) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  return withConnect(folder, async (connect) => work(await connect()), signal);
}

/** The same for work that may need no database: one is opened only where it asks. */
export async function withConnect<T>(
  folder: string,
  work: (connect: Connect) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  let opened: Promise<OpenDatabase> | undefined;
  try {
    return await work(async () => (await (opened ??= openDatabase(folder, signal))).connection);
  } catch (error) {
    if (error instanceof AppError) throw error;
    if (signal?.aborted === true) throw cancelled(error);
    throw new AppError('storage', `the data file could not be read or written: ${messageOf(error)}`, { cause: error });
  } finally {
    const database = await opened?.catch(() => null);
    database?.close();
  }
}

interface OpenDatabase {
  readonly connection: DuckDBConnection;
  close(): void;
}

async function openDatabase(folder: string, signal: AbortSignal | undefined): Promise<OpenDatabase> {
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
    return {
      connection,
      close() {
        signal?.removeEventListener('abort', interrupt);
        connection.closeSync();
        instance.closeSync();
      },
    };
  } catch (error) {
    instance.closeSync();
    throw error;
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
