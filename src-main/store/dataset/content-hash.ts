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
    this.#hash.update(
      JSON.stringify('codes' in column ? [column.name, column.type, column.labels] : [column.name, column.type]),
    );
    this.#hash.update(bytesOf('codes' in column ? column.codes : canonical(column.values)));
  }

  finish(): string {
    return this.#hash.digest('hex');
  }
}

/** Every NaN with the same bits. */
function canonical(values: Float64Array): Float64Array {
  const copy = values.slice();
  for (let row = 0; row < copy.length; row += 1) if (copy[row] !== copy[row]) copy[row] = Number.NaN;
  return copy;
}

function bytesOf(values: Int32Array | Float64Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
