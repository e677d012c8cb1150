import { constants, zstdCompressSync } from 'node:zlib';
import type { CodeColumn, NumberColumn, TableColumn } from '../../../core/table/table.ts';
import { rowCountOf } from '../../../core/table/table.ts';
import { bitWidth, packBits } from './pack-bits.ts';
import { encodeThrift, i32, struct } from './thrift.ts';

/** Rows of a row group, as many as DuckDB takes: what is read or passed over as a whole. */
export const groupRows = 122_880;

export const encodings = { plain: 0, rle: 3, dictionary: 8, byteStreamSplit: 9 } as const;
const pageTypes = { data: 0, dictionary: 2 } as const;

export type StoredType = 'double' | 'timestamp' | 'boolean' | 'text';

/** The part of a column that lies in one row group: a dictionary page where there is one, and a page of data. */
export interface EncodedChunk {
  readonly bytes: Uint8Array;
  readonly rowCount: number;
  readonly missing: number;
  readonly encoding: number;
  /** Of the dictionary page; 0 where there is none. */
  readonly dictionaryBytes: number;
  readonly uncompressedBytes: number;
  /** Of numbers; null where there is none. */
  readonly range: readonly [number, number] | null;
}

export interface EncodedColumn {
  readonly type: StoredType;
  readonly chunks: readonly EncodedChunk[];
}

/** The bytes of a column in a Parquet file, one chunk a row group, compressed by Zstandard. */
export function encodeColumn(column: TableColumn): EncodedColumn {
  const rowCount = rowCountOf(column);
  const chunks: EncodedChunk[] = [];
  const encode = 'codes' in column ? createCodeEncoder(column) : createNumberEncoder(column);
  for (let from = 0; from < rowCount; from += groupRows)
    chunks.push(encode(from, Math.min(rowCount, from + groupRows)));
  return { type: storedType(column), chunks };
}

function storedType(column: TableColumn): StoredType {
  if (!('codes' in column)) return column.type === 'date' ? 'timestamp' : 'double';
  return column.type === 'boolean' ? 'boolean' : 'text';
}

type ChunkEncoder = (from: number, to: number) => EncodedChunk;

function createNumberEncoder({ type, values }: NumberColumn): ChunkEncoder {
  const room = new Float64Array(Math.min(groupRows, values.length));
  const page = new Uint8Array(9 * room.length + 16);
  return function encodeNumbers(from, to) {
    let count = 0;
    let least = Infinity;
    let most = -Infinity;
    for (let row = from; row < to; row += 1) {
      const value = values[row] as number;
      if (value !== value) continue;
      count += 1;
      if (value < least) least = value;
      if (value > most) most = value;
    }
    const presence = definitionLevels(to - from, count, (offset) => !Number.isNaN(values[from + offset]));
    const present = count === to - from ? values.subarray(from, to) : presentNumbers(values.subarray(from, to), room);
    const isDate = type === 'date';
    const encoding = isDate ? encodings.plain : encodings.byteStreamSplit;
    page.set(presence);
    if (isDate) page.set(microseconds(present), presence.length);
    else splitStreams(present, page.subarray(presence.length));
    const encoded = encodePage(page.subarray(0, presence.length + 8 * count), to - from, encoding);
    return toChunk([encoded], to - from, count, encoding, count === 0 ? null : [least, most]);
  };
}

function presentNumbers(values: Float64Array, room: Float64Array): Float64Array {
  let count = 0;
  for (let row = 0; row < values.length; row += 1) {
    const value = values[row] as number;
    if (value !== value) continue;
    room[count] = value;
    count += 1;
  }
  return room.subarray(0, count);
}

/** Milliseconds as 64-bit microseconds. */
function microseconds(values: Float64Array): Uint8Array {
  const numbers = new BigInt64Array(values.length);
  for (let index = 0; index < values.length; index += 1) {
    numbers[index] = BigInt(Math.round(values[index] as number)) * 1000n;
  }
  return new Uint8Array(numbers.buffer);
}

