import { lstatSync, readdirSync } from 'node:fs';
import path from 'node:path';

/** Bytes of a file, or of all files in a folder; 0 where there is none, and for what may not be read. */
export function diskBytes(place: string): number {
  try {
    const found = lstatSync(place, { throwIfNoEntry: false });
    if (found === undefined) return 0;
    if (!found.isDirectory()) return found.size;
    return readdirSync(place).reduce((total, name) => total + diskBytes(path.join(place, name)), 0);
  } catch {
    return 0;
  }
}
