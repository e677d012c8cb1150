import type { ColumnType } from '../../contract/dataset.ts';
import { detectDates, parseDate, type DateOrder } from './date-format.ts';
import type { TableColumn } from './table.ts';
import { isImageText } from './image.ts';
import { toDictionary, withoutLabels, type TextDictionary } from './text-dictionary.ts';
import { commonLength, detectVectors, parseVector } from './vector.ts';

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

export interface ParseSettings {
  readonly parseNumber: (text: string) => number;
  /** Overrules what the texts say. */
  readonly type?: ColumnType | undefined;
  readonly dateOrder?: 'auto' | DateOrder;
}

/** Types a column from all its texts. */
export function parseColumn(name: string, texts: TextDictionary, settings: ParseSettings): ParsedColumn {
  const inferred = inferType(texts, settings);
  const used = settings.type ?? inferred.type;
  const order = used === 'date' ? (inferred.dateOrder ?? orderOf(texts, settings)) : 'day-first';
  const { column, misfits } = readAs(used, name, texts, settings.parseNumber, order);
  return {
    column,
    inferredType: inferred.type,
    typeConfidence: inferred.confidence,
    nonconforming: findMisfits(texts, misfits),
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

function inferType(texts: TextDictionary, settings: ParseSettings): Inference {
  const plain = { confidence: 1, keptAsCode: null, dateOrder: null, ambiguousDates: false };
  let present = 0;
  let numbers = 0;
  let truths = 0;
  let length = 0;
  let keptAsCode: string | null = null;
  for (const [code, text] of texts.labels.entries()) {
    const count = texts.counts[code] ?? 0;
    present += count;
    length += count * text.length;
    if (!Number.isNaN(settings.parseNumber(text))) numbers += count;
    if (/^\s*(?:0\d+|\d{16,})\s*$/.test(text)) keptAsCode ??= text.trim();
    if (/^\s*(?:true|false)\s*$/i.test(text)) truths += count;
  }
  if (present === 0) return { ...plain, type: 'categorical' };
  const wanted = fittingShare * present;
  if (numbers >= wanted && keptAsCode === null) return { ...plain, type: 'numeric', confidence: numbers / present };
  if (truths === present) return { ...plain, type: 'boolean' };
  const dates = numbers === present ? null : detectDates(texts.labels, texts.counts);
  if (dates !== null && dates.count >= wanted) {
    const given = settings.dateOrder ?? 'auto';
    return {
      ...plain,
      type: 'date',
      confidence: dates.count / present,
      dateOrder: given === 'auto' ? dates.order : given,
      ambiguousDates: given === 'auto' && dates.ambiguous,
    };
  }
  const vectors = detectVectors(texts);
  if (vectors !== null && vectors.count >= wanted) {
    return { ...plain, type: 'vector', confidence: vectors.count / present };
  }
  if (isImageText(texts.labels[0] ?? '')) return { ...plain, type: 'image' };
  const isText =
    (texts.labels.length > textDistinct && texts.labels.length > present / 2) || length / present > textLength;
  return { ...plain, type: isText ? 'text' : 'categorical', keptAsCode: numbers >= wanted ? keptAsCode : null };
}

function orderOf(texts: TextDictionary, { dateOrder = 'auto' }: ParseSettings): DateOrder {
  return dateOrder === 'auto' ? detectDates(texts.labels, texts.counts).order : dateOrder;
}

interface ReadColumn {
  readonly column: TableColumn;
  /** Codes of the labels that do not fit. */
  readonly misfits: ReadonlySet<number>;
}

function readAs(
  type: ColumnType,
  name: string,
  texts: TextDictionary,
  parseNumber: (text: string) => number,
  order: DateOrder,
): ReadColumn {
  if (type === 'numeric') return readNumbers(name, type, texts, parseNumber);
  if (type === 'date') return readNumbers(name, type, texts, (text) => parseDate(text, order));
  if (type === 'boolean') return readBooleans(name, texts);
  if (type === 'vector') {
    const length = commonLength(texts, false)?.length ?? 0;
    return readFitting(name, type, texts, (label) => length > 0 && parseVector(label)?.length === length);
  }
  if (type === 'image') return readFitting(name, type, texts, isImageText);
  return { column: { name, type, codes: texts.codes, labels: texts.labels }, misfits: new Set() };
}

function readNumbers(
  name: string,
  type: 'numeric' | 'date',
  texts: TextDictionary,
  parse: (text: string) => number,
): ReadColumn {
  // Adding 0 turns -0 into 0, so that equal values have equal bytes in the content hash.
  const byCode = Float64Array.from(texts.labels, (text) => parse(text) + 0);
  const values = new Float64Array(texts.codes.length);
  texts.codes.forEach((code, row) => (values[row] = code < 0 ? Number.NaN : (byCode[code] ?? Number.NaN)));
  const misfits = new Set<number>();
  byCode.forEach((value, code) => {
    if (Number.isNaN(value)) misfits.add(code);
  });
  return { column: { name, type, values }, misfits };
}

function readBooleans(name: string, texts: TextDictionary): ReadColumn {
  const misfits = new Set<number>();
  const byCode = Int32Array.from(texts.labels, (text, code) => {
    const word = text.trim().toLowerCase();
    if (trueWords.has(word)) return 1;
    if (falseWords.has(word)) return 0;
    misfits.add(code);
    return -1;
  });
  const codes = texts.codes.map((code) => (code < 0 ? -1 : (byCode[code] ?? -1)));
  return { column: { name, type: 'boolean', codes, labels: ['false', 'true'] }, misfits };
}

/** Texts that stay as they are, without those that do not fit. */
function readFitting(
  name: string,
  type: 'vector' | 'image',
  texts: TextDictionary,
  fits: (label: string) => boolean,
): ReadColumn {
  const misfits = new Set<number>();
  texts.labels.forEach((label, code) => {
    if (!fits(label)) misfits.add(code);
  });
  const { codes, labels } = withoutLabels(texts, (label) => !fits(label));
  return { column: { name, type, codes, labels }, misfits };
}

function findMisfits(texts: TextDictionary, misfits: ReadonlySet<number>): ParsedColumn['nonconforming'] {
  const examples: { index: number; value: string }[] = [];
  let count = 0;
  for (const code of misfits) count += texts.counts[code] ?? 0;
  for (let index = 0; index < texts.codes.length && examples.length < Math.min(count, exampleLimit); index += 1) {
    const code = texts.codes[index] ?? -1;
    if (misfits.has(code)) examples.push({ index, value: texts.labels[code] ?? '' });
  }
  return { count, examples };
}

/** Labels in order of first appearance. */
export function toCodes(
  name: string,
  type: 'categorical' | 'text' | 'vector' | 'image',
  texts: readonly (string | null)[],
): TableColumn {
  const { codes, labels } = toDictionary(texts);
  return { name, type, codes, labels };
}
