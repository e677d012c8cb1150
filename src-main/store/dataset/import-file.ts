import { randomUUID } from 'node:crypto';
import { access, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { DatasetDescription, ImportOptions, Preview } from '../../contract/dataset.ts';
import { AppError } from '../../contract/error.ts';
import { cellLabel } from '../../core/table/cell.ts';
import type { Table } from '../../core/table/table.ts';
import { hashTable } from './content-hash.ts';
import { withDatabase } from './duckdb.ts';
import { cancelled } from './encoding.ts';
import { writeParquet } from './parquet.ts';
import { readTextFile } from './read-text.ts';
import { typeColumns } from './type-columns.ts';

const previewRows = 50;
/** Beyond so many characters a preview describes the beginning of the file only, and says so. */
const previewLimit = 64 * 1024 * 1024;

export interface ImportProgress {
  readonly stage: 'reading' | 'typing' | 'writing';
  /** Characters read, or columns typed. */
  readonly done: number;
  /** Null while unknown. */
  readonly total: number | null;
}

export interface ImportRequest {
  readonly path: string;
  /** The file as the user knows it, for messages. */
  readonly name?: string;
  readonly options: ImportOptions;
  /** Where Parquet files are kept; made if missing. */
  readonly folder: string;
  readonly onProgress?: (progress: ImportProgress) => void;
  readonly signal?: AbortSignal;
}

export interface ImportedFile {
  readonly contentHash: string;
  readonly parquetPath: string;
  readonly description: DatasetDescription;
}

/**
 * Reads a CSV or TSV file and keeps it as `folder/HASH.parquet`. Whatever fails or is cancelled leaves the folder as it
 * was. Throws AppError `bad-file` (file, row, column), `bad-option`, `cancelled` or `storage`.
 */
export async function importFile(request: ImportRequest): Promise<ImportedFile> {
  await makeFolder(request.folder);
  return withFolder(request.folder, async (folder) => {
    const { table, description } = await readTable(request, folder, null);
    request.onProgress?.({ stage: 'writing', done: 0, total: null });
    const contentHash = hashTable(table);
    const parquetPath = join(request.folder, `${contentHash}.parquet`);
    if (!(await exists(parquetPath))) {
      const written = join(folder, 'table.parquet');
      await withDatabase(folder, (connection) => writeParquet(connection, table, written));
      if (request.signal?.aborted === true) throw cancelled();
      await rename(written, parquetPath);
    }
    return { contentHash, parquetPath, description };
  });
}

/** What an import with these options would give: the description and the first rows. Nothing is kept. */
export async function previewFile(
  path: string,
  options: ImportOptions,
  context: { readonly name?: string; readonly signal?: AbortSignal } = {},
): Promise<Preview> {
  return withFolder(tmpdir(), async (folder) => {
    const { table, description } = await readTable({ path, options, ...context }, folder, previewLimit);
    const count = Math.min(previewRows, table.rowCount);
    return {
      description,
      rows: Array.from({ length: count }, (_, row) => table.columns.map((column) => cellLabel(column, row))),
    };
  });
}

interface DescribedTable {
  readonly table: Table;
  readonly description: DatasetDescription;
}

async function readTable(
  request: Omit<ImportRequest, 'folder'>,
  folder: string,
  limit: number | null,
): Promise<DescribedTable> {
  const { path, name, options, signal, onProgress } = request;
  const copyPath = join(folder, `${randomUUID()}.csv`);
  const text = await readTextFile({
    path,
    options,
    copyPath,
    limit,
    file: name ?? basename(path),
    ...(signal === undefined ? {} : { signal }),
    onProgress: (done) => onProgress?.({ stage: 'reading', done, total: null }),
  });
  const unknown = Object.keys(options.columnTypes).find((column) => !text.names.includes(column));
  if (unknown !== undefined) {
    throw new AppError(
      'bad-option',
      `unknown column '${unknown}' in the column types; the file has ${text.names.join(', ')}`,
      {
        details: { column: unknown },
      },
    );
  }
  return withDatabase(folder, (connection) =>
    typeColumns(connection, copyPath, text, options.columnTypes, signal, (done) =>
      onProgress?.({ stage: 'typing', done, total: text.names.length }),
    ),
  );
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
    throw new AppError('storage', `${folder} cannot be made (${code}); choose another workspace`, { cause: error });
  }
}

async function withFolder<T>(parent: string, work: (folder: string) => Promise<T>): Promise<T> {
  try {
    const folder = await mkdtemp(join(parent, '.tandem-import-'));
    try {
      return await work(folder);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  } catch (error) {
    const { code, syscall } = error as NodeJS.ErrnoException;
    if (error instanceof AppError || syscall === undefined) throw error;
    const remedy = code === 'ENOSPC' ? 'free space on the disk' : 'check that the folder may be written';
    throw new AppError('storage', `${parent} cannot be written (${code ?? syscall}); ${remedy}`, { cause: error });
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
