import { join } from 'node:path';
import type { ResolvedImportOptions } from '../../../contract/dataset.ts';
import type { Table } from '../../../core/table/table.ts';
import { TableHash } from '../content-hash.ts';
import { ParquetFile } from '../parquet-file/parquet-file.ts';
import type { WrittenColumns } from '../raw-table.ts';
import type { TypeRequest } from '../type-request.ts';
import type { ScatteredColumn } from './gather-column.ts';
import type { ImportThreads } from './import-threads.ts';
import { typeOf } from './read-columns.ts';
import type { ColumnReply, TypedColumnReply } from './type-column-task.ts';

export interface ParsedColumns {
  readonly names: readonly string[];
  readonly columns: readonly ScatteredColumn[];
  readonly rowCount: number;
  /** Rows of the file above the first of the table. */
  readonly rowsAbove: number;
}

/**
 * Types, describes and writes columns that were read in pieces, several at one time. Null where one names pictures, which
 * are not read here.
 */
export async function typeParsedTable(
  { names, columns, rowCount, rowsAbove }: ParsedColumns,
  options: ResolvedImportOptions,
  request: TypeRequest,
  threads: ImportThreads,
): Promise<WrittenColumns | null> {
  const path = request.keeps ? join(request.folder, 'table.parquet') : null;
  const file = path === null ? null : new ParquetFile(path, names);
  const hash = new TableHash(rowCount, names.length);
  const replies: (TypedColumnReply | undefined)[] = names.map(() => undefined);
  const { order, longCount } = longestFirst(columns);
  const rooms = new NumberRooms(rowCount);
  let begun = 0;
  let hashed = 0;
  let typed = 0;
  let namesPictures = false;

  function take(position: number, { column }: ColumnReply): void {
    if (column === null) {
      namesPictures = true;
      return;
    }
    if (column.encoded !== null) file?.add(position, column.encoded);
    replies[position] = { ...column, encoded: null };
    for (let next = replies[hashed]; next !== undefined; next = replies[hashed]) {
      hash.addParts(next.hashed);
      rooms.giveBack(hashed);
      replies[hashed] = { ...next, hashed: { head: '', bytes: new Uint8Array(0) } };
      hashed += 1;
    }
    typed += 1;
    request.onStage?.('typing', typed / names.length);
  }

  async function work(): Promise<void> {
    for (let position = order.shift(); position !== undefined && !namesPictures; position = order.shift()) {
      const name = names[position] ?? '';
      begun += 1;
      const reply = await threads.run({
        kind: 'column',
        name,
        cells: columns[position] ?? { rowCount, pieces: [] },
        room: begun > longCount ? rooms.take(position) : undefined,
        options,
        type: typeOf({ columnTypes: request.types }, name),
        rowsAbove,
        headRows: request.headRows,
        keeps: request.keeps,
        holds: request.keeps && threads.isHere,
        hasPictures: request.pictures !== undefined && !request.pictures.source.isEmpty,
      });
      take(position, reply);
    }
  }

  try {
    // One more than there are threads, so that none waits for its next column.
    await Promise.all(Array.from({ length: threads.size + 1 }, work));
    const done = replies.filter((reply) => reply !== undefined);
    if (done.length < names.length) return null;
    request.onStage?.('writing', null);
    file?.finish();
    return {
      columns: done.map(({ described }) => described),
      contentHash: hash.finish(),
      head: done.map(({ head }) => head),
      path,
      table: heldTable(rowCount, done),
    };
  } finally {
    file?.close();
  }
}

function heldTable(rowCount: number, replies: readonly TypedColumnReply[]): Table | null {
  const columns = replies.flatMap(({ held }) => held ?? []);
  return columns.length < replies.length ? null : { rowCount, columns };
}

/** From so many distinct texts in its pieces on, a column takes much longer than others and is typed first. */
const manyLabels = 100_000;

function longestFirst(columns: readonly ScatteredColumn[]): { order: number[]; longCount: number } {
  const labels = columns.map(({ pieces }) => pieces.reduce((sum, { column }) => sum + column.labelCount, 0));
  const positions = [...columns.keys()];
  const long = positions.filter((position) => (labels[position] ?? 0) >= manyLabels);
  long.sort((first, second) => (labels[second] ?? 0) - (labels[first] ?? 0));
  const rest = positions.filter((position) => (labels[position] ?? 0) < manyLabels);
  return { order: [...long, ...rest], longCount: long.length };
}

/** Memory that threads put numbers into, used again once they have been hashed. */
class NumberRooms {
  readonly #bytes: number;
  readonly #free: SharedArrayBuffer[] = [];
  readonly #taken = new Map<number, SharedArrayBuffer>();

  constructor(rowCount: number) {
    this.#bytes = 8 * rowCount;
  }

  take(position: number): SharedArrayBuffer {
    const room = this.#free.pop() ?? new SharedArrayBuffer(this.#bytes);
    this.#taken.set(position, room);
    return room;
  }

  giveBack(position: number): void {
    const room = this.#taken.get(position);
    this.#taken.delete(position);
    if (room !== undefined) this.#free.push(room);
  }
}
