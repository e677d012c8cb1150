import { Transform } from 'node:stream';
import { AppError } from '../../../contract/error.ts';

/** No table that fits into the memory of a workstation is larger. */
const mostBytes = 16 * 1024 ** 3;
/** Tables become 3 to 50 times smaller; deflate at its best, on nothing but zeros, 1,032 times. */
const mostRatio = 300;
/** Below this size any ratio is harmless. */
const harmlessBytes = 256 * 1024 ** 2;

/** Throws AppError `too-large` where so many packed bytes may not become so many. */
export function checkUnpacked(file: string, packedBytes: number, unpackedBytes: number): void {
  const grows = unpackedBytes > harmlessBytes && unpackedBytes > mostRatio * packedBytes;
  if (unpackedBytes <= mostBytes && !grows) return;
  const gibibytes = (unpackedBytes / 1024 ** 3).toFixed(1);
  const what = grows
    ? `unpacks to more than ${mostRatio} times its size, as an archive made to fill a disk does`
    : `unpacks to more than ${mostBytes / 1024 ** 3} GiB`;
  throw new AppError('too-large', `${file}: ${what} (${gibibytes} GiB so far); unpack it yourself if it is genuine`, {
    details: { file, packedBytes, unpackedBytes },
  });
}

/** Lets bytes pass while their number is no cause for alarm. */
export function limitUnpacked(file: string, packedBytes: number): Transform {
  let unpackedBytes = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      unpackedBytes += chunk.byteLength;
      try {
        checkUnpacked(file, packedBytes, unpackedBytes);
        done(null, chunk);
      } catch (error) {
        done(error as Error);
      }
    },
  });
}
