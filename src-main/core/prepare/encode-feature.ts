import type { ColumnEncoding } from '../../contract/input-setting.ts';
import { AppError } from '../../contract/error.ts';
import type { TableColumn } from '../table/table.ts';
import { finish, type Steps } from '../util/steps.ts';
import { encodeDate } from './encode-date.ts';
import { encodeEmbedding, encodeOneHot } from './encode-labels.ts';
import { encodeNgramsSteps } from './encode-ngrams.ts';
import { encodeBoolean, encodeNumber } from './encode-number.ts';
import { encodePicture, encodePixels, encodeUnitVector, encodeVector } from './encode-vector.ts';
import { picturesOf, vectorsOfTexts } from './vector-source.ts';
import { encodeWords } from './encode-words.ts';
import { isSmall, type EncodedColumn } from './encoded-column.ts';

/** Columns never change: what one became is kept as long as the column is. */
const known = new WeakMap<TableColumn, Map<string, EncodedColumn>>();

/** One input column as features and groups. Throws AppError `impossible-study` where the column is of another type. */
export function encodeFeature(column: TableColumn, encoding: ColumnEncoding): EncodedColumn {
  return finish(encodeFeatureSteps(column, encoding));
}

/** The same step by step. */
export function* encodeFeatureSteps(column: TableColumn, encoding: ColumnEncoding): Steps<EncodedColumn> {
  const key = JSON.stringify(encoding);
  const kept = known.get(column) ?? new Map<string, EncodedColumn>();
  const result = kept.get(key) ?? (yield* encode(column, encoding));
  // one encoding a column, and none that is large: those that were tried before are not worth their memory
  if (isSmall(result)) known.set(column, new Map([[key, result]]));
  else known.delete(column);
  return result;
}

function* encode(column: TableColumn, encoding: ColumnEncoding): Steps<EncodedColumn> {
  if ('codes' in column) {
    if (encoding.kind === 'one-hot') return encodeOneHot(column);
    if (encoding.kind === 'embedding') return encodeEmbedding(column, encoding.dimension);
    if (encoding.kind === 'word-ngrams' || encoding.kind === 'character-ngrams')
      return yield* encodeNgramsSteps(column, encoding);
    if (encoding.kind === 'vector' || encoding.kind === 'unit-vector' || encoding.kind === 'pixels') {
      const source = vectorsOfTexts(column);
      if (encoding.kind === 'pixels') return encodePixels(source, encoding);
      if (encoding.kind === 'unit-vector') return encodeUnitVector(source);
      return encodeVector(source, (position) => `${column.name} ${position + 1}`);
    }
    if (encoding.kind === 'image') {
      const { source, ...shape } = picturesOf(column);
      return encodePicture(source, shape, encoding.filters, encoding.layers);
    }
    if (encoding.kind === 'word-vectors') return encodeWords(column, encoding);
    if (encoding.kind === 'number' && column.type === 'boolean') return encodeBoolean(column);
  } else {
    if (encoding.kind === 'number') return encodeNumber(column);
    if (encoding.kind === 'calendar' && column.type === 'date') return encodeDate(column, encoding.parts);
  }
  throw new AppError('impossible-study', `column '${column.name}' is ${column.type}, not fit for ${encoding.kind}`, {
    details: { column: column.name },
  });
}
