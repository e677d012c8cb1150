import type { DuckDBConnection } from '@duckdb/node-api';
import { DictionaryBuilder, type TextDictionary } from '../../core/table/text-dictionary.ts';
import { quotePath } from './duckdb.ts';
import { columnName, type RawKind } from './raw-table.ts';

/** Cells held in memory at one time. */
const batchCells = 4_000_000;

/** A column as the raw file holds it: numbers (NaN is missing) or texts. */
export type RawValues = { readonly values: Float64Array } | { readonly texts: TextDictionary };

/** Reads the columns of a raw Parquet file, some at a time. */
export async function* readRawColumns(
  connection: DuckDBConnection,
  path: string,
  kinds: readonly RawKind[],
  rowCount: number,
): AsyncGenerator<RawValues & { readonly position: number }> {
  const size = Math.max(1, Math.floor(batchCells / Math.max(1, rowCount)));
  for (let from = 0; from < kinds.length; from += size) {
    const batch = kinds.slice(from, from + size);
    const columns = await readBatch(connection, path, from, batch, rowCount);
    for (const [offset, values] of columns.entries()) yield { ...values, position: from + offset };
  }
}

async function readBatch(
  connection: DuckDBConnection,
  path: string,
  from: number,
  kinds: readonly RawKind[],
  rowCount: number,
): Promise<RawValues[]> {
  const selected = kinds.map((kind, offset) => {
    const name = columnName(from + offset);
    return kind === 'number' ? `coalesce(${name}, 'NaN'::DOUBLE)` : name;
  });
  const readers = kinds.map((kind) =>
    kind === 'number' ? new Float64Array(rowCount) : new DictionaryBuilder(rowCount),
  );
  const result = await connection.stream(`SELECT ${selected.join(', ')} FROM read_parquet(${quotePath(path)})`);
  let row = 0;
  for (let chunk = await result.fetchChunk(); chunk !== null && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
    const count = chunk.rowCount;
    for (const [offset, reader] of readers.entries()) {
      const vector = chunk.getColumnVector(offset);
      if (reader instanceof DictionaryBuilder) {
        for (let index = 0; index < count; index += 1) reader.add(vector.getItem(index) as string | null);
      } else {
        // Adding 0 turns -0 into 0, so that equal values have equal bytes in the content hash.
        for (let index = 0; index < count; index += 1) reader[row + index] = (vector.getItem(index) as number) + 0;
      }
    }
    row += count;
  }
  return readers.map((reader) =>
    reader instanceof DictionaryBuilder ? { texts: reader.finish() } : { values: reader },
  );
}
