import { mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { AppError } from '../contract/error.ts';

/**
 * Makes the folder and those above it that are missing, one by one: Node's own recursive way never returns where the system says
 * ENOENT though the folder above is there, as Linux does under /proc. Throws AppError `storage` there, else the system's error.
 */
export function makeFolders(folder: string): void {
  const wanted = path.resolve(folder);
  if (isFolder(wanted)) return;
  const missing = [wanted];
  for (let above = path.dirname(wanted); !exists(above) && path.dirname(above) !== above; above = path.dirname(above)) {
    missing.push(above);
  }
  for (const each of missing.toReversed()) makeFolder(each);
}

function exists(folder: string): boolean {
  return statSync(folder, { throwIfNoEntry: false }) !== undefined;
}

function isFolder(folder: string): boolean {
  return statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true;
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder);
  } catch (error) {
    if (isFolder(folder)) return;
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new AppError(
      'storage',
      `cannot make the folder ${folder}: no folders can be made in ${path.dirname(folder)}; choose another place`,
      { cause: error },
    );
  }
}
