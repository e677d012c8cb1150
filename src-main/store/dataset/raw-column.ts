import type { DuckDBConnection, DuckDBVector } from '@duckdb/node-api';
import { DictionaryBuilder, type TextDictionary } from '../../core/table/text-dictionary.ts';
import { quotePath } from './duckdb.ts';
import { readDictionary } from './raw-dictionary.ts';
import { columnName, type RawKind } from './raw-table.ts';
import { createNumbers } from './summarizer.ts';

/** Cells held in memory at one time. */
const batchCells = 4_000_000;
/** From so many rows on it pays to let DuckDB find the distinct texts. */
const manyRows = 50_000;

/** A column as the raw file holds it: numbers (NaN is missing; `isFinite` where none is infinite), or texts. */
export type RawValues =
  { readonly values: Float64Array; readonly isFinite?: boolean } | { readonly texts: TextDictionary };

export interface SelectedColumn {
  readonly kind: RawKind;
  /** The column, or what is made of it: a DOUBLE for numbers, a VARCHAR for texts. */
  readonly sql: string;
}

/** The columns of a raw file by their places. */
export function selectRaw(kinds: readonly RawKind[]): SelectedColumn[] {
  return kinds.map((kind, position) => ({ kind, sql: columnName(position) }));
}

/** Reads columns of a Parquet file, some at a time; numbers lie in memory that `createArray` gives. */
export async function* readRawColumns(
  connection: DuckDBConnection,
  path: string,
  columns: readonly SelectedColumn[],
  rowCount: number,
  createArray = createNumbers,
): AsyncGenerator<{ readonly position: number; readonly raw: RawValues }> {
  const size = Math.max(1, Math.floor(batchCells / Math.max(1, rowCount)));
  for (let from = 0; from < columns.length; from += size) {
    const batch = columns.slice(from, from + size);
    const dictionaries = await readDictionaries(connection, path, batch, rowCount);
    const read = await readBatch(connection, path, batch, rowCount, { dictionaries, createArray });
    for (const [offset, raw] of read.entries()) yield { position: from + offset, raw };
  }
}

/** The columns of few distinct texts, by their place in the batch. */
async function readDictionaries(
  connection: DuckDBConnection,
  path: string,
  columns: readonly SelectedColumn[],
  rowCount: number,
): Promise<Map<number, TextDictionary>> {
  const found = new Map<number, TextDictionary>();
  if (rowCount < manyRows) return found;
  for (const [offset, { kind, sql }] of columns.entries()) {
    if (kind !== 'text') continue;
    const texts = await readDictionary(connection, path, sql, rowCount);
    if (texts !== null) found.set(offset, texts);
  }
  return found;
}

interface Reader {
  readonly sql: string;
  /** Takes a piece of the column, its first cell in this row. */
  take(vector: DuckDBVector, count: number, row: number): void;
  finish(): RawValues;
}

function createNumberReader(sql: string, values: Float64Array): Reader {
  return {
    sql: `coalesce(${sql}, 'NaN'::DOUBLE)`,
    take(vector, count, row) {
      // Adding 0 turns -0 into 0, so that equal values have equal bytes in the content hash.
      for (let index = 0; index < count; index += 1) values[row + index] = (vector.getItem(index) as number) + 0;
    },
    finish: () => ({ values }),
  };
}

function createTextReader(sql: string, rowCount: number): Reader {
  const builder = new DictionaryBuilder(rowCount);
  return {
    sql,
    take(vector, count) {
      for (let index = 0; index < count; index += 1) builder.add(vector.getItem(index) as string | null);
    },
    finish: () => ({ texts: builder.finish() }),
  };
}

async function readBatch(
  connection: DuckDBConnection,
  path: string,
  columns: readonly SelectedColumn[],
  rowCount: number,
  {
    dictionaries,
    createArray,
  }: {
    readonly dictionaries: ReadonlyMap<number, TextDictionary>;
    readonly createArray: (rowCount: number) => Float64Array;
  },
): Promise<RawValues[]> {
  const readers = new Map<number, Reader>();
  for (const [offset, { kind, sql }] of columns.entries()) {
    if (dictionaries.has(offset)) continue;
    const reader = kind === 'text' ? createTextReader(sql, rowCount) : createNumberReader(sql, createArray(rowCount));
    readers.set(offset, reader);
  }
  if (readers.size > 0) await fill(connection, path, [...readers.values()]);
  return columns.map((_, offset) => {
    const texts = dictionaries.get(offset);
    return texts === undefined ? (readers.get(offset)?.finish() ?? { values: new Float64Array(0) }) : { texts };
  });
}

async function fill(connection: DuckDBConnection, path: string, readers: readonly Reader[]): Promise<void> {
  const selected = readers.map(({ sql }) => sql).join(', ');
  const result = await connection.stream(`SELECT ${selected} FROM read_parquet(${quotePath(path)})`);
  let row = 0;
  for (let chunk = await result.fetchChunk(); chunk !== null && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
    const count = chunk.rowCount;
    for (const [position, reader] of readers.entries()) {
      reader.take(chunk.getColumnVector(position), count, row);
    }
    row += count;
  }
}
