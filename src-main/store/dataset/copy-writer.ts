import { closeSync, openSync, writeSync } from 'node:fs';
import { badFile } from './bad-file.ts';

const bufferLength = 1 << 20;

/** Writes checked rows as plain CSV (comma, double quotes, UTF-8, line feeds, no header), which `copyRelation` reads. */
export class CopyWriter {
  readonly #file: string;
  readonly #descriptor: number;
  #pending = '';
  #closed = false;

  constructor(path: string, file: string) {
    this.#file = file;
    this.#descriptor = openSync(path, 'wx');
  }

  /** Throws AppError `bad-file` where a cell holds a zero byte. */
  write(cells: readonly (string | null)[], row: number): void {
    let line = '';
    for (let position = 0; position < cells.length; position += 1) {
      if (position > 0) line += ',';
      const cell = cells[position] ?? null;
      if (cell !== null) line += this.#encode(cell, position, row);
    }
    // A lone empty cell would be a blank line, which the reader skips.
    this.#pending += line === '' ? '""\n' : `${line}\n`;
    if (this.#pending.length >= bufferLength) this.#flush();
  }

  /** Writes the rest and closes the file, once. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    try {
      this.#flush();
    } finally {
      closeSync(this.#descriptor);
    }
  }

  #encode(cell: string, position: number, row: number): string {
    if (!/[",\r\n\0]/.test(cell)) return cell;
    if (cell.includes('\0')) {
      throw badFile(
        { file: this.#file, row, column: position + 1 },
        'holds a zero byte and is no text; repair the file',
      );
    }
    return `"${cell.replaceAll('"', '""')}"`;
  }

  #flush(): void {
    const bytes = Buffer.from(this.#pending, 'utf8');
    for (let written = 0; written < bytes.length;) written += writeSync(this.#descriptor, bytes, written);
    this.#pending = '';
  }
}
