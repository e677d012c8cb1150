import { isUtf8 } from 'node:buffer';
import { closeSync, fstatSync, openSync, readSync, writevSync } from 'node:fs';
import { join } from 'node:path';
import { threadId } from 'node:worker_threads';
import type { NumberEvidence } from '../../../core/table/number-format.ts';
import { lineFeed } from '../scan-cells.ts';
import type { ReaderRoom } from './reader-room.ts';
import { CellReader, columnKind, type CellSettings, type NumberLooks } from './cell-reader.ts';

/** Bytes read beyond the end of a chunk for the record that straddles it; where it is longer, more. */
const firstMargin = 1 << 16;
/** A record that is longer is left to the parser. */
const longestRecord = 64 * 1024 * 1024;

export interface ChunkTask {
  readonly kind: 'chunk';
  readonly path: string;
  /** Reads the records that begin in `from` to `to` - 1; where `isExact`, one begins at `from`, else somewhere after it. */
  readonly from: number;
  readonly to: number;
  readonly isExact: boolean;
  readonly settings: CellSettings;
  /** Where each thread has a file for what it has read. */
  readonly folder: string;
}

/** A column of a chunk in the spill file. */
export interface SpilledColumn {
  readonly kind: 'number' | 'text';
  readonly path: string;
  /** Of a Float64 a row, or of an Int32 code a row (-1 is missing) and then of the distinct texts. */
  readonly offset: number;
  /** Distinct texts: their hashes and ends (Int32 each), then their bytes. */
  readonly labelCount: number;
  readonly labelBytes: number;
}

export interface ChunkReply {
  /** Null where the text is not regular, or not UTF-8. */
  readonly chunk: ReadChunk | null;
}

export interface ReadChunk {
  /** Where its first record begins, and where the first record after it does. */
  readonly begin: number;
  readonly end: number;
  readonly rowCount: number;
  /** By position; null where the column was passed over or is a misfit. */
  readonly columns: readonly (SpilledColumn | null)[];
  readonly misfits: readonly number[];
  readonly evidence: Readonly<NumberEvidence>;
  readonly looked: Readonly<NumberLooks>;
}

/** Reads one chunk of a file and puts its columns into the spill file. */
export function readChunk(task: ChunkTask, room: ReaderRoom): ChunkReply {
  const source = openSync(task.path, 'r');
  try {
    const { size } = fstatSync(source);
    for (let margin = firstMargin; ; margin = Math.min(8 * margin, longestRecord)) {
      const begun = task.isExact ? task.from : Math.max(0, task.from - 1);
      const length = Math.min(size, task.to + margin) - begun;
      const bytes = readAt(source, begun, length, room);
      const isEnd = begun + length >= size;
      bytes[length] = isEnd ? lineFeed : 0;
      const first = task.isExact ? 0 : bytes.subarray(0, length).indexOf(lineFeed) + 1;
      const read = readRecords(bytes, first, Math.min(task.to - begun, length), length, task, room);
      if (read !== 'more')
        return { chunk: read === null ? null : { ...read, begin: begun + first, end: begun + read.end } };
      if (isEnd || margin === longestRecord) return { chunk: null };
    }
  } finally {
    closeSync(source);
  }
}

/** Null where the text is not regular; `more` where a record goes on beyond the bytes. */
function readRecords(
  bytes: Buffer,
  first: number,
  stop: number,
  length: number,
  { settings, folder }: ChunkTask,
  room: ReaderRoom,
): ReadChunk | null | 'more' {
  const capacity = Math.ceil(Math.max(0, length - first) / settings.width) + 1;
  const reader = new CellReader(settings, capacity, room);
  const end = reader.read(bytes, first, stop, length);
  if (end === null) return reader.regular ? 'more' : null;
  if (!isUtf8(bytes.subarray(first, end))) return null;
  return {
    begin: first,
    end,
    rowCount: reader.rowCount,
    columns: spill(reader, settings, join(folder, `thread-${threadId}.spill`)),
    misfits: reader.misfits(),
    evidence: reader.detector.evidence,
    looked: reader.looked,
  };
}

/** The bytes, and beyond them room for what marks their end. */
function readAt(descriptor: number, position: number, length: number, room: ReaderRoom): Buffer {
  const bytes = room.bytes(length + 2).subarray(0, length + 2);
  let read = 0;
  while (read < length) {
    const count = readSync(descriptor, bytes, read, length - read, position + read);
    if (count === 0) throw new Error('the file became shorter while it was read');
    read += count;
  }
  bytes[length + 1] = 0;
  return bytes;
}

function spill(reader: CellReader, { kinds }: CellSettings, path: string): (SpilledColumn | null)[] {
  const target = openSync(path, 'a');
  try {
    let offset = fstatSync(target).size;
    const views: NodeJS.ArrayBufferView[] = [];
    const columns = Array.from(kinds, (kind, column): SpilledColumn | null => {
      const place = { path, offset };
      if (kind === columnKind.number) {
        const numbers = reader.numbers(column);
        if (numbers === null) return null;
        offset += numbers.byteLength;
        views.push(numbers);
        return { ...place, kind: 'number', labelCount: 0, labelBytes: 0 };
      }
      const texts = kind === columnKind.text ? reader.texts(column) : null;
      if (texts === null) return null;
      const { codes, dictionary } = texts;
      const { hashes, ends, bytes } = dictionary;
      for (const view of [codes, hashes, ends, bytes]) {
        offset += view.byteLength;
        views.push(view);
      }
      return { ...place, kind: 'text', labelCount: dictionary.size, labelBytes: bytes.length };
    });
    writeAll(
      target,
      views.filter((view) => view.byteLength > 0),
    );
    return columns;
  } finally {
    closeSync(target);
  }
}

const mostViews = 512;

function writeAll(descriptor: number, views: readonly NodeJS.ArrayBufferView[]): void {
  for (let from = 0; from < views.length; from += mostViews) {
    const batch = views.slice(from, from + mostViews);
    const expected = batch.reduce((sum, { byteLength }) => sum + byteLength, 0);
    const written = writevSync(descriptor, batch);
    if (written !== expected) throw new Error(`only ${written} of ${expected} bytes could be written`);
  }
}
