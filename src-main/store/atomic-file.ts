import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';
import { AppError } from '../contract/error.ts';
import { makeFolders } from './make-folders.ts';

let counter = 0;

/**
 * Writes a file whole or not at all: a temporary file beside it, flushed to the disk, then renamed over it.
 * A process killed at any moment leaves the old file or the new one, and at most a `.part` file besides.
 */
export function writeFileAtomically(file: string, parts: readonly Uint8Array[]): void {
  counter += 1;
  const folder = path.dirname(file);
  const temporary = path.join(folder, `.${path.basename(file)}.${process.pid}.${counter}.part`);
  try {
    makeFolders(folder);
    const descriptor = openSync(temporary, 'w');
    try {
      for (const part of parts) writeWhole(descriptor, part);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(temporary, file);
    flushFolder(folder);
  } catch (error) {
    removeQuietly(temporary);
    throw toStorageError(error, file);
  }
}

/** The failure before this one is what is told; leftovers go when the workspace opens. */
function removeQuietly(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // the folder itself may be what is wrong
  }
}

function writeWhole(descriptor: number, bytes: Uint8Array): void {
  let offset = 0;
  while (offset < bytes.byteLength) offset += writeSync(descriptor, bytes, offset, bytes.byteLength - offset);
}

/** Makes a rename durable; Windows cannot open folders and does not need to. */
function flushFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** A failed read or write as an expected error that names the file and the way out. */
export function toStorageError(error: unknown, file: string): AppError {
  if (error instanceof AppError) return error;
  const code = (error as NodeJS.ErrnoException).code ?? '';
  const reason = reasons[code] ?? (error instanceof Error ? error.message : String(error));
  return new AppError('storage', `cannot write ${file}: ${reason}`, { cause: error, details: { file, reason: code } });
}

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full; free some space and try again',
  EDQUOT: 'the disk quota is used up; free some space and try again',
  EACCES: 'permission denied; choose a folder that you may write to',
  EPERM: 'permission denied; choose a folder that you may write to',
  EROFS: 'the disk is read-only; choose another folder',
  ENOTDIR: 'a part of the path is a file and not a folder; choose another folder',
  EEXIST: 'a part of the path is a file and not a folder; choose another folder',
  EISDIR: 'this is a folder; name a file',
};
