import type { CodeColumn, NumberColumn } from '../table/table.ts';
import { missingIndicator, type EncodedColumn, type EncodedFeature } from './encoded-column.ts';
import type { EncodingNote, Feature } from './prepared.ts';

/** Values so many times larger than their spread lose too many digits as float32 (24 bits). */
const offsetRatio = 1000;

const millisecondsPerDay = 86_400_000;

/** A number as it is, or a date in days: less an offset where only that keeps its digits. */
export function encodeNumber(column: NumberColumn): EncodedColumn {
  const { number, missing, notes } = numberFeature(column);
  return { features: [number, ...missingIndicator(column, missing)], groups: [], notes };
}

/** The column as one feature; how many cells are missing or beyond float32. */
export function numberFeature(column: NumberColumn): {
  readonly number: EncodedFeature;
  readonly missing: number;
  readonly notes: readonly EncodingNote[];
} {
  const divisor = column.type === 'date' ? millisecondsPerDay : 1;
  const values = new Float32Array(column.values.length);
  const present = new Uint8Array(column.values.length);
  const offset = offsetOf(column.values, divisor);
  let missing = 0;
  let tooLarge = 0;
  column.values.forEach((value, row) => {
    const scaled = Math.fround(value / divisor - offset);
    if (Number.isFinite(scaled)) {
      values[row] = scaled;
      present[row] = 1;
      return;
    }
    missing += 1;
    if (!Number.isNaN(value)) tooLarge += 1;
  });
  const notes: EncodingNote[] = [];
  if (tooLarge > 0) {
    notes.push({
      code: 'beyond-float32',
      column: column.name,
      message: `${tooLarge} values of column '${column.name}' are beyond 3.4e38 and are read as missing; rescale the column`,
    });
  }
  const feature: Feature = {
    name: column.name,
    column: column.name,
    kind: 'number',
    ...(offset === 0 ? {} : { offset }),
  };
  return { number: { feature, values, present: missing === 0 ? null : present }, missing, notes };
}

/** The middle of the values where they are large beside their spread, as times and coordinates are; else 0. */
function offsetOf(values: Float64Array, divisor: number): number {
  let least = Infinity;
  let most = -Infinity;
  for (const value of values) {
    if (!Number.isFinite(Math.fround(value / divisor))) continue;
    least = Math.min(least, value / divisor);
    most = Math.max(most, value / divisor);
  }
  const spread = most - least;
  return spread > 0 && Math.max(Math.abs(least), Math.abs(most)) > offsetRatio * spread ? least + spread / 2 : 0;
}

/** A boolean as one indicator, and another where it is missing. */
export function encodeBoolean(column: CodeColumn): EncodedColumn {
  const trueCode = column.labels.indexOf('true');
  const values = new Float32Array(column.codes.length);
  const present = new Uint8Array(column.codes.length);
  let missing = 0;
  column.codes.forEach((code, row) => {
    if (code < 0) missing += 1;
    else present[row] = 1;
    if (code >= 0 && code === trueCode) values[row] = 1;
  });
  const feature: Feature = { name: column.name, column: column.name, kind: 'indicator' };
  const indicator = { feature, values, present: missing === 0 ? null : present };
  return { features: [indicator, ...missingIndicator(column, missing)], groups: [], notes: [] };
}
