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

/** Reads the columns of a raw Parquet file, some at a time. */
export async function* readRawColumns(
  connection: DuckDBConnection,
  path: string,
  kinds: readonly RawKind[],
  rowCount: number,
): AsyncGenerator<{ readonly position: number; readonly raw: RawValues }> {
  const size = Math.max(1, Math.floor(batchCells / Math.max(1, rowCount)));
  for (let from = 0; from < kinds.length; from += size) {
    const batch = kinds.slice(from, from + size);
    const dictionaries = await readDictionaries(connection, path, from, batch, rowCount);
    const columns = await readBatch(connection, path, from, batch, rowCount, dictionaries);
    for (const [offset, raw] of columns.entries()) yield { position: from + offset, raw };
  }
}

/** The columns of few distinct texts, by their place in the batch. */
async function readDictionaries(
  connection: DuckDBConnection,
  path: string,
  from: number,
  kinds: readonly RawKind[],
  rowCount: number,
): Promise<Map<number, TextDictionary>> {
  const found = new Map<number, TextDictionary>();
  if (rowCount < manyRows) return found;
  for (const [offset, kind] of kinds.entries()) {
    if (kind !== 'text') continue;
    const texts = await readDictionary(connection, path, columnName(from + offset), rowCount);
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

function createReader(kind: RawKind, name: string, rowCount: number): Reader {
  if (kind === 'text') return createTextReader(name, rowCount);
  const values = createNumbers(rowCount);
  return {
    sql: `coalesce(${name}, 'NaN'::DOUBLE)`,
    take(vector, count, row) {
      // Adding 0 turns -0 into 0, so that equal values have equal bytes in the content hash.
      for (let index = 0; index < count; index += 1) values[row + index] = (vector.getItem(index) as number) + 0;
    },
    finish: () => ({ values }),
  };
}

function createTextReader(name: string, rowCount: number): Reader {
  const builder = new DictionaryBuilder(rowCount);
  return {
    sql: name,
    take(vector, count) {
      for (let index = 0; index < count; index += 1) builder.add(vector.getItem(index) as string | null);
    },
    finish: () => ({ texts: builder.finish() }),
  };
}

async function readBatch(
  connection: DuckDBConnection,
  path: string,
  from: number,
  kinds: readonly RawKind[],
  rowCount: number,
  dictionaries: ReadonlyMap<number, TextDictionary>,
): Promise<RawValues[]> {
  const places = kinds.flatMap((kind, offset) => (dictionaries.has(offset) ? [] : [{ kind, offset }]));
  const readers = new Map(
    places.map(({ kind, offset }) => [offset, createReader(kind, columnName(from + offset), rowCount)]),
  );
  if (readers.size > 0) await fill(connection, path, [...readers.values()]);
  return kinds.map((_, offset) => {
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
