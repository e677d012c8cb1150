import { writeSync } from 'node:fs';
import { isatty } from 'node:tty';
import type { TextTable } from '../../service/result-table.ts';

/** Where text goes: results to standard output, everything else to standard error. */
export interface Terminal {
  readonly isInteractive: boolean;
  print(text: string): void;
  note(text: string): void;
  /** Replaces the last status line; nothing where nobody looks. */
  status(text: string): void;
}

export function createTerminal(): Terminal {
  const isInteractive = isatty(2);
  let statusShown = false;
  function clear(): void {
    if (statusShown) write(2, '\r\u001b[K');
    statusShown = false;
  }
  return {
    isInteractive,
    print(text) {
      clear();
      write(1, `${text}\n`);
    },
    note(text) {
      clear();
      write(2, `${text}\n`);
    },
    status(text) {
      if (!isInteractive) return;
      write(2, `\r\u001b[K${text}`);
      statusShown = text !== '';
    },
  };
}

/** At once, also into a pipe, so that nothing is lost when the process ends; a reader that has gone is no failure. */
function write(descriptor: number, text: string): void {
  let bytes = Buffer.from(text);
  while (bytes.byteLength > 0) {
    try {
      bytes = bytes.subarray(writeSync(descriptor, bytes));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EPIPE') return;
      if (code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
}

/** Columns aligned by their widest cell, two spaces apart. */
export function formatTable({ header, rows, rightAligned }: TextTable): string {
  const widths = header.map((name, column) => Math.max(name.length, ...rows.map((row) => (row[column] ?? '').length)));
  const toLine = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return rightAligned.includes(column) ? cell.padStart(width) : cell.padEnd(width);
      })
      .join('  ')
      .trimEnd();
  const rule = widths.map((width) => '─'.repeat(width)).join('  ');
  return [toLine(header), rule, ...rows.map(toLine)].join('\n');
}
