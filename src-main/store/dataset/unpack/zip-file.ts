import { createWriteStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Entry, ZipFile } from 'yauzl';
import { AppError } from '../../../contract/error.ts';
import { badFile } from '../bad-file.ts';
import { cancelled } from '../duckdb.ts';
import { checkUnpacked, limitUnpacked } from './limit.ts';

/** More than any archive of tables or any workbook holds. */
const mostEntries = 20_000;

/** An archive whose members are read as streams; nothing is written by a member's name. */
export interface Archive {
  /** Files, without folders, in the order of the archive. */
  readonly entries: readonly Entry[];
  /** The unpacked bytes of a member. */
  open(entry: Entry): Promise<Readable>;
  /** Unpacks a member into a file. */
  extract(entry: Entry, target: string, signal?: AbortSignal): Promise<void>;
  close(): void;
}

/** Opens a zip archive. Throws AppError `bad-file` where it is damaged or encrypted. */
export async function openArchive(path: string, file: string): Promise<Archive> {
  try {
    const zip = await openFile(path);
    const entries = await listEntries(zip, file);
    return {
      entries,
      open: (entry) => openEntry(zip, file, entry),
      async extract(entry, target, signal) {
        const stream = await openEntry(zip, file, entry);
        try {
          const steps = [
            stream,
            limitUnpacked(`${file}/${entry.fileName}`, entry.compressedSize),
            createWriteStream(target, { flags: 'wx' }),
          ];
          await pipeline(steps, signal === undefined ? {} : { signal });
        } catch (error) {
          if (signal?.aborted === true) throw cancelled(error);
          throw damaged(file, error);
        }
      },
      close: () => {
        zip.close();
      },
    };
  } catch (error) {
    throw damaged(file, error);
  }
}

function damaged(file: string, error: unknown): Error {
  if (!(error instanceof Error) || error instanceof AppError) return error as Error;
  const { code, message, syscall } = error as NodeJS.ErrnoException;
  if (syscall !== undefined) return error;
  if (/^(?:invalid relative path|absolute path|invalid characters in fileName)/.test(message)) {
    return badFile(
      { file },
      `a file in the archive has a name that is a path (${message}); pack it under a plain name`,
      error,
    );
  }
  return badFile({ file }, `the zip archive is damaged (${code ?? message}); pack or download it again`, error);
}

async function openFile(path: string): Promise<ZipFile> {
  const { open: openZip } = await import('yauzl');
  return new Promise((resolve, reject) => {
    openZip(path, { lazyEntries: true, autoClose: false, strictFileNames: false }, (error, zip) => {
      if (error === null) resolve(zip);
      else reject(error);
    });
  });
}

function listEntries(zip: ZipFile, file: string): Promise<Entry[]> {
  return new Promise((resolve, reject) => {
    const entries: Entry[] = [];
    zip.on('entry', (entry: Entry) => {
      if (!entry.fileName.endsWith('/')) entries.push(entry);
      if (entries.length > mostEntries) {
        reject(badFile({ file }, `the archive holds more than ${mostEntries} files; pack the one table alone`));
      } else zip.readEntry();
    });
    zip.on('end', () => {
      resolve(entries);
    });
    zip.on('error', reject);
    zip.readEntry();
  });
}

function openEntry(zip: ZipFile, file: string, entry: Entry): Promise<Readable> {
  const name = `${file}/${entry.fileName}`;
  if (entry.isEncrypted()) throw badFile({ file: name }, 'is encrypted; unpack it with its password first');
  checkUnpacked(name, entry.compressedSize, entry.uncompressedSize);
  return new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => {
      if (error === null) resolve(stream);
      else reject(damaged(file, error));
    });
  });
}
