import { AppError } from '../../contract/error.ts';
import type { ColumnEncoding, EncodingKind, InputSetting } from '../../contract/input-setting.ts';
import { countLabels } from '../table/cell.ts';
import type { CodeColumn, TableColumn } from '../table/table.ts';
import { parseVector } from '../table/vector.ts';
import { calendarParts } from './encode-date.ts';
import { labelLimit } from './encode-labels.ts';

const oneHot: ColumnEncoding = { kind: 'one-hot' };
const embedding: ColumnEncoding = { kind: 'embedding', dimension: null };
const textEncodings: readonly ColumnEncoding[] = [
  { kind: 'word-ngrams', least: 1, most: 2, dimension: 512 },
  { kind: 'character-ngrams', least: 3, most: 5, dimension: 512 },
  { kind: 'word-vectors', dimension: 16, vocabulary: 2000, words: 64 },
];

/** Vectors taken for square pictures, in colour where only that fits. */
export function usualPixels(length: number): ColumnEncoding {
  const grey = Math.round(Math.sqrt(length));
  const isGrey = grey * grey === length || length % 3 !== 0;
  const side = Math.max(2, Math.min(256, isGrey ? grey : Math.round(Math.sqrt(length / 3))));
  const channels = isGrey ? 1 : 3;
  return { kind: 'pixels', height: side, width: side, channels, channelsFirst: false, filters: 16, layers: null };
}

function vectorLength(column: CodeColumn): number {
  return parseVector(column.labels[0] ?? '')?.length ?? 0;
}

/** How a column could go into the network; the first is what it does unless the user chooses. */
export function encodingChoices(column: TableColumn): readonly ColumnEncoding[] {
  switch (column.type) {
    case 'numeric':
    case 'boolean':
      return [{ kind: 'number' }];
    case 'date':
      return [{ kind: 'calendar', parts: calendarParts(column) }, { kind: 'number' }];
    case 'vector':
      return [{ kind: 'vector' }, { kind: 'unit-vector' }, usualPixels(vectorLength(column))];
    case 'image':
      return [{ kind: 'image', filters: 16, layers: null }];
    case 'categorical':
      return countLabels(column).size > labelLimit ? [embedding, oneHot] : [oneHot, embedding];
    case 'text':
      return countLabels(column).size > labelLimit ? textEncodings : [oneHot, embedding, ...textEncodings];
  }
}

/** The encoding that the user chose for the column, else the usual one. Throws AppError `impossible-study` where it cannot be. */
export function encodingOf(column: TableColumn, setting: InputSetting | undefined): ColumnEncoding {
  const choices = encodingChoices(column);
  const chosen = chosenEncoding(column.name, setting);
  if (chosen === null) return choices[0] as ColumnEncoding;
  if (choices.some((choice) => choice.kind === chosen.kind)) return chosen;
  const possible = choices.map((choice) => choice.kind).join(', ');
  throw new AppError(
    'impossible-study',
    `column '${column.name}' is ${column.type} and cannot be encoded as ${chosen.kind satisfies EncodingKind}; choose ${possible}, or import it as another type`,
    { details: { column: column.name } },
  );
}

/** What the user chose for the column of that name, or null. */
export function chosenEncoding(name: string, setting: InputSetting | undefined): ColumnEncoding | null {
  if (setting === undefined || !Object.hasOwn(setting.encodings, name)) return null;
  return setting.encodings[name] ?? null;
}