/** All first bytes, then all second bytes and so on: sign, exponent and unused digits then compress well. */
function splitStreams(values: Float64Array, bytes: Uint8Array): void {
  const count = values.length;
  const words = new Uint32Array(values.buffer, values.byteOffset, 2 * count);
  for (let index = 0; index < count; index += 1) {
    const low = words[2 * index] as number;
    const high = words[2 * index + 1] as number;
    bytes[index] = low;
    bytes[count + index] = low >>> 8;
    bytes[2 * count + index] = low >>> 16;
    bytes[3 * count + index] = low >>> 24;
    bytes[4 * count + index] = high;
    bytes[5 * count + index] = high >>> 8;
    bytes[6 * count + index] = high >>> 16;
    bytes[7 * count + index] = high >>> 24;
  }
}

function createCodeEncoder(column: CodeColumn): ChunkEncoder {
  const { codes } = column;
  const truth = column.labels.indexOf('true');
  const labels = column.type === 'boolean' ? null : new LabelBytes(column.labels);
  const places = new Int32Array(column.labels.length);
  const room = new Int32Array(Math.min(groupRows, codes.length));
  return function encodeCodes(from, to) {
    const present = presentCodes(codes.subarray(from, to), room);
    const presence = definitionLevels(to - from, present.length, (offset) => (codes[from + offset] ?? -1) >= 0);
    if (labels === null) {
      for (let index = 0; index < present.length; index += 1) present[index] = present[index] === truth ? 1 : 0;
      const page = encodePage(Buffer.concat([presence, packBits(present, 1)]), to - from, encodings.plain);
      return toChunk([page], to - from, present.length, encodings.plain, null);
    }
    const used = findUsed(present, places);
    if (2 * used.length > present.length) {
      const page = encodePage(Buffer.concat([presence, labels.plain(present)]), to - from, encodings.plain);
      return toChunk([page], to - from, present.length, encodings.plain, null);
    }
    for (let index = 0; index < present.length; index += 1) present[index] = places[present[index] as number] as number;
    const width = bitWidth(used.length);
    const runs = [
      presence,
      Uint8Array.of(width),
      varint(((present.length + 7) >>> 3) * 2 + 1),
      packBits(present, width),
    ];
    const dictionary = encodeDictionary(labels.plain(used), used.length);
    const page = encodePage(Buffer.concat(runs), to - from, encodings.dictionary);
    return toChunk([dictionary, page], to - from, present.length, encodings.dictionary, null);
  };
}

function presentCodes(codes: Int32Array, room: Int32Array): Int32Array {
  let count = 0;
  for (let row = 0; row < codes.length; row += 1) {
    const code = codes[row] as number;
    if (code < 0) continue;
    room[count] = code;
    count += 1;
  }
  return room.subarray(0, count);
}

/** The codes that occur, in order of first appearance; their places there go into `places`. */
function findUsed(codes: Int32Array, places: Int32Array): Int32Array {
  places.fill(-1);
  const used = new Int32Array(Math.min(codes.length, places.length));
  let count = 0;
  for (let index = 0; index < codes.length; index += 1) {
    const code = codes[index] as number;
    if ((places[code] as number) >= 0) continue;
    places[code] = count;
    used[count] = code;
    count += 1;
  }
  return used.subarray(0, count);
}

/** The labels of a column as UTF-8. */
class LabelBytes {
  readonly #bytes: Buffer;
  /** Each label ends where the next begins; the first begins at 0. */
  readonly #ends: Int32Array;

