import type { DuckDBConnection } from '@duckdb/node-api';
import type { TextDictionary } from '../../core/table/text-dictionary.ts';
import { quotePath } from './duckdb.ts';

/** Rows at the beginning that tell whether a column repeats its texts. */
const probedRows = 20_000;
const mostProbed = 2000;
const mostLabels = 60_000;

/**
 * The dictionary of a column that repeats its texts, found by DuckDB, which is faster than taking every cell out of it;
 * null where nearly every row has a text of its own.
 */
export async function readDictionary(
  connection: DuckDBConnection,
  path: string,
  name: string,
  rowCount: number,
): Promise<TextDictionary | null> {
  const source = `read_parquet(${quotePath(path)}, file_row_number = true)`;
  const probe = await connection.runAndReadAll(
    `SELECT count(DISTINCT ${name}) FROM (SELECT ${name} FROM ${source} LIMIT ${probedRows})`,
  );
  if (Number(probe.getRows()[0]?.[0]) > mostProbed) return null;
  await connection.run(
    `CREATE OR REPLACE TEMP TABLE label AS SELECT label, times, row_number() OVER (ORDER BY first) - 1 AS code FROM ` +
      `(SELECT ${name} AS label, count(*) AS times, min(file_row_number) AS first FROM ${source} ` +
      `WHERE ${name} IS NOT NULL GROUP BY ${name})`,
  );
  const found = (await connection.runAndReadAll('SELECT label, times FROM label ORDER BY code')).getRows();
  if (found.length > mostLabels) return null;
  const labels = found.map(([label]) => String(label));
  const counts = Int32Array.from(found, ([, times]) => Number(times));
  return { labels, counts, codes: await readCodes(connection, path, name, labels.length, rowCount) };
}

/** The place of each row's text among the labels; an ENUM keeps the order of rows, which a join would not. */
async function readCodes(
  connection: DuckDBConnection,
  path: string,
  name: string,
  labelCount: number,
  rowCount: number,
): Promise<Int32Array> {
  const codes = new Int32Array(rowCount).fill(-1);
  if (labelCount === 0) return codes;
  await connection.run('DROP TYPE IF EXISTS label_code');
  await connection.run('CREATE TYPE label_code AS ENUM (SELECT label FROM label ORDER BY code)');
  const result = await connection.stream(
    `SELECT coalesce(CAST(enum_code(CAST(${name} AS label_code)) AS INTEGER), -1) FROM read_parquet(${quotePath(path)})`,
  );
  let row = 0;
  for (let chunk = await result.fetchChunk(); chunk !== null && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
    const vector = chunk.getColumnVector(0);
    for (let index = 0; index < chunk.rowCount; index += 1) codes[row + index] = vector.getItem(index) as number;
    row += chunk.rowCount;
  }
  await connection.run('DROP TYPE label_code');
  return codes;
}
