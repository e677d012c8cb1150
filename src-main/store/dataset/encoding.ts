import { isUtf8 as isValidUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { AppError } from '../../contract/error.ts';
import { badFile } from './bad-file.ts';
import { cancelled } from './duckdb.ts';
import { readHead } from './file-head.ts';

export interface FoundEncoding {
  /** A label that TextDecoder knows. */
  readonly encoding: string;
  /** Whether no mark and no rule decided it: the bytes are no UTF-8, so the commonest 8-bit page is taken. */
  readonly guessed: boolean;
}

/**
 * The encoding of a text file: its byte order mark, else UTF-16 by where its zeros are, else UTF-8 where all bytes (or, of
 * its `beginning`, the first) are valid, else Windows-1252. Throws AppError `bad-file` where there is no such file, it is empty, or it is no text.
 */
export async function findEncoding(
  path: string,
  file: string,
  wanted: string,
  extent: 'beginning' | 'whole',
  signal?: AbortSignal,
): Promise<FoundEncoding> {
  const { bytes: head } = await readHead(path, file);
  if (wanted !== 'auto') return { encoding: checkedLabel(wanted), guessed: false };
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return { encoding: 'utf-8', guessed: false };
  if (head[0] === 0xff && head[1] === 0xfe) return { encoding: 'utf-16le', guessed: false };
  if (head[0] === 0xfe && head[1] === 0xff) return { encoding: 'utf-16be', guessed: false };
  if (head.includes(0)) {
    const wide = wideEncoding(head);
    if (wide === null) throw badFile({ file }, 'not a text file (it holds zero bytes); choose a CSV or TSV file');
    return { encoding: wide, guessed: false };
  }
  const isValid =
    extent === 'whole' ? await isUtf8(path, signal) : isValidUtf8(head.subarray(0, wholeCharacters(head)));
  return isValid ? { encoding: 'utf-8', guessed: false } : { encoding: 'windows-1252', guessed: true };
}

/** The text in pieces, without its byte order mark. Throws AppError `bad-file` where bytes do not fit the encoding. */
export async function* readText(
  path: string,
  file: string,
  encoding: string,
  signal?: AbortSignal,
): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  let bytesRead = 0;
  try {
    for await (const bytes of createReadStream(path, { highWaterMark: 1 << 18, ...(signal && { signal }) })) {
      const text = decoder.decode(bytes as Uint8Array, { stream: true });
      bytesRead += (bytes as Uint8Array).length;
      if (text !== '') yield text;
    }
    yield decoder.decode();
  } catch (error) {
    if (signal?.aborted === true) throw cancelled(error);
    if (!(error instanceof TypeError)) throw error;
    const message = `bytes near ${bytesRead} are not ${encoding}; choose another encoding`;
    throw badFile({ file }, message, error);
  }
}

function checkedLabel(label: string): string {
  try {
    return new TextDecoder(label).encoding;
  } catch (error) {
    throw new AppError(
      'bad-option',
      `unknown encoding '${label}'; use auto, utf-8, utf-16le, windows-1252 or another WHATWG name`,
      {
        cause: error,
      },
    );
  }
}

/** UTF-16 without a mark: nearly all the zeros of mostly Latin text are in the high bytes. */
function wideEncoding(head: Uint8Array): string | null {
  const zeros = [0, 0];
  head.forEach((byte, position) => {
    if (byte === 0) zeros[position % 2] = (zeros[position % 2] ?? 0) + 1;
  });
  const [even = 0, odd = 0] = zeros;
  const pairs = head.length / 2;
  if (odd > 0.3 * pairs && even < 0.02 * pairs) return 'utf-16le';
  if (even > 0.3 * pairs && odd < 0.02 * pairs) return 'utf-16be';
  return null;
}

/** Whether all bytes are UTF-8; a character may be cut where one piece ends and the next begins. */
async function isUtf8(path: string, signal?: AbortSignal): Promise<boolean> {
  let rest: Uint8Array = new Uint8Array(0);
  try {
    for await (const piece of createReadStream(path, { highWaterMark: 1 << 20, ...(signal && { signal }) })) {
      const bytes = rest.length === 0 ? (piece as Buffer) : Buffer.concat([rest, piece as Buffer]);
      const whole = wholeCharacters(bytes);
      if (!isValidUtf8(bytes.subarray(0, whole))) return false;
      rest = bytes.subarray(whole);
    }
    return isValidUtf8(rest);
  } catch (error) {
    if (signal?.aborted === true) throw cancelled(error);
    throw error;
  }
}

/** Bytes before a character that may go on in the next piece. */
function wholeCharacters(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return bytes.length;
    if (byte >= 0xc0) return bytes.length - back;
  }
  return bytes.length;
}
