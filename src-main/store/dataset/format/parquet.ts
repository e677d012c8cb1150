import { badFile } from '../bad-file.ts';
import { messageOf, quotePath } from '../duckdb.ts';
import { startsWith } from '../file-head.ts';
import { resolveOptions, type RawTable } from '../raw-table.ts';
import { selectTyped } from '../sql-column.ts';
import type { FileFormat, FormatRequest } from './format.ts';

/** An Apache Parquet file. */
export const parquet: FileFormat = {
  id: 'parquet',
  title: 'a Parquet file',
  recognises: (head) => startsWith(head, 'PAR1'),
  read: readParquetFile,
};

async function readParquetFile({ path, file, options, connect }: FormatRequest): Promise<RawTable> {
  const source = `SELECT * FROM read_parquet(${quotePath(path)}, binary_as_string = true)`;
  const connection = await connect();
  await connection.run("SET TimeZone = 'UTC'");
  const described = await guarded(path, file, () => selectTyped(connection, source, file, options));
  return {
    columns: described.columns,
    relation: described.relation,
    rowCount: described.rowCount,
    rowInFile: (index) => index + 1,
    options: resolveOptions(options, { format: 'parquet' }),
    warnings: described.warnings,
  };
}

async function guarded<T>(path: string, file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Error && error.name === 'AppError') throw error;
    throw badFile(
      { file },
      `the Parquet file is damaged or not supported (${messageOf(error).replaceAll(path, file)}); write it again`,
      error,
    );
  }
}
