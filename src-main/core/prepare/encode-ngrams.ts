import { AppError } from '../../contract/error.ts';
import type { ColumnEncoding } from '../../contract/input-setting.ts';
import type { CodeColumn } from '../table/table.ts';
import { deriveSeed } from '../util/hash.ts';
import { finish, type Steps } from '../util/steps.ts';
import { checkCells, missingIndicator, type EncodedColumn } from './encoded-column.ts';
import { characterNgrams, wordNgrams } from './tokenize.ts';

type NgramEncoding = Extract<ColumnEncoding, { readonly kind: 'word-ngrams' | 'character-ngrams' }>;

const hashSeed = 1;
/** Texts that are taken in one step. */
const stepTexts = 10_000;

/**
 * Texts as counts of their n-grams, hashed with signs to `dimension` numbers (Weinberger et al., 2009): no vocabulary, so
 * nothing to fit but the weights, which `fitPreparation` takes from the training rows.
 */
export function encodeNgrams(column: CodeColumn, encoding: NgramEncoding): EncodedColumn {
  return finish(encodeNgramsSteps(column, encoding));
}

/** The same step by step. */
export function* encodeNgramsSteps(column: CodeColumn, encoding: NgramEncoding): Steps<EncodedColumn> {
  const { least, most, dimension } = encoding;
  if (least > most) {
    throw new AppError(
      'impossible-study',
      `column '${column.name}' takes n-grams from ${least} to ${most}; the longest must not be shorter than the shortest`,
      { details: { column: column.name } },
    );
  }
  checkCells(column, dimension, 'take fewer numbers a text');
  const split = encoding.kind === 'word-ngrams' ? wordNgrams : characterNgrams;
  const places: ReadonlyMap<number, number>[] = [];
  for (const text of column.labels) {
    places.push(hashAll(split(text, least, most), dimension));
    if (places.length % stepTexts === 0) yield;
  }
  const values = new Float32Array(column.codes.length * dimension);
  let missing = 0;
  for (let row = 0; row < column.codes.length; row += 1) {
    const code = column.codes[row] ?? -1;
    if (code < 0) missing += 1;
    for (const [place, count] of places[code] ?? []) values[row * dimension + place] = count;
    if (row % stepTexts === stepTexts - 1) yield;
  }
  const group = { kind: 'unit' as const, column: column.name, width: dimension, weighted: true };
  return { features: missingIndicator(column, missing), groups: [{ group, values }], notes: [] };
}

/** Signed counts by place; half of the n-grams that fall together cancel, so that their sum says nothing by itself. */
function hashAll(ngrams: readonly string[], dimension: number): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const ngram of ngrams) {
    const hash = deriveSeed(hashSeed, ngram) >>> 0;
    const place = (hash >>> 1) % dimension;
    counts.set(place, (counts.get(place) ?? 0) + ((hash & 1) === 1 ? 1 : -1));
  }
  return counts;
}
