import { writeSync } from 'node:fs';
import { isatty } from 'node:tty';
import { AppError } from '../../contract/error.ts';
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
  const isRead = isatty(1);
  let statusShown = false;
  function clear(): void {
    if (statusShown) write(2, '\r\u001b[K');
    statusShown = false;
  }
  return {
    isInteractive,
    print(text) {
      clear();
      write(1, `${isRead ? visibleText(text) : text}\n`);
    },
    note(text) {
      clear();
      write(2, `${visibleText(text)}\n`);
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
      if (code !== 'EAGAIN') {
        if (descriptor === 2) return;
        throw new AppError('storage', `cannot write to standard output: ${(error as Error).message}`, { cause: error });
      }
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
}

/** Columns aligned by their widest cell, two spaces apart. */
export function formatTable(table: TextTable): string {
  const { rightAligned } = table;
  const header = table.header.map(toCell);
  const rows = table.rows.map((row) => row.map(toCell));
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

const longestCell = 120;

/** Text of a file in one line of a terminal: control characters, which could move the cursor, are shown as their codes. */
function toCell(text: string): string {
  const visible = visibleText(text).replace(/[\t\n]/g, toCode);
  return visible.length <= longestCell ? visible : `${visible.slice(0, longestCell - 1)}…`;
}

/** Text in lines and tabs of its own: whatever else could move the cursor or turn the order of letters is shown as its code. */
export function visibleText(text: string): string {
  return text.replace(/[\0-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g, toCode);
}

function toCode(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
