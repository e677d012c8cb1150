import { createHash, type Hash } from 'node:crypto';
import type { TableColumn } from '../../core/table/table.ts';

/**
 * SHA-256 of a table's names, types and values, hexadecimal, column by column: the same however the file was written.
 * Missing cells of numbers are one canonical NaN, labels are in order of first appearance.
 */
export class TableHash {
  readonly #hash: Hash = createHash('sha256');

  constructor(rowCount: number, columnCount: number) {
    this.#hash.update(JSON.stringify({ format: 1, rows: rowCount, columns: columnCount }));
  }

  add(column: TableColumn): void {
    this.addParts(hashedParts(column));
  }

  addParts({ head, bytes }: HashedParts): void {
    this.#hash.update(head);
    this.#hash.update(bytes);
  }

  finish(): string {
    return this.#hash.digest('hex');
  }
}

/** What of a column is hashed: its name, type and labels, and its values or codes. */
export interface HashedParts {
  readonly head: string;
  readonly bytes: Uint8Array;
}

/** `isWhole` where no cell is missing, which saves a look at each. */
export function hashedParts(column: TableColumn, isWhole = false): HashedParts {
  if ('codes' in column) {
    return { head: JSON.stringify([column.name, column.type, column.labels]), bytes: bytesOf(column.codes) };
  }
  const { name, type, values } = column;
  return { head: JSON.stringify([name, type]), bytes: bytesOf(isWhole ? values : canonical(values)) };
}

/** The same numbers, every NaN with the same bits. */
function canonical(values: Float64Array): Float64Array {
  const words = new Uint32Array(values.buffer, values.byteOffset, 2 * values.length);
  for (let row = 0; row < values.length; row += 1) {
    if (values[row] === values[row]) continue;
    words[2 * row] = 0;
    words[2 * row + 1] = 0x7ff80000;
  }
  return values;
}

function bytesOf(values: Int32Array | Float64Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
