import type { ColumnEncoding, ColumnInput, EncodingChoice, EncodingField } from '../../contract/input-setting.ts';
import type { InputSetting } from '../../contract/input-setting.ts';
import { countLabels } from '../table/cell.ts';
import type { TableColumn } from '../table/table.ts';
import { encodeFeature } from './encode-feature.ts';
import { embeddingDimension } from './encode-labels.ts';
import type { EncodedColumn, EncodedGroup } from './encoded-column.ts';
import { chosenEncoding, encodingChoices, encodingOf } from './encoding-choice.ts';
import { leastRows } from './fit-lookup.ts';

const mostNames = 12;

/** Every name of an encoding that people read. */
export const encodingLabel: Readonly<Record<ColumnEncoding['kind'], string>> = {
  number: 'one number',
  calendar: 'calendar parts',
  'one-hot': 'one-hot',
  embedding: 'learned vector',
  'word-ngrams': 'word n-grams',
  'character-ngrams': 'character n-grams',
  'word-vectors': 'word vectors',
};

/** How an input column goes into the network, and how else it could. Throws AppError `impossible-study` as `encodingOf` does. */
export function describeInput(column: TableColumn, setting: InputSetting | undefined): ColumnInput {
  const encoding = encodingOf(column, setting);
  const encoded = encodeFeature(column, encoding);
  const choices = encodingChoices(column).map((usual): EncodingChoice => {
    const choice = usual.kind === encoding.kind ? encoding : usual;
    const explanation = explainEncoding(column, choice);
    return { label: encodingLabel[choice.kind], encoding: choice, explanation, fields: fieldsOf(column, usual) };
  });
  const names = featureNames(encoded);
  const width = widthOf(encoded);
  return {
    column: column.name,
    encoding,
    chosen: chosenEncoding(column.name, setting) !== null,
    choices,
    summary: summarize(column, encoding, width),
    explanation: explainEncoding(column, encoding),
    features: names.slice(0, mostNames),
    width,
  };
}

/** Numbers that the shared network receives of the column. */
function widthOf(encoded: EncodedColumn): number {
  return encoded.groups.reduce((sum, { group }) => sum + groupWidth(group), encoded.features.length);
}

function featureNames(encoded: EncodedColumn): string[] {
  const plain = encoded.features.map((item) => item.feature.name);
  return [...plain, ...encoded.groups.map(({ group }) => nameGroup(group))];
}

function groupWidth(group: EncodedGroup['group']): number {
  if (group.kind === 'one-hot') return group.slots;
  return group.kind === 'unit' ? group.width : group.dimension;
}

function nameGroup(group: EncodedGroup['group']): string {
  const width = groupWidth(group);
  switch (group.kind) {
    case 'one-hot':
      return `${width} indicators of ${group.column}`;
    case 'embedding':
      return `vector of ${group.column}: ${width} learned numbers, ${group.slots} labels`;
    case 'words':
      return `mean word vector of ${group.column}: ${width} learned numbers, ${group.slots} words`;
    case 'unit':
      return `${width} hashed n-gram weights of ${group.column}`;
  }
}

function summarize(column: TableColumn, encoding: ColumnEncoding, width: number): string {
  if (encoding.kind === 'number') {
    const base = column.type === 'boolean' ? 'yes / no as 0 and 1' : column.type === 'date' ? 'days' : 'number';
    return width > 1 ? `${base}, missing flag` : base;
  }
  return `${encodingLabel[encoding.kind]} · ${width}`;
}

function explainEncoding(column: TableColumn, encoding: ColumnEncoding): string {
  switch (encoding.kind) {
    case 'number':
      return column.type === 'boolean'
        ? 'Yes is 1 and no is 0. A missing value takes the share of yes in the training rows; an indicator flags it from 1 % missing on.'
        : `${column.type === 'date' ? 'The date in days' : 'The number'}, standardized by mean and standard deviation of the training rows. A missing value takes their mean; an indicator flags it from 1 % missing on.`;
    case 'calendar':
      return 'The trend in days, and month, day of the week and, where there are times, hour: each as sine and cosine, so that December lies beside January. A missing date takes the means of the training rows.';
    case 'one-hot':
      return `An indicator for each of the most frequent labels of the training rows, at most 50, and one for missing. Labels in fewer than ${leastRows} training rows, and those that appear later, share one.`;
    case 'embedding':
      return `A vector for each label, learned with the network and shared by all tasks. Labels in fewer than ${leastRows} training rows, and those that appear later, share one; missing has its own.`;
    case 'word-ngrams':
    case 'character-ngrams': {
      const what = encoding.kind === 'word-ngrams' ? 'words' : 'characters within words';
      return `Runs of ${encoding.least} to ${encoding.most} ${what}, hashed with signs to ${encoding.dimension} numbers, weighted by how rare they are in the training rows (tf-idf) and brought to length 1. A missing text is zero.`;
    }
    case 'word-vectors':
      return `A vector of ${encoding.dimension} numbers for each of the ${encoding.vocabulary} most frequent words of the training rows, learned with the network and shared by all tasks; the text is their mean over its first ${encoding.words} words. Rarer words share one vector; a missing text is zero.`;
  }
}

function fieldsOf(column: TableColumn, { kind }: ColumnEncoding): EncodingField[] {
  switch (kind) {
    case 'number':
    case 'calendar':
    case 'one-hot':
      return [];
    case 'embedding': {
      const automatic = embeddingDimension(countLabels(column).size);
      const help = 'By itself 1.6 times the number of labels to the power 0.56, at most 50.';
      return [{ name: 'dimension', label: 'Width of the vector', help, minimum: 1, maximum: 256, automatic }];
    }
    case 'word-ngrams':
    case 'character-ngrams':
      return [
        field('least', 'Shortest run', `In ${kind === 'word-ngrams' ? 'words' : 'characters'}.`, 1, 8),
        field('most', 'Longest run', 'Not shorter than the shortest.', 1, 8),
        field('dimension', 'Numbers a text', 'More numbers keep more runs apart, and take more memory.', 8, 8192),
      ];
    case 'word-vectors':
      return [
        field('dimension', 'Width of a vector', 'Numbers a word.', 1, 256),
        field('vocabulary', 'Words with a vector of their own', 'The most frequent of the training rows.', 10, 20_000),
        field('words', 'Words read', 'The first of each text.', 1, 512),
      ];
  }
}

function field(name: string, label: string, help: string, minimum: number, maximum: number): EncodingField {
  return { name, label, help, minimum, maximum, automatic: null };
}
