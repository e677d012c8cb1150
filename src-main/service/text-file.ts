import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../contract/error.ts';

/** More than any file of scores, settings or gradients. */
const mostBytes = 256 * 1024 ** 2;

/** A text file that the user named, as UTF-8. */
export async function readUserText(file: string): Promise<string> {
  const bytes = await readBytes(file);
  if (bytes.byteLength > mostBytes) {
    throw new AppError('too-large', `${file} has ${bytes.byteLength} bytes; at most ${mostBytes} are read`);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new AppError('bad-file', `${path.basename(file)} is not UTF-8 text; save it as UTF-8`, { cause: error });
  }
}

/** The same as JSON. */
export async function readUserJson(file: string): Promise<unknown> {
  const text = await readUserText(file);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new AppError('bad-file', `${path.basename(file)} is not JSON: ${(error as Error).message}`, { cause: error });
  }
}

async function readBytes(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why: Record<string, string> = {
      ENOENT: `missing file: ${file}; check the name and the folder`,
      EISDIR: `not a file: ${file}; choose one file, not a folder`,
      EACCES: `no permission to read ${file}`,
    };
    throw new AppError('bad-file', why[code ?? ''] ?? `cannot read ${file}: ${(error as Error).message}`, {
      cause: error,
      details: { file },
    });
  }
}
