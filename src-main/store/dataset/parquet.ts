import { join } from 'node:path';
import {
  BOOLEAN,
  DOUBLE,
  DuckDBDataChunk,
  VARCHAR,
  type DuckDBConnection,
  type DuckDBType,
  type DuckDBValue,
} from '@duckdb/node-api';
import type { DatasetDescription } from '../../contract/dataset.ts';
import { toCodes } from '../../core/table/parse-column.ts';
import { rowCountOf, type CodeColumn, type Table, type TableColumn } from '../../core/table/table.ts';
import { quotePath, quoteText } from './duckdb.ts';
import { readRawColumns, type SelectedColumn } from './raw-column.ts';
import { columnName } from './raw-table.ts';

const chunkRows = 2048;

/**
 * The raw table as it is kept: DOUBLE, TIMESTAMP, BOOLEAN or VARCHAR columns c0, c1, ..., their names in the file's
 * metadata, because DuckDB takes names that differ in case for one. `changed` holds, by position, the columns that
 * typing has made into something else; without any, the raw file is the table.
 */
export async function storeColumns(
  connection: DuckDBConnection,
  rawPath: string,
  names: readonly string[],
  changed: ReadonlyMap<number, TableColumn>,
  folder: string,
): Promise<string> {
  if (changed.size === 0) return rawPath;
  await appendColumns(connection, changed);
  const selected = names.map((_, position) => {
    const name = columnName(position);
    const column = changed.get(position);
    if (column === undefined) return `raw.${name}`;
    return column.type === 'date' ? `epoch_ms(typed.${name}::BIGINT) AS ${name}` : `typed.${name}`;
  });
  const path = join(folder, 'table.parquet');
  await connection.run(
    `COPY (SELECT ${selected.join(', ')} FROM read_parquet(${quotePath(rawPath)}) AS raw POSITIONAL JOIN typed) ` +
      `TO ${quoteText(path)} (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, ` +
      `KV_METADATA {names: ${quoteText(JSON.stringify(names))}})`,
  );
  return path;
}

async function appendColumns(connection: DuckDBConnection, changed: ReadonlyMap<number, TableColumn>): Promise<void> {
  const columns = [...changed.values()];
  const types = columns.map(storedType);
  const declared = [...changed.keys()].map((position, index) => `${columnName(position)} ${String(types[index])}`);
  await connection.run(`CREATE TABLE typed (${declared.join(', ')})`);
  const appender = await connection.createAppender('typed');
  const rowCount = columns[0] === undefined ? 0 : rowCountOf(columns[0]);
  for (let from = 0; from < rowCount; from += chunkRows) {
    const count = Math.min(chunkRows, rowCount - from);
    const chunk = DuckDBDataChunk.create(types, count);
    columns.forEach((column, position) => {
      chunk.setColumnValues(
        position,
        Array.from({ length: count }, (_, offset) => storedValue(column, from + offset)),
      );
    });
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
}

function storedType(column: TableColumn): DuckDBType {
  if (!('codes' in column)) return DOUBLE;
  return column.type === 'boolean' ? BOOLEAN : VARCHAR;
}

function storedValue(column: TableColumn, row: number): DuckDBValue {
  if (!('codes' in column)) {
    const value = column.values[row] ?? Number.NaN;
    return Number.isNaN(value) ? null : value;
  }
  const code = column.codes[row] ?? -1;
  if (code < 0) return null;
  return column.type === 'boolean' ? column.labels[code] === 'true' : (column.labels[code] ?? null);
}

/** A window in the file's order, or the rows with these indices, which come in the file's order. */
export type RowRange = { readonly offset: number; readonly limit: number } | { readonly indices: readonly number[] };

/** Reads all of such a file, with the names and types of its description. */
export async function readWholeParquet(
  connection: DuckDBConnection,
  path: string,
  description: DatasetDescription,
): Promise<Table> {
  const selected = description.columns.map(({ type }, position): SelectedColumn => {
    const name = columnName(position);
    if (type === 'date') return { kind: 'number', sql: `epoch_ms(${name})::DOUBLE` };
    if (type === 'boolean') return { kind: 'number', sql: `${name}::INTEGER::DOUBLE` };
    return { kind: type === 'numeric' ? 'number' : 'text', sql: name };
  });
  const counted = await connection.runAndReadAll(`SELECT count(*) FROM read_parquet(${quotePath(path)})`);
  const rowCount = Number(counted.getRows()[0]?.[0]);
  const columns: TableColumn[] = [];
  const createArray = (length: number): Float64Array => new Float64Array(length);
  for await (const { position, raw } of readRawColumns(connection, path, selected, rowCount, createArray)) {
    const { name, type } = description.columns[position] ?? { name: '', type: 'text' };
    if ('texts' in raw)
      columns.push({ name, type: type as TextType, codes: raw.texts.codes, labels: raw.texts.labels });
    else if (type === 'boolean') columns.push({ name, type, codes: truthCodes(raw.values), labels: ['false', 'true'] });
    else columns.push({ name, type: type === 'date' ? 'date' : 'numeric', values: raw.values });
  }
  return { rowCount, columns };
}

type TextType = Exclude<CodeColumn['type'], 'boolean'>;

function truthCodes(values: Float64Array): Int32Array {
  return Int32Array.from(values, (value) => (Number.isNaN(value) ? -1 : value));
}

/** Reads rows of such a file, with the names and types of its description. */
export async function readParquet(
  connection: DuckDBConnection,
  path: string,
  description: DatasetDescription,
  range: RowRange,
): Promise<Table> {
  const selected = description.columns.map((column, position) => {
    const name = columnName(position);
    return column.type === 'date' ? `epoch_ms(${name})::DOUBLE` : name;
  });
  const result = await connection.stream(`SELECT ${selected.join(', ')} FROM ${sourceOf(path, range)}`);
  const cells = description.columns.map((): DuckDBValue[] => []);
  for (let chunk = await result.fetchChunk(); chunk !== null && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
    for (const [position, values] of cells.entries()) {
      const vector = chunk.getColumnVector(position);
      for (let row = 0; row < chunk.rowCount; row += 1) values.push(vector.getItem(row));
    }
  }
  const columns = description.columns.map(({ name, type }, position) => toColumn(name, type, cells[position] ?? []));
  return { rowCount: cells[0]?.length ?? 0, columns };
}

function sourceOf(path: string, range: RowRange): string {
  if ('offset' in range) {
    return `read_parquet(${quotePath(path)}) LIMIT ${Math.trunc(range.limit)} OFFSET ${Math.trunc(range.offset)}`;
  }
  const listed = range.indices.length === 0 ? '-1' : range.indices.map((index) => Math.trunc(index)).join(', ');
  return `read_parquet(${quotePath(path)}, file_row_number = true) WHERE file_row_number IN (${listed}) ORDER BY file_row_number`;
}

function toColumn(name: string, type: TableColumn['type'], values: readonly DuckDBValue[]): TableColumn {
  if (type === 'numeric' || type === 'date') {
    return {
      name,
      type,
      values: Float64Array.from(values, (value) => (typeof value === 'number' ? value : Number.NaN)),
    };
  }
  if (type === 'boolean') {
    const codes = Int32Array.from(values, (value) => (typeof value === 'boolean' ? Number(value) : -1));
    return { name, type, codes, labels: ['false', 'true'] };
  }
  return toCodes(name, type, values as (string | null)[]);
}
