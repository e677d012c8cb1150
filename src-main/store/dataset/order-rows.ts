import { tmpdir } from 'node:os';
import type { ColumnDescription, DatasetDescription } from '../../contract/dataset.ts';
import { AppError } from '../../contract/error.ts';
import type { RowFilter, RowQuery } from '../../contract/row-query.ts';
import { quotePath, quoteText, withDatabase } from './duckdb.ts';
import { columnName } from './raw-table.ts';

/**
 * Indices of the rows that a query keeps, in its order. Missing cells come last in either direction; the file's order breaks
 * ties. Throws AppError `bad-option` for a column that is not there or a value that does not suit its column.
 */
export async function orderRows(
  parquetPath: string,
  description: DatasetDescription,
  query: RowQuery,
): Promise<Int32Array> {
  const kept = [
    ...query.filters.map((filter) => testOf(findColumn(description, filter.column), filter)),
    ...(query.search === '' ? [] : [searchOf(description, query.search)]),
  ];
  const order = query.sort.map(({ column, descending }) => {
    const { name } = findColumn(description, column);
    return `${name} ${descending ? 'DESC' : 'ASC'} NULLS LAST`;
  });
  const where = kept.length === 0 ? '' : ` WHERE ${kept.join(' AND ')}`;
  const sql = `SELECT file_row_number::INTEGER FROM read_parquet(${quotePath(parquetPath)}, file_row_number = true)${where} ORDER BY ${[...order, 'file_row_number'].join(', ')}`;
  return withDatabase(tmpdir(), async (connection) => {
    const result = await connection.runAndReadAll(sql);
    return Int32Array.from((result.getColumns()[0] ?? []) as number[]);
  });
}

interface StoredColumn {
  readonly name: string;
  readonly type: ColumnDescription['type'];
  readonly shown: string;
}

function findColumn({ columns }: DatasetDescription, name: string): StoredColumn {
  const position = columns.findIndex((column) => column.name === name);
  const column = columns[position];
  if (column === undefined) throw new AppError('bad-option', `unknown column: ${name}`);
  return { name: columnName(position), type: column.type, shown: name };
}

function testOf(column: StoredColumn, { test, value }: RowFilter): string {
  const text = textOf(column);
  switch (test) {
    case 'missing':
      return `${column.name} IS NULL`;
    case 'present':
      return `${column.name} IS NOT NULL`;
    case 'contains':
      return `contains(lower(${text}), lower(${quoteText(value)}))`;
    case 'is':
      return column.type === 'numeric'
        ? `${column.name} = ${numberOf(column, value)}`
        : `${text} = ${quoteText(value)}`;
    case 'at-least':
      return `${column.name} >= ${boundOf(column, value)}`;
    case 'at-most':
      return `${column.name} <= ${boundOf(column, value)}`;
  }
}

function searchOf(description: DatasetDescription, search: string): string {
  const tests = description.columns.map((column) =>
    testOf(findColumn(description, column.name), { column: column.name, test: 'contains', value: search }),
  );
  return `(${tests.map((test) => `coalesce(${test}, false)`).join(' OR ')})`;
}

/** The cell as text: dates as they are displayed. */
function textOf({ name, type }: StoredColumn): string {
  return type === 'date'
    ? `CASE WHEN ${name} = date_trunc('day', ${name}) THEN strftime(${name}, '%Y-%m-%d') ELSE strftime(${name}, '%Y-%m-%dT%H:%M:%S') END`
    : `${name}::VARCHAR`;
}

function boundOf(column: StoredColumn, value: string): string {
  if (column.type === 'numeric') return numberOf(column, value);
  if (column.type !== 'date') return quoteText(value);
  const time = Date.parse(value);
  if (Number.isNaN(time)) {
    throw new AppError('bad-option', `invalid bound of column '${column.shown}'; write a date as 2026-11-22: ${value}`);
  }
  return `epoch_ms(${time}::BIGINT)`;
}

function numberOf({ shown }: StoredColumn, value: string): string {
  const number = value.trim() === '' ? Number.NaN : Number(value.replace(',', '.'));
  if (!Number.isFinite(number)) {
    throw new AppError('bad-option', `invalid value for column '${shown}'; it holds numbers: ${value}`);
  }
  return `${number}::DOUBLE`;
}
