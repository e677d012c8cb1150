import type { ColumnType } from '../../contract/dataset.ts';
import { detectDates, parseDate, type DateOrder } from './date-format.ts';
import type { TableColumn } from './table.ts';

/** Share of the values that must fit before a column is read as numbers or dates; the rest is counted and named. */
const fittingShare = 0.95;
const textDistinct = 50;
const textLength = 60;
const exampleLimit = 5;

const trueWords = new Set(['true', 't', 'yes', 'y', '1']);
const falseWords = new Set(['false', 'f', 'no', 'n', '0']);

export interface ParsedColumn {
  readonly column: TableColumn;
  readonly inferredType: ColumnType;
  /** Share of the non-missing values that fit the inferred type. */
  readonly typeConfidence: number;
  /** Values that do not fit the type and are read as missing; `index` counts rows from 0. */
  readonly nonconforming: { readonly count: number; readonly examples: readonly { index: number; value: string }[] };
  /** Digits that are kept as text because reading them as numbers would lose some of them. */
  readonly keptAsCode: string | null;
  readonly ambiguousDates: boolean;
}

/** Types a column of texts (null is missing) from all its values; `type` overrules what they say. */
export function parseColumn(
  name: string,
  texts: readonly (string | null)[],
  parseNumber: (text: string) => number,
  type: ColumnType | undefined,
): ParsedColumn {
  const inferred = inferType(texts, parseNumber);
  const used = type ?? inferred.type;
  const order = used === 'date' ? (inferred.dateOrder ?? detectDates(texts).order) : 'day-first';
  const { column, misfits } = readAs(used, name, texts, parseNumber, order);
  const examples = misfits.slice(0, exampleLimit).map((index) => ({ index, value: texts[index] ?? '' }));
  return {
    column,
    inferredType: inferred.type,
    typeConfidence: inferred.confidence,
    nonconforming: { count: misfits.length, examples },
    keptAsCode: used === 'numeric' ? null : inferred.keptAsCode,
    ambiguousDates: used === 'date' && inferred.ambiguousDates,
  };
}

interface Inference {
  readonly type: ColumnType;
  readonly confidence: number;
  readonly keptAsCode: string | null;
  readonly dateOrder: DateOrder | null;
  readonly ambiguousDates: boolean;
}

function inferType(texts: readonly (string | null)[], parseNumber: (text: string) => number): Inference {
  const plain = { confidence: 1, keptAsCode: null, dateOrder: null, ambiguousDates: false };
  let present = 0;
  let numbers = 0;
  let truths = 0;
  let length = 0;
  let keptAsCode: string | null = null;
  const distinct = new Set<string>();
  for (const text of texts) {
    if (text === null) continue;
    present += 1;
    length += text.length;
    distinct.add(text);
    if (!Number.isNaN(parseNumber(text))) numbers += 1;
    if (/^\s*(?:0\d+|\d{16,})\s*$/.test(text)) keptAsCode ??= text.trim();
    if (/^\s*(?:true|false)\s*$/i.test(text)) truths += 1;
  }
  if (present === 0) return { ...plain, type: 'categorical' };
  const wanted = fittingShare * present;
  if (numbers >= wanted && keptAsCode === null) return { ...plain, type: 'numeric', confidence: numbers / present };
  if (truths === present) return { ...plain, type: 'boolean' };
  const dates = numbers === present ? null : detectDates(texts);
  if (dates !== null && dates.count >= wanted) {
    return {
      ...plain,
      type: 'date',
      confidence: dates.count / present,
      dateOrder: dates.order,
      ambiguousDates: dates.ambiguous,
    };
  }
  const isText = (distinct.size > textDistinct && distinct.size > present / 2) || length / present > textLength;
  return { ...plain, type: isText ? 'text' : 'categorical', keptAsCode: numbers >= wanted ? keptAsCode : null };
}

interface ReadColumn {
  readonly column: TableColumn;
  readonly misfits: readonly number[];
}

function readAs(
  type: ColumnType,
  name: string,
  texts: readonly (string | null)[],
  parseNumber: (text: string) => number,
  order: DateOrder,
): ReadColumn {
  if (type === 'numeric') return readNumbers(name, type, texts, parseNumber);
  if (type === 'date') return readNumbers(name, type, texts, (text) => parseDate(text, order));
  if (type === 'boolean') return readBooleans(name, texts);
  return { column: toCodes(name, type, texts), misfits: [] };
}

function readNumbers(
  name: string,
  type: 'numeric' | 'date',
  texts: readonly (string | null)[],
  parse: (text: string) => number,
): ReadColumn {
  const values = new Float64Array(texts.length).fill(Number.NaN);
  const misfits: number[] = [];
  texts.forEach((text, row) => {
    if (text === null) return;
    // Adding 0 turns -0 into 0, so that equal values have equal bytes in the content hash.
    const value = parse(text) + 0;
    if (Number.isNaN(value)) misfits.push(row);
    else values[row] = value;
  });
  return { column: { name, type, values }, misfits };
}

function readBooleans(name: string, texts: readonly (string | null)[]): ReadColumn {
  const codes = new Int32Array(texts.length).fill(-1);
  const misfits: number[] = [];
  texts.forEach((text, row) => {
    if (text === null) return;
    const word = text.trim().toLowerCase();
    if (trueWords.has(word)) codes[row] = 1;
    else if (falseWords.has(word)) codes[row] = 0;
    else misfits.push(row);
  });
  return { column: { name, type: 'boolean', codes, labels: ['false', 'true'] }, misfits };
}

/** Labels in order of first appearance. */
export function toCodes(name: string, type: 'categorical' | 'text', texts: readonly (string | null)[]): TableColumn {
  const known = new Map<string, number>();
  const codes = Int32Array.from(texts, (text) => {
    if (text === null) return -1;
    const code = known.get(text) ?? known.size;
    known.set(text, code);
    return code;
  });
  return { name, type, codes, labels: [...known.keys()] };
}
