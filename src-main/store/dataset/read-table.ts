import { access } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { DatasetDescription } from '../../contract/dataset.ts';
import { AppError } from '../../contract/error.ts';
import { cellText } from '../../core/table/cell.ts';
import type { Table } from '../../core/table/table.ts';
import { withDatabase } from './duckdb.ts';
import { readParquet, readWholeParquet, type RowRange } from './parquet.ts';

export interface DisplayedRows {
  readonly columns: string[];
  /** Text as labels go, null where missing. */
  readonly rows: (string | null)[][];
}

/** The whole imported table. Throws AppError `storage` where its file is gone or does not fit the description. */
export async function readTable(parquetPath: string, description: DatasetDescription): Promise<Table> {
  const table = await read(parquetPath, (connection) => readWholeParquet(connection, parquetPath, description));
  if (table.rowCount !== description.rows) {
    throw new AppError(
      'storage',
      `${basename(parquetPath)} has ${table.rowCount} rows instead of ${description.rows}; import the file again`,
    );
  }
  return table;
}

/** A window of rows for display. */
export async function readRows(
  parquetPath: string,
  description: DatasetDescription,
  offset: number,
  limit: number,
): Promise<DisplayedRows> {
  const table = await readRange(parquetPath, description, { offset, limit });
  return {
    columns: table.columns.map((column) => column.name),
    rows: Array.from({ length: table.rowCount }, (_, row) => table.columns.map((column) => cellText(column, row))),
  };
}

/** The rows with these indices for display, in that order. */
export async function readRowsAt(
  parquetPath: string,
  description: DatasetDescription,
  indices: readonly number[],
): Promise<DisplayedRows> {
  const table = await readRange(parquetPath, description, { indices });
  const places = new Map([...indices].sort((first, second) => first - second).map((index, place) => [index, place]));
  return {
    columns: table.columns.map((column) => column.name),
    rows: indices.map((index) => table.columns.map((column) => cellText(column, places.get(index) ?? 0))),
  };
}

function readRange(path: string, description: DatasetDescription, range: RowRange): Promise<Table> {
  return read(path, (connection) => readParquet(connection, path, description, range));
}

async function read(path: string, work: (connection: DuckDBConnection) => Promise<Table>): Promise<Table> {
  try {
    await access(path);
  } catch (error) {
    throw new AppError('storage', `the data file ${basename(path)} is missing; import the file again`, {
      cause: error,
    });
  }
  return withDatabase(tmpdir(), work);
}
