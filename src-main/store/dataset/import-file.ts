import { access, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { DatasetDescription, FileParts, ImportFormat, ImportOptions, Preview } from '../../contract/dataset.ts';
import { AppError } from '../../contract/error.ts';
import type { Table } from '../../core/table/table.ts';
import { makeFolders } from '../make-folders.ts';
import { badFile } from './bad-file.ts';
import { cancelled, withConnect } from './duckdb.ts';
import { openSource } from './open-source.ts';
import { picturesBeside, picturesOfArchive, type PictureSource } from './picture/picture-source.ts';
import { namesOf } from './raw-table.ts';
import { typeTable, type TypedTable } from './type-table.ts';

const previewRows = 50;
/** Beyond so many characters a preview describes the beginning of the file only, and says so. */
const previewLimit = 32 * 1024 * 1024;

export interface ImportProgress {
  readonly stage: 'unpacking' | 'reading' | 'typing' | 'writing';
  /** Of the stage, 0 to 1; null while unknown. */
  readonly share: number | null;
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
  /** What the file at `parquetPath` holds, where it is at hand: whoever needs it soon need not read it. */
  readonly table: Table | null;
}

/**
 * Reads a file of any format and keeps its table as `folder/HASH.parquet`. Whatever fails or is cancelled leaves the
 * folder as it was. Throws AppError `bad-file` (file, row, column), `bad-option`, `cancelled` or `storage`.
 */
export async function importFile(request: ImportRequest): Promise<ImportedFile> {
  makeDatasetFolder(request.folder);
  return withFolder(request.folder, async (folder) => {
    const { contentHash, description, path, table } = await readTable(request, folder, null);
    if (request.signal?.aborted === true) throw cancelled();
    const parquetPath = join(request.folder, `${contentHash}.parquet`);
    if (path !== null && !(await exists(parquetPath))) await rename(path, parquetPath);
    return { contentHash, parquetPath, description, table };
  });
}

/** What an import with these options would give: the description and the first rows. Nothing is kept. */
export async function previewFile(
  path: string,
  options: ImportOptions,
  context: { readonly name?: string; readonly signal?: AbortSignal } = {},
): Promise<Preview> {
  return withFolder(tmpdir(), async (folder) => {
    const { head, description, parts } = await readTable({ path, options, ...context }, folder, previewLimit);
    const count = head[0]?.length ?? 0;
    return {
      description,
      rows: Array.from({ length: count }, (_, row) => head.map((column) => column[row] ?? null)),
      parts: [...parts],
    };
  });
}

async function readTable(
  request: Omit<ImportRequest, 'folder'>,
  folder: string,
  limit: number | null,
): Promise<TypedTable & { readonly parts: readonly FileParts[] }> {
  const { path, options, signal, onProgress } = request;
  const source = await openSource({
    path,
    file: request.name ?? basename(path),
    options,
    folder,
    ...(signal === undefined ? {} : { signal }),
    onProgress: (share) => onProgress?.({ stage: 'unpacking', share }),
  });
  const parts: FileParts[] = [...source.parts];
  const work = withConnect(
    folder,
    async (connect) => {
      const raw = await source.format.read({
        path: source.path,
        file: source.file,
        options,
        folder,
        connect,
        limit,
        ...(signal === undefined ? {} : { signal }),
        onProgress: (share) => onProgress?.({ stage: 'reading', share }),
        onParts: (found) => parts.push(found),
      });
      try {
        if (signal?.aborted === true) throw cancelled();
        const names = namesOf(raw);
        if (names.length < 2) {
          const message = `only one column: ${names[0] ?? ''}; a study needs inputs and tasks`;
          throw badFile({ file: source.file }, message);
        }
        const pictures = await findPictures(path, source.file, source.member !== null);
        const typed = await typeTable(
          connect,
          { ...raw, options: { ...raw.options, member: source.member, pictureSize: options.pictureSize } },
          {
            pictures: { source: pictures, size: options.pictureSize },
            types: options.columnTypes,
            folder,
            headRows: limit === null ? 0 : previewRows,
            keeps: limit === null,
            ...(signal === undefined ? {} : { signal }),
            onStage: (stage, share) => onProgress?.({ stage, share }),
          },
        ).finally(() => {
          pictures.close();
        });
        const warnings = [...source.warnings, ...typed.description.warnings];
        return {
          ...typed,
          description: { ...typed.description, warnings },
          parts: [...source.parts, ...(raw.parts ?? [])],
        };
      } finally {
        if ('names' in raw) await raw.close();
      }
    },
    signal,
  );
  return work.catch((error: unknown) => {
    throw withParts(error, source.format.id, parts);
  });
}

/** The error with what else could be read: another sheet, table or member. */
function withParts(error: unknown, format: ImportFormat, parts: readonly FileParts[]): Error {
  if (!(error instanceof AppError) || parts.length === 0) return error as Error;
  return new AppError(error.code, error.message, { details: { ...error.details, format, parts }, cause: error });
}

/** Pictures of the archive that held the table, or of the table's folder; an archive in another holds none. */
function findPictures(path: string, file: string, isArchive: boolean): Promise<PictureSource> {
  return isArchive ? picturesOfArchive(path, file).catch(() => picturesBeside(path)) : picturesBeside(path);
}

function makeDatasetFolder(folder: string): void {
  try {
    makeFolders(folder);
  } catch (error) {
    if (error instanceof AppError) throw error;
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
