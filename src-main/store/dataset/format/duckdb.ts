import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { AppError } from '../../../contract/error.ts';
import { badFile, excerpt } from '../bad-file.ts';
import { chooseTable, queryPlace } from '../database-part.ts';
import { cancelled, messageOf, quoteName, quotePath, quoteText } from '../duckdb.ts';
import { startsWith } from '../file-head.ts';
import { columnName, resolveOptions, type RawTable } from '../raw-table.ts';
import { selectTyped, type TypedSelection } from '../sql-column.ts';
import type { FileFormat, FormatRequest } from './format.ts';

/** A table or a query of a DuckDB database. */
export const duckdb: FileFormat = {
  id: 'duckdb',
  title: 'a DuckDB database',
  recognises: (head) => startsWith(head, 'DUCK', 8),
  read: readDuckdb,
};

/**
 * The database is opened alone, read-only and without extensions, and its queries reach no file but the scratch folder:
 * what is selected is copied there.
 */
async function readDuckdb(request: FormatRequest): Promise<RawTable> {
  const { file, options, signal } = request;
  const instance = await openDatabase(request);
  try {
    const connection = await instance.connect();
    const interrupt = () => {
      connection.interrupt();
    };
    signal?.addEventListener('abort', interrupt);
    try {
      await connection.run(`SET allowed_directories = [${quoteText(request.folder)}]`);
      await connection.run('SET enable_external_access = false');
      await connection.run("SET TimeZone = 'UTC'");
      await connection.run('SET lock_configuration = true');
      const tables = await listTables(connection);
      request.onParts?.({ kind: 'table', names: tables, chosen: options.table });
      const chosen = chooseTable(file, tables, options);
      const place = options.query === null ? `${file}, table ${chosen.table ?? ''}` : queryPlace(file);
      const source = options.query === null ? `SELECT * FROM ${quoteTable(chosen.table ?? '')}` : options.query;
      if (options.query !== null) await checkQuery(connection, options.query, place);
      const selection = await selectTyped(connection, `${source.replace(/;\s*$/, '')}\n`, place, options);
      const copyPath = join(request.folder, `${randomUUID()}.parquet`);
      await connection.run(`COPY (${selection.relation}) TO ${quoteText(copyPath)} (FORMAT parquet, COMPRESSION lz4)`);
      return {
        columns: selection.columns,
        relation: `SELECT ${namesOf(selection)} FROM read_parquet(${quotePath(copyPath)})`,
        rowCount: selection.rowCount,
        rowInFile: (index) => index + 1,
        options: resolveOptions(options, { format: 'duckdb', table: chosen.table, query: options.query }),
        warnings: [...chosen.warnings, ...selection.warnings],
        parts: [{ kind: 'table', names: tables, chosen: chosen.table }],
      };
    } finally {
      signal?.removeEventListener('abort', interrupt);
      connection.closeSync();
    }
  } catch (error) {
    if (signal?.aborted === true) throw cancelled(error);
    if (error instanceof AppError) throw error;
    if (options.query === null) throw badFile({ file }, `the table cannot be read (${messageOf(error)})`, error);
    throw queryError(queryPlace(file), error, options.query);
  } finally {
    instance.closeSync();
  }
}

async function openDatabase({ path, file, folder }: FormatRequest): Promise<DuckDBInstance> {
  const duckdb = await import('@duckdb/node-api');
  try {
    return await duckdb.DuckDBInstance.create(path, {
      access_mode: 'READ_ONLY',
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
      allow_community_extensions: 'false',
      temp_directory: folder,
      threads: '2',
    });
  } catch (error) {
    throw badFile(
      { file },
      `the DuckDB database cannot be opened (${messageOf(error).replaceAll(path, file)}); close other programs that use it`,
      error,
    );
  }
}

async function listTables(connection: DuckDBConnection): Promise<string[]> {
  const result = await connection.runAndReadAll(
    `SELECT CASE WHEN table_schema = 'main' THEN table_name ELSE table_schema || '.' || table_name END
     FROM information_schema.tables WHERE table_catalog = current_database() ORDER BY 1`,
  );
  return result.getRows().map(([name]) => String(name));
}

function quoteTable(name: string): string {
  const dot = name.indexOf('.');
  return dot < 0 ? quoteName(name) : `${quoteName(name.slice(0, dot))}.${quoteName(name.slice(dot + 1))}`;
}

/** One statement that gives rows, so that it may stand in parentheses. */
async function checkQuery(connection: DuckDBConnection, query: string, place: string): Promise<void> {
  let count: number;
  try {
    count = (await connection.extractStatements(query)).count;
    if (count === 1) await connection.run(`EXPLAIN SELECT * FROM (${query.replace(/;\s*$/, '')}\n) AS checked`);
  } catch (error) {
    throw queryError(place, error, query);
  }
  if (count !== 1)
    throw new AppError('bad-option', `${place}: ${count} statements; write one SELECT: ${excerpt(query)}`);
}

function queryError(place: string, error: unknown, query: string): AppError {
  return new AppError('bad-option', `${place}: ${messageOf(error)}; correct the query: ${excerpt(query)}`, {
    cause: error,
  });
}

function namesOf({ columns }: TypedSelection): string {
  return columns.map((_, position) => columnName(position)).join(', ');
}
