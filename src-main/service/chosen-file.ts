import { randomUUID } from 'node:crypto';
import { statSync } from 'node:fs';
import path from 'node:path';
import { AppError } from '../contract/error.ts';

export interface ChosenFile {
  readonly path: string;
  /** As the user knows it; an upload lies under another name. */
  readonly name: string;
}

/** The files that the user chose in this session, each under a token that a page may name. */
export interface ChosenFiles {
  register(file: { readonly path: string; readonly name?: string | undefined }): { fileToken: string; name: string };
  get(fileToken: string): ChosenFile;
}

export function createChosenFiles(): ChosenFiles {
  const files = new Map<string, ChosenFile>();
  return {
    register({ path: given, name = path.basename(given) }) {
      checkFile(given);
      const fileToken = randomUUID();
      files.set(fileToken, { path: path.resolve(given), name });
      return { fileToken, name };
    },
    get(fileToken) {
      const file = files.get(fileToken);
      if (file === undefined) {
        throw new AppError('not-found', `unknown file token: ${fileToken}; choose the file again`);
      }
      return file;
    },
  };
}

function checkFile(file: string): void {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found === undefined) throw new AppError('bad-file', `missing file: ${file}; check the name and the folder`);
  if (!found.isFile()) throw new AppError('bad-file', `not a file: ${file}; choose one file, not a folder`);
}
