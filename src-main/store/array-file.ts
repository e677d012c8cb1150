import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { AppError } from '../contract/error.ts';
import type { StoredArray } from '../contract/training.ts';
import { writeFileAtomically } from './atomic-file.ts';

/**
 * Named arrays in one file: `TNDM`, a version, the length of a JSON header, the header, then the raw little-endian
 * numbers in the header's order. Both number types have 4 bytes.
 */
const magic = 'TNDM';
const fileVersion = 1;
const prefixBytes = 12;
const numberBytes = 4;

const headerSchema = z.object({
  arrays: z.array(
    z.object({ name: z.string(), dtype: z.enum(['float32', 'int32']), shape: z.array(z.int().min(0)), count: z.int() }),
  ),
});

export type NamedArrays = Readonly<Record<string, StoredArray>>;

/** Writes the arrays, whole or not at all. */
export function writeArrayFile(file: string, arrays: NamedArrays): void {
  const entries = Object.entries(arrays);
  const header = Buffer.from(
    JSON.stringify({
      arrays: entries.map(([name, { dtype, shape, data }]) => ({ name, dtype, shape, count: data.length })),
    }),
  );
  const prefix = Buffer.alloc(prefixBytes);
  prefix.write(magic, 0, 'latin1');
  prefix.writeUInt32LE(fileVersion, 4);
  prefix.writeUInt32LE(header.byteLength, 8);
  const bodies = entries.map(([, { data }]) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  writeFileAtomically(file, [prefix, header, ...bodies]);
}

/** Reads a file of `writeArrayFile`; a damaged one is refused with `storage`. */
export function readArrayFile(file: string): NamedArrays {
  const bytes = readBytes(file);
  if (bytes.byteLength < prefixBytes || bytes.toString('latin1', 0, 4) !== magic)
    throw damaged(file, 'not such a file');
  const version = bytes.readUInt32LE(4);
  if (version !== fileVersion) throw damaged(file, `version ${version} is unknown to this Tandem`);
  const headerEnd = prefixBytes + bytes.readUInt32LE(8);
  if (headerEnd > bytes.byteLength) throw damaged(file, 'the header is cut off');
  const header = headerSchema.parse(JSON.parse(bytes.toString('utf8', prefixBytes, headerEnd)));
  const total = header.arrays.reduce((sum, array) => sum + array.count * numberBytes, headerEnd);
  if (total !== bytes.byteLength) throw damaged(file, `${bytes.byteLength} bytes instead of ${total}`);

  const arrays: Record<string, StoredArray> = {};
  let offset = headerEnd;
  for (const { name, dtype, shape, count } of header.arrays) {
    const copy = new Uint8Array(bytes.subarray(offset, offset + count * numberBytes)).buffer;
    arrays[name] = { dtype, shape, data: dtype === 'float32' ? new Float32Array(copy) : new Int32Array(copy) };
    offset += count * numberBytes;
  }
  return arrays;
}

function readBytes(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new AppError('storage', `cannot read ${file}: ${(error as Error).message}; ${remedy}`, { cause: error });
  }
}

/** What is in such a file comes of a training, which gives the same again. */
const remedy = 'put the file back, or duplicate the study and train the copy, which gives the same';

function damaged(file: string, reason: string): AppError {
  return new AppError('storage', `damaged file ${file}: ${reason}; ${remedy}`, { details: { file } });
}
