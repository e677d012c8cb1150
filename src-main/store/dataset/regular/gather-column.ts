import { closeSync, openSync, readSync } from 'node:fs';
import type { TextDictionary } from '../../../core/table/text-dictionary.ts';
import type { RawValues } from '../raw-column.ts';
import { ByteDictionary } from './byte-dictionary.ts';
import type { SpilledColumn } from './read-chunk.ts';

/** One column in all chunks, in the order of the file. */
export interface ScatteredColumn {
  readonly rowCount: number;
  readonly pieces: readonly { readonly rowCount: number; readonly column: SpilledColumn }[];
}

/** Puts a column together from its chunks, numbers in `room` where it is given. */
export function gatherColumn(scattered: ScatteredColumn, room?: SharedArrayBuffer): RawValues {
  const files = new SpillFiles();
  try {
    const isNumber = scattered.pieces.every(({ column }) => column.kind === 'number');
    return isNumber ? gatherNumbers(scattered, files, room) : { texts: gatherTexts(scattered, files) };
  } finally {
    files.close();
  }
}

/** A column without any number may hold anything: it is one of texts. */
function gatherNumbers(
  { rowCount, pieces }: ScatteredColumn,
  files: SpillFiles,
  room: SharedArrayBuffer | undefined,
): RawValues {
  const values = room === undefined ? new Float64Array(rowCount) : new Float64Array(room, 0, rowCount);
  let row = 0;
  for (const { rowCount: count, column } of pieces) {
    files.read(column, column.offset, values.subarray(row, row + count));
    row += count;
  }
  if (values.some((value) => value === value)) return { values, isFinite: true };
  return { texts: { labels: [], codes: new Int32Array(rowCount).fill(-1), counts: new Int32Array(0) } };
}

function gatherTexts({ rowCount, pieces }: ScatteredColumn, files: SpillFiles): TextDictionary {
  const codes = new Int32Array(rowCount);
  const dictionary = new ByteDictionary();
  let row = 0;
  for (const { rowCount: count, column } of pieces) {
    const part = codes.subarray(row, row + count);
    files.read(column, column.offset, part);
    const { labelCount, labelBytes } = column;
    const places = new Int32Array(2 * labelCount);
    const bytes = new Uint8Array(labelBytes);
    files.read(column, column.offset + part.byteLength, places);
    files.read(column, column.offset + part.byteLength + places.byteLength, bytes);
    const whole = new Int32Array(labelCount);
    let start = 0;
    for (let code = 0; code < labelCount; code += 1) {
      const end = places[labelCount + code] as number;
      whole[code] = dictionary.add(bytes, start, end, places[code] as number);
      start = end;
    }
    for (let index = 0; index < count; index += 1) {
      const code = part[index] as number;
      if (code >= 0) part[index] = whole[code] as number;
    }
    row += count;
  }
  const counts = new Int32Array(dictionary.size);
  for (const code of codes) if (code >= 0) counts[code] = (counts[code] as number) + 1;
  return { labels: dictionary.texts(), codes, counts };
}

/** The spill files that are open while a column is read. */
class SpillFiles {
  readonly #descriptors = new Map<string, number>();

  read({ path }: SpilledColumn, offset: number, target: Int32Array | Float64Array | Uint8Array): void {
    const descriptor = this.#descriptors.get(path) ?? openSync(path, 'r');
    this.#descriptors.set(path, descriptor);
    const bytes = new Uint8Array(target.buffer, target.byteOffset, target.byteLength);
    let read = 0;
    while (read < bytes.length) {
      const count = readSync(descriptor, bytes, read, bytes.length - read, offset + read);
      if (count === 0) throw new Error('a file on its way became shorter while it was read');
      read += count;
    }
  }

  close(): void {
    for (const descriptor of this.#descriptors.values()) closeSync(descriptor);
  }
}
