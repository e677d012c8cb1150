import { cellLabel } from '../table/cell.ts';
import type { NumberColumn, TableColumn } from '../table/table.ts';

/** Numbers with more distinct values than this are stratified over quantile bins. */
const distinctLimit = 10;
const binCount = 10;
/** Rows that a value has on average where it is a stratum of its own: one for each part. */
const leastRepeats = 3;

/** The stratum of each row: its label, or the quantile bin of its number; rows without a value are one stratum (-1). */
export function strataOf(column: TableColumn, rows: Int32Array): Map<number, number> {
  if ('codes' in column) return new Map(Array.from(rows, (row) => [row, column.codes[row] ?? -1]));
  const distinct = new Set(
    Array.from(rows, (row) => column.values[row] ?? Number.NaN).filter((value) => !Number.isNaN(value)),
  );
  return distinct.size > distinctLimit ? quantileBins(column, rows) : valueStrata(column, rows);
}

/**
 * The strata of a number to be predicted: as above, but values that mostly occur once or twice are binned, few as they may be. One
 * by one they would all go where most rows go.
 */
export function targetStrata(column: NumberColumn, rows: Int32Array): Map<number, number> {
  const present = Array.from(rows, (row) => column.values[row] ?? Number.NaN).filter((value) => !Number.isNaN(value));
  const distinct = new Set(present).size;
  const isSparse = present.length < leastRepeats * distinct;
  return distinct > distinctLimit || isSparse ? quantileBins(column, rows) : valueStrata(column, rows);
}

function valueStrata(column: NumberColumn, rows: Int32Array): Map<number, number> {
  const codes = new Map<string, number>();
  const strata = new Map<number, number>();
  for (const row of rows) {
    const label = cellLabel(column, row);
    if (label !== null && !codes.has(label)) codes.set(label, codes.size);
    strata.set(row, label === null ? -1 : (codes.get(label) ?? -1));
  }
  return strata;
}

function quantileBins(column: NumberColumn, rows: Int32Array): Map<number, number> {
  const strata = new Map<number, number>(Array.from(rows, (row) => [row, -1]));
  const present = Array.from(rows).filter((row) => !Number.isNaN(column.values[row] ?? Number.NaN));
  present.sort((first, second) => (column.values[first] ?? 0) - (column.values[second] ?? 0) || first - second);
  const bins = Math.max(1, Math.min(binCount, Math.floor(present.length / 5)));
  present.forEach((row, rank) => strata.set(row, Math.floor((rank * bins) / present.length)));
  return strata;
}