  constructor(labels: readonly string[]) {
    this.#ends = new Int32Array(labels.length + 1);
    let size = 0;
    labels.forEach((label, code) => (this.#ends[code + 1] = size += Buffer.byteLength(label)));
    this.#bytes = Buffer.allocUnsafeSlow(size);
    labels.forEach((label, code) => this.#bytes.write(label, this.#ends[code] as number, 'utf8'));
  }

  /** Each label with its length before it. */
  plain(codes: Int32Array): Uint8Array {
    const bytes = this.#bytes;
    const ends = this.#ends;
    let size = 4 * codes.length;
    for (const code of codes) size += (ends[code + 1] as number) - (ends[code] as number);
    const target = new Uint8Array(size);
    let at = 0;
    for (let index = 0; index < codes.length; index += 1) {
      const code = codes[index] as number;
      const start = ends[code] as number;
      const length = (ends[code + 1] as number) - start;
      target[at] = length;
      target[at + 1] = length >>> 8;
      target[at + 2] = length >>> 16;
      target[at + 3] = length >>> 24;
      at += 4;
      if (length > 64) target.set(bytes.subarray(start, start + length), at);
      else for (let place = 0; place < length; place += 1) target[at + place] = bytes[start + place] as number;
      at += length;
    }
    return target;
  }
}

/** Which rows hold a value, as a run or as bits, with the length before it. */
function definitionLevels(rowCount: number, present: number, holds: (offset: number) => boolean): Uint8Array {
  const isUniform = present === rowCount || present === 0;
  const levels = isUniform
    ? Buffer.concat([varint(2 * rowCount), Uint8Array.of(present === 0 ? 0 : 1)])
    : Buffer.concat([
        varint(((rowCount + 7) >>> 3) * 2 + 1),
        packBits(
          Int32Array.from({ length: rowCount }, (_, offset) => (holds(offset) ? 1 : 0)),
          1,
        ),
      ]);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(levels.length);
  return Buffer.concat([length, levels]);
}

interface Page {
  readonly header: Uint8Array;
  readonly body: Uint8Array;
  readonly uncompressedBytes: number;
}

/** A page of which rows hold a value, and then of the values. */
function encodePage(plain: Uint8Array, rowCount: number, encoding: number): Page {
  const body = compress(plain);
  const header = encodeThrift([
    [1, i32(pageTypes.data)],
    [2, i32(plain.length)],
    [3, i32(body.length)],
    [5, struct([1, i32(rowCount)], [2, i32(encoding)], [3, i32(encodings.rle)], [4, i32(encodings.rle)])],
  ]);
  return { header, body, uncompressedBytes: header.length + plain.length };
}

function encodeDictionary(values: Uint8Array, count: number): Page {
  const body = compress(values);
  const header = encodeThrift([
    [1, i32(pageTypes.dictionary)],
    [2, i32(values.length)],
    [3, i32(body.length)],
    [7, struct([1, i32(count)], [2, i32(encodings.plain)])],
  ]);
  return { header, body, uncompressedBytes: header.length + values.length };
}

function toChunk(
  pages: readonly Page[],
  rowCount: number,
  present: number,
  encoding: number,
  range: EncodedChunk['range'],
): EncodedChunk {
  const parts = pages.flatMap(({ header, body }) => [header, body]);
  const size = parts.reduce((sum, { length }) => sum + length, 0);
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  const [first] = pages;
  return {
    bytes,
    rowCount,
    missing: rowCount - present,
    encoding,
    dictionaryBytes: pages.length > 1 && first !== undefined ? first.header.length + first.body.length : 0,
    uncompressedBytes: pages.reduce((sum, page) => sum + page.uncompressedBytes, 0),
    range,
  };
}

/** Room for the whole result at once saves the time of putting it together. */
const compressedRoom = 1 << 20;

function compress(bytes: Uint8Array): Uint8Array {
  const chunkSize = Math.min(compressedRoom, bytes.length + 1024);
  return zstdCompressSync(bytes, { chunkSize, params: { [constants.ZSTD_c_compressionLevel]: 1 } });
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest >>>= 7) bytes.push((rest & 127) | 128);
  return Uint8Array.of(...bytes, rest);
}
