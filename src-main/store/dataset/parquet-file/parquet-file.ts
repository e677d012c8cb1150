import { closeSync, openSync, writeSync } from 'node:fs';
import { columnName } from '../raw-table.ts';
import { encodings, type EncodedChunk, type EncodedColumn, type StoredType } from './encode-column.ts';
import { encodeThrift, i32, i64, list, struct, text, type ThriftStruct, type ThriftValue } from './thrift.ts';

const magic = Buffer.from('PAR1');
const physicalTypes = { boolean: 0, timestamp: 2, double: 5, text: 6 } as const satisfies Record<StoredType, number>;
const zstandard = 6;
const optional = 1;

interface PlacedChunk extends Omit<EncodedChunk, 'bytes'> {
  readonly offset: number;
  readonly size: number;
}

interface PlacedColumn {
  readonly type: StoredType;
  readonly chunks: readonly PlacedChunk[];
}

/**
 * A Parquet file of the columns c0, c1, ..., written column by column in any order: the format asks only that the chunk
 * of a column in a row group lies in one piece. Their names are in its metadata.
 */
export class ParquetFile {
  readonly #descriptor: number;
  readonly #names: readonly string[];
  readonly #columns = new Map<number, PlacedColumn>();
  #length = 0;
  #closed = false;

  constructor(path: string, names: readonly string[]) {
    this.#names = names;
    this.#descriptor = openSync(path, 'wx');
    this.#write(magic);
  }

  add(position: number, { type, chunks }: EncodedColumn): void {
    const placed = chunks.map(({ bytes, ...chunk }): PlacedChunk => {
      const offset = this.#length;
      this.#write(bytes);
      return { ...chunk, offset, size: bytes.length };
    });
    this.#columns.set(position, { type, chunks: placed });
  }

  /** Writes the metadata once every column is there, and closes the file. */
  finish(): void {
    const columns = this.#names.map(
      (_, position): PlacedColumn => this.#columns.get(position) ?? { type: 'text', chunks: [] },
    );
    const groups = columns[0]?.chunks.map(({ rowCount }) => rowCount) ?? [];
    const metadata = encodeThrift([
      [1, i32(1)],
      [2, list('struct', [struct([4, text('schema')], [5, i32(columns.length)]), ...columns.map(schemaOf)])],
      [3, i64(groups.reduce((sum, rows) => sum + rows, 0))],
      [
        4,
        list(
          'struct',
          groups.map((rows, group) => groupOf(columns, group, rows)),
        ),
      ],
      [5, list('struct', [struct([1, text('names')], [2, text(JSON.stringify(this.#names))])])],
    ]);
    const length = Buffer.alloc(4);
    length.writeUInt32LE(metadata.length);
    this.#write(Buffer.concat([metadata, length, magic]));
    this.close();
  }

  /** Closes the file, finished or not. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    closeSync(this.#descriptor);
  }

  #write(bytes: Uint8Array): void {
    for (let written = 0; written < bytes.length;) written += writeSync(this.#descriptor, bytes, written);
    this.#length += bytes.length;
  }
}

function schemaOf({ type }: PlacedColumn, position: number): ThriftValue {
  const fields: (readonly [number, ThriftValue])[] = [
    [1, i32(physicalTypes[type])],
    [3, i32(optional)],
    [4, text(columnName(position))],
  ];
  // Once as older readers know it, once as newer ones do.
  if (type === 'text') fields.push([6, i32(0)], [10, struct([1, struct()])]);
  if (type === 'timestamp') {
    const microseconds = struct([2, struct()]);
    fields.push([6, i32(10)], [10, struct([8, struct([1, { kind: 'boolean', value: false }], [2, microseconds])])]);
  }
  return { kind: 'struct', fields };
}

function groupOf(columns: readonly PlacedColumn[], group: number, rowCount: number): ThriftValue {
  const chunks = columns.flatMap(({ type, chunks: all }, position) => {
    const chunk = all[group];
    return chunk === undefined ? [] : [{ chunk, value: chunkOf(chunk, type, position) }];
  });
  const size = chunks.reduce((sum, { chunk }) => sum + chunk.uncompressedBytes, 0);
  return struct(
    [
      1,
      list(
        'struct',
        chunks.map(({ value }) => value),
      ),
    ],
    [2, i64(size)],
    [3, i64(rowCount)],
  );
}

function chunkOf(chunk: PlacedChunk, type: StoredType, position: number): ThriftValue {
  const used = chunk.dictionaryBytes > 0 ? [encodings.plain, chunk.encoding] : [chunk.encoding];
  const fields: (readonly [number, ThriftValue])[] = [
    [1, i32(physicalTypes[type])],
    [2, list('i32', [encodings.rle, ...used].map(i32))],
    [3, list('binary', [text(columnName(position))])],
    [4, i32(zstandard)],
    [5, i64(chunk.rowCount)],
    [6, i64(chunk.uncompressedBytes)],
    [7, i64(chunk.size)],
    [9, i64(chunk.offset + chunk.dictionaryBytes)],
  ];
  if (chunk.dictionaryBytes > 0) fields.push([11, i64(chunk.offset)]);
  fields.push([12, { kind: 'struct', fields: statisticsOf(chunk, type) }]);
  return struct([2, i64(chunk.offset)], [3, { kind: 'struct', fields }]);
}

function statisticsOf({ missing, range }: PlacedChunk, type: StoredType): ThriftStruct {
  if (range === null) return [[3, i64(missing)]];
  const [least, most] = range.map((value): ThriftValue => {
    const bytes = Buffer.alloc(8);
    if (type === 'timestamp') bytes.writeBigInt64LE(BigInt(Math.round(value)) * 1000n);
    else bytes.writeDoubleLE(value);
    return { kind: 'binary', value: bytes };
  });
  if (least === undefined || most === undefined) return [[3, i64(missing)]];
  return [
    [3, i64(missing)],
    [5, most],
    [6, least],
  ];
}
