import { countLabels, isMissing } from '../table/cell.ts';
import type { CodeColumn, NumberColumn, TableColumn } from '../table/table.ts';
import type { EncodingNote, Feature } from './prepared.ts';

/** Labels that get a feature of their own; rarer ones share one. */
export const labelLimit = 50;
/** A missing indicator is added from this share of missing cells on. */
export const missingIndicatorShare = 0.01;

/** Values so many times larger than their spread lose too many digits as float32 (24 bits). */
const offsetRatio = 1000;

const millisecondsPerDay = 86_400_000;

/** One feature before it is laid into the matrix; `present` null means every row. */
export interface EncodedFeature {
  readonly feature: Feature;
  readonly values: Float32Array;
  readonly present: Uint8Array | null;
}

export interface EncodedColumn {
  readonly features: readonly EncodedFeature[];
  readonly notes: readonly EncodingNote[];
}

/** One input column as features: a number as it is (less an offset where only that keeps its digits), a date in days, labels one-hot, a boolean as one indicator. */
export function encodeFeature(column: TableColumn): EncodedColumn {
  if (!('codes' in column)) return encodeNumbers(column);
  if (column.type === 'boolean') return encodeBoolean(column);
  return encodeLabels(column);
}

function encodeNumbers(column: NumberColumn): EncodedColumn {
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
  const number = { feature, values, present: missing === 0 ? null : present };
  return { features: [number, ...missingIndicator(column, missing)], notes };
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

function encodeBoolean(column: CodeColumn): EncodedColumn {
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
  return { features: [indicator, ...missingIndicator(column, missing)], notes: [] };
}

function encodeLabels(column: CodeColumn): EncodedColumn {
  const counts = countLabels(column);
  if (column.type === 'text' && counts.size > labelLimit) {
    const note: EncodingNote = {
      code: 'text-left-out',
      column: column.name,
      message:
        `column '${column.name}' is text with ${counts.size} distinct values (limit ${labelLimit}) and is not an input ` +
        `of the network; set its role to ignore, or import it as categorical`,
    };
    return { features: [], notes: [note] };
  }
  const byFrequency = [...counts].sort((first, second) => second[1] - first[1] || compareText(first[0], second[0]));
  const kept = byFrequency.slice(0, labelLimit).map(([label]) => label);
  const features = kept.map((label) => indicatorOf(column, `${column.name}=${label}`));
  const grouped = byFrequency.length - kept.length;
  if (grouped > 0) features.push(indicatorOf(column, `${column.name}=(other)`));

  const slotOfCode = column.labels.map((label) => {
    if (!counts.has(label)) return -1;
    const slot = kept.indexOf(label);
    return slot < 0 ? kept.length : slot;
  });
  let missing = 0;
  column.codes.forEach((code, row) => {
    if (code < 0) {
      missing += 1;
      return;
    }
    const encoded = features[slotOfCode[code] ?? -1];
    if (encoded !== undefined) encoded.values[row] = 1;
  });
  const notes: EncodingNote[] = [];
  if (grouped > 0) {
    notes.push({
      code: 'labels-grouped',
      column: column.name,
      message: `column '${column.name}' has ${counts.size} labels; the ${grouped} rarest share one feature '(other)'`,
    });
  }
  return { features: [...features, ...missingIndicator(column, missing)], notes };
}

function indicatorOf(column: TableColumn, name: string): EncodedFeature {
  return {
    feature: { name, column: column.name, kind: 'indicator' },
    values: new Float32Array(rowCountOf(column)),
    present: null,
  };
}

function missingIndicator(column: TableColumn, missing: number): EncodedFeature[] {
  if (missing === 0 || missing < missingIndicatorShare * rowCountOf(column)) return [];
  const encoded = indicatorOf(column, `${column.name} (missing)`);
  for (let row = 0; row < encoded.values.length; row += 1) if (isMissing(column, row)) encoded.values[row] = 1;
  return [encoded];
}

function rowCountOf(column: TableColumn): number {
  return 'codes' in column ? column.codes.length : column.values.length;
}

function compareText(first: string, second: string): number {
  return first < second ? -1 : first > second ? 1 : 0;
}
