import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type Database from 'better-sqlite3';
import type { FileParts, ImportWarning } from '../../../contract/dataset.ts';
import { AppError } from '../../../contract/error.ts';
import { NumberFormatDetector, type NumberFormat } from '../../../core/table/number-format.ts';
import { badFile, excerpt } from '../bad-file.ts';
import { CopyWriter } from '../copy-writer.ts';
import { chooseTable, queryPlace } from '../database-part.ts';
import { cancelled, quoteName } from '../duckdb.ts';
import { startsWith } from '../file-head.ts';
import { nameColumns } from '../header.ts';
import { copyRelation, resolveOptions, type RawColumn, type RawTable, type RelationTable } from '../raw-table.ts';
import type { FileFormat, FormatRequest } from './format.ts';

const pauseRows = 5000;

/** A table or a query of an SQLite database. */
export const sqlite: FileFormat = {
  id: 'sqlite',
  title: 'an SQLite database',
  recognises: (head) => startsWith(head, 'SQLite format 3\0'),
  read: readSqlite,
};

async function readSqlite(request: FormatRequest): Promise<RawTable> {
  const { path, file, options } = request;
  const database = await openDatabase(path, file);
  try {
    const tables = listTables(database, file);
    request.onParts?.({ kind: 'table', names: tables, chosen: options.table });
    const chosen = chooseTable(file, tables, options);
    const sql = options.query ?? `SELECT * FROM ${quoteName(chosen.table ?? '')}`;
    const place = options.query === null ? `${file}, table ${chosen.table ?? ''}` : queryPlace(file);
    const rows = await copyRows(request, prepareQuery(database, sql, place), place);
    const parts: FileParts[] = [{ kind: 'table', names: tables, chosen: chosen.table }];
    const warnings: ImportWarning[] = [...chosen.warnings, ...rows.warnings];
    return {
      ...rows,
      rowInFile: (index) => index + 1,
      options: resolveOptions(options, { format: 'sqlite', table: chosen.table, query: options.query, ...rows.marks }),
      warnings,
      parts,
    };
  } finally {
    database.close();
  }
}

async function openDatabase(path: string, file: string): Promise<Database.Database> {
  const { default: Database } = await import('better-sqlite3');
  try {
    return new Database(path, { readonly: true, fileMustExist: true });
  } catch (error) {
    throw badFile({ file }, `the SQLite database cannot be opened (${(error as Error).message})`, error);
  }
}

function listTables(database: Database.Database, file: string): string[] {
  try {
    const found = database
      .prepare<[], { name: string }>(
        "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name",
      )
      .all();
    return found.map(({ name }) => name);
  } catch (error) {
    throw badFile({ file }, `the SQLite database is damaged (${(error as Error).message})`, error);
  }
}

function prepareQuery(database: Database.Database, sql: string, place: string): Database.Statement<[], unknown[]> {
  let statement: Database.Statement<[], unknown[]>;
  try {
    statement = database.prepare<[], unknown[]>(sql);
  } catch (error) {
    throw queryError(place, error, sql);
  }
  if (!statement.reader)
    throw new AppError('bad-option', `${place}: the query gives no rows; write a SELECT: ${excerpt(sql)}`);
  return statement.raw(true).safeIntegers(true);
}

function queryError(place: string, error: unknown, sql: string): AppError {
  const message = `${place}: ${(error as Error).message}; correct the query: ${excerpt(sql)}`;
  return new AppError('bad-option', message, { cause: error });
}

type CopiedRows = Pick<RelationTable, 'columns' | 'relation' | 'rowCount' | 'warnings'> & {
  readonly marks: NumberFormat;
};

async function copyRows(
  request: FormatRequest,
  statement: Database.Statement<[], unknown[]>,
  place: string,
): Promise<CopiedRows> {
  const { names, warnings } = nameColumns(
    statement.columns().map(({ name }) => name),
    1,
  );
  const path = join(request.folder, `${randomUUID()}.csv`);
  const copy = new CopyWriter(path, place);
  const detector = new NumberFormatDetector();
  const isText = names.map(() => false);
  const isNumber = names.map(() => false);
  let row = 0;
  try {
    for (const values of statement.iterate()) {
      row += 1;
      const cells = values.map((value, position) => {
        if (value === null) return null;
        const cell = toCell(value, { file: place, row, column: names[position] ?? position + 1 });
        if (typeof cell === 'number') isNumber[position] = true;
        else {
          isText[position] = true;
          detector.add(cell);
        }
        return String(cell);
      });
      copy.write(cells, row);
      if (row % pauseRows === 0) {
        await new Promise(setImmediate);
        if (request.signal?.aborted === true) throw cancelled();
        request.onProgress?.(null);
      }
    }
  } catch (error) {
    if (error instanceof Error && error.name === 'SqliteError') throw queryError(place, error, statement.source);
    throw error;
  } finally {
    copy.close();
  }
  if (row === 0) throw badFile({ file: place }, 'gives no rows; choose a table with rows');
  const columns = names.map((name, position): RawColumn => {
    return { name, kind: isNumber[position] === true && isText[position] !== true ? 'number' : 'text' };
  });
  const { decimalMark, thousandsMark } = detector.decide(',', request.options);
  return {
    columns,
    relation: copyRelation(path, columns),
    rowCount: row,
    warnings,
    marks: { decimalMark, thousandsMark },
  };
}

/** Whole numbers that a DOUBLE would change stay text. */
function toCell(value: unknown, place: { file: string; row: number; column: string | number }): number | string {
  if (typeof value === 'bigint') {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : String(value);
  }
  if (typeof value === 'number') return value;
  if (typeof value === 'string') return value;
  throw badFile(place, 'holds binary data; leave the column out with a query: SELECT the others FROM the table');
}
