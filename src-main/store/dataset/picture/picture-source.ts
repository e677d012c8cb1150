import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { openArchive } from '../unpack/zip-file.ts';
import { isPictureName } from './picture-name.ts';

const mostBytes = 64 * 1024 * 1024;

/** Picture files that a table may name, in an archive or beside the table. */
export interface PictureSource {
  /** Whether there are pictures at all. */
  readonly isEmpty: boolean;
  has(name: string): Promise<boolean>;
  /** Throws an Error where the file cannot be read. */
  read(name: string): Promise<Buffer>;
  close(): void;
}

/** The pictures of a zip archive, by the whole name or, where that is of one alone, by the end of it. */
export async function picturesOfArchive(file: string, name: string): Promise<PictureSource> {
  const archive = await openArchive(file, name);
  const entries = archive.entries.filter((entry) => isPictureName(entry.fileName));
  const byName = new Map(entries.map((entry) => [entry.fileName, entry]));
  const byEnd = new Map<string, (typeof entries)[number] | null>();
  for (const entry of entries) {
    const parts = entry.fileName.split('/');
    for (let start = 1; start < parts.length; start += 1) {
      const end = parts.slice(start).join('/');
      byEnd.set(end, byEnd.has(end) ? null : entry);
    }
  }
  const find = (wanted: string): (typeof entries)[number] | null => {
    const plain = tidyName(wanted);
    return byName.get(plain) ?? byEnd.get(plain) ?? null;
  };
  return {
    isEmpty: entries.length === 0,
    has: (wanted) => Promise.resolve(find(wanted) !== null),
    async read(wanted) {
      const entry = find(wanted);
      if (entry === null) throw new Error('not in the archive');
      if (entry.uncompressedSize > mostBytes) throw new Error('larger than 64 MB');
      return buffer(await archive.open(entry));
    },
    close: () => {
      archive.close();
    },
  };
}

/** The pictures in the folder of a table, and below it: never outside. */
export async function picturesBeside(table: string): Promise<PictureSource> {
  const folder = path.dirname(table);
  const names = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const find = (wanted: string): string | null => {
    const full = path.resolve(folder, tidyName(wanted));
    return isPictureName(full) && full.startsWith(folder + path.sep) ? full : null;
  };
  return {
    isEmpty: !names.some((entry) => entry.isDirectory() || isPictureName(entry.name)),
    async has(wanted) {
      const full = find(wanted);
      return full !== null && (await stat(full).catch(() => null))?.isFile() === true;
    },
    async read(wanted) {
      const full = find(wanted);
      if (full === null) throw new Error('not beside the table');
      if ((await stat(full)).size > mostBytes) throw new Error('larger than 64 MB');
      const stream: Readable = createReadStream(full);
      return buffer(stream);
    },
    close: () => undefined,
  };
}

function tidyName(name: string): string {
  return name.trim().replaceAll('\\', '/').replace(/^\.\//, '');
}
