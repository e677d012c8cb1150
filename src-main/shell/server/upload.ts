import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AppError } from '../../contract/error.ts';

export const defaultUploadLimitBytes = 2 * 1024 ** 3;

/** Keeps an upload in `folder` under a name of ours with the extension of its own. Nothing stays of one that fails. */
export async function receiveUpload(
  body: Readable,
  name: string,
  folder: string,
  limitBytes: number,
): Promise<{ path: string; name: string }> {
  const shown = path.basename(name.replaceAll('\\', '/')).slice(0, 200) || 'data';
  const extension = /\.[A-Za-z0-9]{1,12}$/.exec(shown)?.[0] ?? '';
  const file = path.join(folder, `${randomUUID()}${extension}`);
  try {
    await pipeline(body, limitSize(limitBytes, shown), createWriteStream(file, { flags: 'wx', mode: 0o600 }));
  } catch (error) {
    await rm(file, { force: true });
    throw error;
  }
  return { path: file, name: shown };
}

function limitSize(limitBytes: number, name: string): Transform {
  let sizeBytes = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      sizeBytes += chunk.byteLength;
      if (sizeBytes <= limitBytes) done(null, chunk);
      else {
        const limit = Math.round(limitBytes / 1024 ** 2);
        done(new AppError('too-large', `${name} has more than ${limit} MiB; import it on the command line instead`));
      }
    },
  });
}
