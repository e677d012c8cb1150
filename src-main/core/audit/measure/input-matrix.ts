import { hash32 } from '../../util/hash.ts';
import type { CodeColumn, NumberColumn, TableColumn } from '../../table/table.ts';
import { valuesAt } from './values-at.ts';

/** Inputs as numbers for the light models of the audit: fewer and coarser than what the network gets. */
export interface InputMatrix {
  readonly rows: Int32Array;
  readonly width: number;
  /** [rows, width], each column with mean 0; numbers with standard deviation 1, at most 6 from the mean. */
  readonly values: Float64Array;
  /** Input columns that are not in it. */
  readonly unseen: readonly string[];
}

const mostWidth = 150;
const mostLabels = 20;
const wordSlots = 48;
const missingShare = 0.01;
const mostDeviations = 6;
const oneHotTypes: readonly string[] = ['categorical', 'boolean'];

/** Numbers standardized, labels one-hot (the 20 most frequent), words hashed; missing cells are 0 with an indicator beside. */
export function createInputMatrix(inputs: readonly TableColumn[], rows: Int32Array): InputMatrix {
  const features: Float64Array[] = [];
  const unseen: string[] = [];
  for (const column of inputs) {
    const made = featuresOf(column, rows);
    if (made.length === 0 || features.length + made.length > mostWidth) unseen.push(column.name);
    else features.push(...made);
  }
  const width = features.length;
  const values = new Float64Array(rows.length * width);
  features.forEach((feature, position) => {
    const centre = meanOf(feature);
    feature.forEach((value, row) => (values[row * width + position] = value - centre));
  });
  return { rows, width, values, unseen };
}

function featuresOf(column: TableColumn, rows: Int32Array): Float64Array[] {
  if (!('codes' in column)) return numberFeatures(column, rows);
  if (column.type === 'text') return wordFeatures(column, rows);
  return oneHotTypes.includes(column.type) ? labelFeatures(column, rows) : [];
}

function numberFeatures(column: NumberColumn, rows: Int32Array): Float64Array[] {
  const values = valuesAt(column.values, rows);
  const present = values.filter(Number.isFinite);
  const centre = meanOf(present);
  const deviation = Math.sqrt(meanOf(present.map((value) => (value - centre) ** 2)));
  if (!(deviation > 1e-9 * Math.abs(centre))) return [];
  const feature = values.map((each) => {
    const value = (each - centre) / deviation;
    return Number.isFinite(value) ? Math.max(-mostDeviations, Math.min(mostDeviations, value)) : 0;
  });
  if (rows.length - present.length < missingShare * rows.length) return [feature];
  return [feature, values.map((value) => Number(!Number.isFinite(value)))];
}

function labelFeatures(column: CodeColumn, rows: Int32Array): Float64Array[] {
  const counts = new Map<number, number>();
  for (const row of rows) {
    const code = column.codes[row] ?? -1;
    counts.set(code, (counts.get(code) ?? 0) + 1);
  }
  if (counts.size < 2) return [];
  const kept = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, mostLabels);
  // Of two labels one says it all.
  const used = kept.length === 2 && counts.size === 2 ? kept.slice(0, 1) : kept;
  return used.map(([code]) => Float64Array.from(rows, (row) => Number((column.codes[row] ?? -1) === code)));
}

function wordFeatures(column: CodeColumn, rows: Int32Array): Float64Array[] {
  const features = Array.from({ length: wordSlots }, () => new Float64Array(rows.length));
  rows.forEach((row, place) => {
    for (const word of wordsOf(column.labels[column.codes[row] ?? -1] ?? '')) {
      const feature = features[(hashWord(word) >>> 0) % wordSlots];
      if (feature !== undefined) feature[place] = 1;
    }
  });
  return features;
}

/** Lower-case words of letters and digits, each once. */
export function wordsOf(text: string): Set<string> {
  return new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []);
}

function hashWord(word: string): number {
  let hash = word.length;
  for (let position = 0; position < word.length; position += 1) hash = hash32(hash ^ word.charCodeAt(position));
  return hash;
}

function meanOf(values: Float64Array): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
