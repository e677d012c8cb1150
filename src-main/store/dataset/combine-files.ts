import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Combination, ImportOptions, ImportWarning } from '../../contract/dataset.ts';
import { quotePath, quoteText, withDatabase } from './duckdb.ts';
import { importFile, type ImportProgress } from './import-file.ts';
import { joinTables } from './join-tables.ts';
import type { NamedTable } from './named-table.ts';
import { columnName } from './raw-table.ts';
import { stackTables } from './stack-tables.ts';

export interface CombineRequest {
  readonly files: readonly { readonly path: string; readonly name: string; readonly options: ImportOptions }[];
  readonly combination: Combination;
  /** Where the Parquet file of the result goes. */
  readonly target: string;
  /** For files on their way. */
  readonly folder: string;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: ImportProgress) => void;
}

export interface CombinedFacts {
  readonly rows: number;
  readonly columns: readonly string[];
  readonly warnings: readonly ImportWarning[];
}

/**
 * Reads several files with their own settings and writes their stacked or joined rows as one Parquet file, to be
 * imported like any other. Throws AppError `bad-file` where they do not fit together.
 */
export async function combineFiles(request: CombineRequest): Promise<CombinedFacts> {
  const { folder, signal, onProgress, combination } = request;
  const tables: NamedTable[] = [];
  for (const { path, name, options } of request.files) {
    const { parquetPath, description } = await importFile({
      path,
      name,
      options,
      folder: join(folder, String(tables.length)),
      ...(signal === undefined ? {} : { signal }),
      ...(onProgress === undefined ? {} : { onProgress }),
    });
    const selected = description.columns.map((_, position) => columnName(position)).join(', ');
    const relation = `SELECT ${selected}, file_row_number AS row FROM read_parquet(${quotePath(parquetPath)}, file_row_number = true)`;
    tables.push({ name, description, relation });
  }
  return withDatabase(
    folder,
    async (connection) => {
      const combined =
        combination.kind === 'stack' ? stackTables(tables) : await joinTables(connection, tables, combination);
      await connection.run(`COPY (${combined.sql}) TO ${quoteText(request.target)} (FORMAT parquet, COMPRESSION zstd)`);
      const rows = await countRows(connection, request.target);
      return { rows, columns: combined.columns, warnings: [...fileWarnings(tables), ...combined.warnings] };
    },
    signal,
  );
}

/** What was noticed in each file, under its name. */
function fileWarnings(tables: readonly NamedTable[]): ImportWarning[] {
  return tables.flatMap(({ name, description }) =>
    description.warnings.map((warning) => ({ ...warning, message: `${name}: ${warning.message}` })),
  );
}

async function countRows(connection: DuckDBConnection, path: string): Promise<number> {
  const result = await connection.runAndReadAll(`SELECT count(*) FROM read_parquet(${quotePath(path)})`);
  return Number(result.getRows()[0]?.[0]);
}
