import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder that holds src-main. */
const root = fileURLToPath(new URL('../..', import.meta.url));

/** Where the set-up keeps the program bundled. */
export const programFolder = join(root, 'build', 'program');

/** Written last: what it names is there. */
export const listPath = join(programFolder, 'program.json');

/**
 * A file that the bundle was made from: its path in the root, with slashes, when it was changed last, in milliseconds, and its size
 * in bytes.
 *
 * @typedef {readonly [path: string, changedMs: number, size: number]} Source
 *
 * @typedef {object} Program
 * @property {Readonly<Record<string, string>>} entries the file of each entry in the folder
 * @property {readonly string[]} files all of its files in the folder
 * @property {readonly Source[]} sources none where they cannot change
 */

/**
 * The bundled program; null where there is none, or where one of its sources has changed since.
 *
 * @returns {Program | null}
 */
export function findProgram() {
  const program = readProgram();
  return program?.sources.every(isUnchanged) === true ? program : null;
}

/** @returns {Program | null} what was bundled last, of whatever sources */
export function readProgram() {
  try {
    return JSON.parse(readFileSync(listPath, 'utf8'));
  } catch {
    return null;
  }
}

/** @param {Source} source */
function isUnchanged([path, changedMs, size]) {
  const found = statSync(join(root, path), { throwIfNoEntry: false });
  return found !== undefined && found.mtimeMs === changedMs && found.size === size;
}
