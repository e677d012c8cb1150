import { createHash } from 'node:crypto';
import { readdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { makeFolders } from '../../store/make-folders.ts';

/** A folder of files that later processes may find again. */
export interface KeptFolder {
  readonly cacheFolder: string;
  /** Of the folder in the cache that holds one folder for each kind. */
  readonly name: string;
  /** All that the files are good for. */
  readonly kind: unknown;
  readonly largestBytes: number;
}

/** Where files of a kind are kept. Folders of other kinds, and the oldest files beyond the size, go. Null where nothing can be kept. */
export function openKeptFolder({ cacheFolder, name, kind, largestBytes }: KeptFolder): string | null {
  const own = createHash('sha256').update(JSON.stringify(kind)).digest('hex').slice(0, 16);
  const root = path.join(cacheFolder, name);
  const folder = path.join(root, own);
  try {
    makeFolders(folder);
    removeOthers(root, own);
    removeOldest(folder, largestBytes);
    return folder;
  } catch {
    return null;
  }
}

function removeOthers(root: string, kind: string): void {
  for (const entry of readdirSync(root)) {
    if (entry !== kind) rmSync(path.join(root, entry), { recursive: true, force: true });
  }
}

function removeOldest(folder: string, largestBytes: number): void {
  const files = readdirSync(folder).flatMap((file) => {
    const place = path.join(folder, file);
    const entry = statSync(place, { throwIfNoEntry: false });
    return entry === undefined ? [] : [{ place, bytes: entry.size, changedMs: entry.mtimeMs }];
  });
  let total = 0;
  for (const { place, bytes } of files.toSorted((first, second) => second.changedMs - first.changedMs)) {
    total += bytes;
    if (total > largestBytes) rmSync(place, { force: true });
  }
}
