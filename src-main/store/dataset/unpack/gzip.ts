import { createReadStream, createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { AppError } from '../../../contract/error.ts';
import { badFile } from '../bad-file.ts';
import { cancelled } from '../duckdb.ts';
import { limitUnpacked } from './limit.ts';

export interface UnpackStep {
  readonly path: string;
  readonly file: string;
  /** Where the unpacked bytes go. */
  readonly target: string;
  readonly signal?: AbortSignal;
  readonly onProgress?: (share: number | null) => void;
}

/** Unpacks a gzip file. Throws AppError `bad-file` where it is damaged, `too-large` where it grows beyond measure. */
export async function unpackGzip({ path, file, target, signal, onProgress }: UnpackStep): Promise<void> {
  const { size } = await stat(path);
  let read = 0;
  const count = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      read += chunk.byteLength;
      onProgress?.(read / size);
      done(null, chunk);
    },
  });
  try {
    await pipeline(
      [
        createReadStream(path),
        count,
        createGunzip(),
        limitUnpacked(file, size),
        createWriteStream(target, { flags: 'wx' }),
      ],
      signal === undefined ? {} : { signal },
    );
  } catch (error) {
    if (signal?.aborted === true) throw cancelled(error);
    const { code } = error as NodeJS.ErrnoException;
    if (error instanceof AppError || code?.startsWith('Z_') !== true) throw error;
    const what = code === 'Z_BUF_ERROR' ? 'the gzip file ends too early' : 'the gzip file is damaged';
    throw badFile({ file }, `${what}; pack or download it again`, error);
  }
}
