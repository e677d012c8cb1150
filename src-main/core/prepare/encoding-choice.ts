import { AppError } from '../../contract/error.ts';
import type { ColumnEncoding, EncodingKind, InputSetting } from '../../contract/input-setting.ts';
import { countLabels } from '../table/cell.ts';
import type { TableColumn } from '../table/table.ts';
import { calendarParts } from './encode-date.ts';
import { labelLimit } from './encode-labels.ts';

const oneHot: ColumnEncoding = { kind: 'one-hot' };
const embedding: ColumnEncoding = { kind: 'embedding', dimension: null };
const textEncodings: readonly ColumnEncoding[] = [
  { kind: 'word-ngrams', least: 1, most: 2, dimension: 512 },
  { kind: 'character-ngrams', least: 3, most: 5, dimension: 512 },
  { kind: 'word-vectors', dimension: 16, vocabulary: 2000, words: 64 },
];

/** How a column could go into the network; the first is what it does unless the user chooses. */
export function encodingChoices(column: TableColumn): readonly ColumnEncoding[] {
  switch (column.type) {
    case 'numeric':
    case 'boolean':
      return [{ kind: 'number' }];
    case 'date':
      return [{ kind: 'calendar', parts: calendarParts(column) }, { kind: 'number' }];
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
