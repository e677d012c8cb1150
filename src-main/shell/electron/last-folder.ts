import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

const foldersSchema = z.record(z.string(), z.string());

/** Remembers per purpose in which folder the user last opened or saved something. */
export class LastFolders {
  readonly #file: string;
  readonly #fallback: string;

  constructor(file: string, fallback: string) {
    this.#file = file;
    this.#fallback = fallback;
  }

  /** The last folder, or the fallback where there is none any more. */
  of(purpose: string): string {
    const folder = this.#read()[purpose];
    const exists = folder !== undefined && statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true;
    return exists ? folder : this.#fallback;
  }

  keep(purpose: string, folder: string): void {
    mkdirSync(path.dirname(this.#file), { recursive: true });
    writeFileSync(this.#file, JSON.stringify({ ...this.#read(), [purpose]: folder }));
  }

  #read(): Record<string, string> {
    try {
      return foldersSchema.parse(JSON.parse(readFileSync(this.#file, 'utf8')));
    } catch {
      return {};
    }
  }
}
