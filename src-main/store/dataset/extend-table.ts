import { access, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ColumnDescription, DatasetDescription } from '../../contract/dataset.ts';
import { describeColumn } from '../../core/table/describe-column.ts';
import type { Table, TableColumn } from '../../core/table/table.ts';
import { TableHash } from './content-hash.ts';
import { withDatabase } from './duckdb.ts';
import type { ImportedFile } from './import-file.ts';
import { storeColumns } from './parquet.ts';

/** A kept table with one more column, which a model made, kept beside it as `folder/HASH.parquet`. Throws AppError `storage`. */
export async function extendTable(
  kept: { readonly path: string; readonly description: DatasetDescription; readonly table: Table },
  column: TableColumn,
  embedded: NonNullable<ColumnDescription['embedded']>,
  folder: string,
): Promise<ImportedFile> {
  const { path, description, table } = kept;
  const columns = [...table.columns, column];
  const hash = new TableHash(table.rowCount, columns.length);
  for (const each of columns) hash.add(each);
  const contentHash = hash.finish();
  const parquetPath = join(folder, `${contentHash}.parquet`);
  const scratch = await mkdtemp(join(folder, '.tandem-extend-'));
  try {
    const names = columns.map(({ name }) => name);
    const changed = new Map([[table.columns.length, column]]);
    const written = await withDatabase(scratch, (connection) =>
      storeColumns(connection, path, names, changed, scratch),
    );
    const isThere = await access(parquetPath).then(
      () => true,
      () => false,
    );
    if (!isThere) await rename(written, parquetPath);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  const nothing = { count: 0, examples: [] };
  const fits = { inferredType: column.type, typeConfidence: 1, nonconforming: nothing };
  const added = { ...describeColumn(column), ...fits, embedded };
  const extended = { ...description, columns: [...description.columns, added] };
  return { contentHash, parquetPath, description: extended, table: null };
}
