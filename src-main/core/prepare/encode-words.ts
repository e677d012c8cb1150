import type { ColumnEncoding } from '../../contract/input-setting.ts';
import { sortLabels } from '../table/cell.ts';
import type { CodeColumn } from '../table/table.ts';
import { checkCells, missingIndicator, type EncodedColumn, type EncodedGroup } from './encoded-column.ts';
import type { EncodingNote } from './prepared.ts';
import { tokenize } from './tokenize.ts';

type WordEncoding = Extract<ColumnEncoding, { readonly kind: 'word-vectors' }>;

/** No word, and a word that occurs once in the whole table. */
const reserved = 2;

/** The words of texts as codes, for a table of learned vectors whose mean a network takes. */
export function encodeWords(column: CodeColumn, encoding: WordEncoding): EncodedColumn {
  const { used, rows, missing } = usedTexts(column);
  const width = Math.max(1, Math.min(encoding.words, Math.max(0, ...used.map((words) => words.length))));
  checkCells(column, width, 'read fewer words of each text');
  const known = repeatedWords(used, rows);
  const codeOf = codesOf(known);
  const values = layWords(column, used, width, codeOf);
  const group: EncodedGroup['group'] = {
    kind: 'words',
    column: column.name,
    width,
    codes: known.length + reserved,
    slots: reserved + Math.min(known.length, encoding.vocabulary),
    dimension: encoding.dimension,
  };
  return {
    features: missingIndicator(column, missing),
    groups: [{ group, values }],
    notes: cutNotes(column, used, width, rows),
  };
}

/** Other texts as codes [N, width] of the words that are known from `column`. */
export function encodeNewWords(column: CodeColumn, texts: CodeColumn, width: number): Float32Array {
  const { used, rows } = usedTexts(column);
  return layWords(texts, texts.labels.map(tokenize), width, codesOf(repeatedWords(used, rows)));
}

/** The words of every text that occurs, in how many rows it does, and the rows without one. */
function usedTexts(column: CodeColumn): { used: string[][]; rows: Int32Array; missing: number } {
  const rows = new Int32Array(column.labels.length);
  let missing = 0;
  for (const code of column.codes) {
    if (code < 0) missing += 1;
    else rows[code] = (rows[code] ?? 0) + 1;
  }
  const used = column.labels.map((text, code) => ((rows[code] ?? 0) > 0 ? tokenize(text) : []));
  return { used, rows, missing };
}

function codesOf(known: readonly string[]): ReadonlyMap<string, number> {
  return new Map(known.map((word, index) => [word, index + reserved]));
}

function layWords(
  column: CodeColumn,
  texts: readonly (readonly string[])[],
  width: number,
  codeOf: ReadonlyMap<string, number>,
): Float32Array {
  const coded = texts.map((words) => words.slice(0, width).map((word) => codeOf.get(word) ?? 1));
  const values = new Float32Array(column.codes.length * width);
  column.codes.forEach((code, row) => values.set(coded[code] ?? [], row * width));
  return values;
}

/** Words that occur at least twice, in the order of their text: one that occurs once can never be learned. */
function repeatedWords(texts: readonly (readonly string[])[], rows: Int32Array): string[] {
  const counts = new Map<string, number>();
  texts.forEach((words, code) => {
    for (const word of words) counts.set(word, (counts.get(word) ?? 0) + (rows[code] ?? 0));
  });
  return sortLabels([...counts].filter(([, count]) => count > 1).map(([word]) => word));
}

function cutNotes(
  column: CodeColumn,
  texts: readonly (readonly string[])[],
  width: number,
  rows: Int32Array,
): EncodingNote[] {
  const cut = texts.reduce((sum, words, code) => sum + (words.length > width ? (rows[code] ?? 0) : 0), 0);
  if (cut === 0) return [];
  const message = `${cut} texts of column '${column.name}' are longer than ${width} words; the rest of them is not read`;
  return [{ code: 'text-cut', column: column.name, message }];
}
