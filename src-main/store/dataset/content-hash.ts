import { createHash } from 'node:crypto';
import type { Table } from '../../core/table/table.ts';

/**
 * SHA-256 of a table's names, types and values, hexadecimal: the same however the file was written. Missing cells of
 * numbers are one canonical NaN, labels are in order of first appearance.
 */
export function hashTable(table: Table): string {
  const hash = createHash('sha256');
  hash.update(JSON.stringify({ format: 1, rows: table.rowCount, columns: table.columns.length }));
  for (const column of table.columns) {
    hash.update(
      JSON.stringify('codes' in column ? [column.name, column.type, column.labels] : [column.name, column.type]),
    );
    if ('codes' in column) hash.update(bytesOf(column.codes));
    else hash.update(bytesOf(Float64Array.from(column.values, (value) => (Number.isNaN(value) ? Number.NaN : value))));
  }
  return hash.digest('hex');
}

function bytesOf(values: Int32Array | Float64Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
