import { hash32 } from '../../util/hash.ts';
import type { TableColumn } from '../../table/table.ts';

/** Equal for rows that are equal in every column (missing equals missing); two 32-bit hashes make an accident unlikely. */
export function rowKeys(columns: readonly TableColumn[], rowCount: number): Float64Array {
  const first = new Int32Array(rowCount).fill(1);
  const second = new Int32Array(rowCount).fill(2);
  const bits = new Float64Array(1);
  const words = new Int32Array(bits.buffer);
  columns.forEach((column, position) => {
    for (let row = 0; row < rowCount; row += 1) {
      if ('codes' in column) {
        words[0] = column.codes[row] ?? -1;
        words[1] = 0;
      } else {
        // Adding 0 makes one zero of two; every NaN is missing.
        const value = (column.values[row] ?? Number.NaN) + 0;
        bits[0] = Number.isNaN(value) ? Number.NaN : value;
      }
      const [low = 0, high = 0] = words;
      first[row] = hash32((first[row] ?? 0) ^ hash32(low + position) ^ Math.imul(high, 0x27d4eb2d));
      second[row] = hash32((second[row] ?? 0) + hash32(high - position) + Math.imul(low, 0x165667b1));
    }
  });
  // 21 bits of the one above 32 of the other: whole numbers that a float64 holds.
  return Float64Array.from(first, (value, row) => ((second[row] ?? 0) & 0x1fffff) * 2 ** 32 + (value >>> 0));
}

/** Chance that two rows drawn at random agree in all columns if the columns had nothing to do with one another. */
export function chanceAgreement(columns: readonly TableColumn[], rows: Int32Array): number {
  return columns.reduce((chance, column) => {
    const counts = new Map<number, number>();
    for (const row of rows) {
      const cell = 'codes' in column ? (column.codes[row] ?? -1) : (column.values[row] ?? Number.NaN);
      counts.set(cell, (counts.get(cell) ?? 0) + 1);
    }
    let pairs = 0;
    for (const count of counts.values()) pairs += count * (count - 1);
    return (chance * pairs) / Math.max(1, rows.length * (rows.length - 1));
  }, 1);
}

/** Whether a column has so many values that equal rows are copies rather than coincidence. */
export function isFine(column: TableColumn, rows: Int32Array): boolean {
  const wanted = Math.max(50, rows.length / 20);
  const distinct = new Set<number>();
  for (const row of rows) {
    const cell = 'codes' in column ? (column.codes[row] ?? -1) : (column.values[row] ?? Number.NaN);
    distinct.add(cell);
    if (distinct.size > wanted) return true;
  }
  return false;
}
