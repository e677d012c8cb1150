import type { DuckDBConnection } from '@duckdb/node-api';
import { quotePath, quoteText } from './duckdb.ts';

/** Cells held as text at one time. */
const batchCells = 2_000_000;
const longestLine = 1 << 28;

/** Loads the plain copy that `readTextFile` wrote into the table `raw`, all columns as text, rows in order. */
export async function loadCopy(connection: DuckDBConnection, copyPath: string, width: number): Promise<void> {
  const columns = Array.from({ length: width }, (_, position) => `${quoteText(columnName(position))}: 'VARCHAR'`);
  await connection.run(
    `CREATE TABLE raw AS SELECT * FROM read_csv(${quotePath(copyPath)}, auto_detect = false, header = false, ` +
      `delim = ',', quote = '"', escape = '"', new_line = '\\n', strict_mode = true, max_line_size = ${longestLine}, ` +
      `parallel = false, columns = {${columns.join(', ')}})`,
  );
}

/** Each of the first `count` columns with its texts, null where empty. */
export async function* readTextColumns(
  connection: DuckDBConnection,
  count: number,
  rowCount: number,
): AsyncGenerator<{ readonly position: number; readonly texts: (string | null)[] }> {
  const size = Math.max(1, Math.floor(batchCells / Math.max(1, rowCount)));
  for (let from = 0; from < count; from += size) {
    const positions = Array.from({ length: Math.min(size, count - from) }, (_, offset) => from + offset);
    const columns = positions.map((): (string | null)[] => []);
    const result = await connection.stream(`SELECT ${positions.map(columnName).join(', ')} FROM raw`);
    for (
      let chunk = await result.fetchChunk();
      chunk !== null && chunk.rowCount > 0;
      chunk = await result.fetchChunk()
    ) {
      for (const [offset, texts] of columns.entries()) {
        const vector = chunk.getColumnVector(offset);
        for (let row = 0; row < chunk.rowCount; row += 1) texts.push(vector.getItem(row) as string | null);
      }
    }
    for (const [offset, texts] of columns.entries()) yield { position: from + offset, texts };
  }
}

/** Columns go by position in DuckDB, whose names ignore case. */
export function columnName(position: number): string {
  return `c${position}`;
}
