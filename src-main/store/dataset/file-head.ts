import { open, stat } from 'node:fs/promises';
import { AppError } from '../../contract/error.ts';
import { badFile } from './bad-file.ts';

const headBytes = 65_536;

export interface FileHead {
  /** The first bytes. */
  readonly bytes: Uint8Array;
  readonly size: number;
}

/** How a file begins. Throws AppError `bad-file` where there is none, it may not be read, or it is empty. */
export async function readHead(path: string, file: string): Promise<FileHead> {
  try {
    const found = await stat(path);
    if (found.isDirectory()) throw badFile({ file }, 'is a folder; choose a file in it');
    if (!found.isFile()) throw badFile({ file }, 'is not a file; choose a file that holds a table');
    if (found.size === 0) throw badFile({ file }, 'is empty; choose a file with a header and rows');
    const handle = await open(path, 'r');
    try {
      const head = new Uint8Array(Math.min(found.size, headBytes));
      const { bytesRead } = await handle.read(head, 0, head.length, 0);
      return { bytes: head.subarray(0, bytesRead), size: found.size };
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (error instanceof AppError) throw error;
    const code = (error as NodeJS.ErrnoException).code;
    const message =
      code === 'ENOENT'
        ? 'no such file; check the path'
        : code === 'EACCES' || code === 'EPERM'
          ? 'may not be read; change its permissions'
          : `cannot be read (${code ?? String(error)})`;
    throw badFile({ file }, message, error);
  }
}

/** Whether the bytes begin with these (a text by its characters), `from` bytes in. */
export function startsWith(bytes: Uint8Array, signature: string | readonly number[], from = 0): boolean {
  const wanted = typeof signature === 'string' ? Buffer.from(signature, 'latin1') : signature;
  return wanted.every((byte: number, position: number) => bytes[from + position] === byte);
}
