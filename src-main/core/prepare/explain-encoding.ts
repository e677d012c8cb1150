import type { ColumnType } from '../../contract/dataset.ts';
import type { ColumnEncoding, EncodingField } from '../../contract/input-setting.ts';
import { labelLimit } from './encode-labels.ts';
import { leastRows } from './fit-lookup.ts';

/** The name of every encoding that people read. */
export const encodingLabel: Readonly<Record<ColumnEncoding['kind'], string>> = {
  number: 'one number',
  calendar: 'calendar parts',
  'one-hot': 'one-hot',
  embedding: 'learned vector',
  'word-ngrams': 'word n-grams',
  'character-ngrams': 'character n-grams',
  'word-vectors': 'word vectors',
  vector: 'its numbers',
  'unit-vector': 'length 1',
  pixels: 'picture',
  image: 'picture',
};

/** What a column of that type becomes, in sentences. */
export function explainEncoding(encoding: ColumnEncoding, type: ColumnType): string {
  switch (encoding.kind) {
    case 'number':
      return type === 'boolean'
        ? 'Yes is 1 and no is 0. A missing value takes the share of yes in the training rows; an indicator flags it from 1 % missing on.'
        : `${type === 'date' ? 'The date in days' : 'The number'}, standardized by mean and standard deviation of the training rows. A missing value takes their mean; an indicator flags it from 1 % missing on.`;
    case 'calendar':
      return 'The trend in days, and month, day of the week and, where there are times, hour: each as sine and cosine, so that December lies beside January. A missing date takes the means of the training rows.';
    case 'one-hot':
      return `An indicator for each of the most frequent labels of the training rows, at most ${labelLimit}, and one for missing. Labels in fewer than ${leastRows} training rows, and those that appear later, share one.`;
    case 'embedding':
      return `A vector for each label, learned with the network and shared by all tasks. Labels in fewer than ${leastRows} training rows, and those that appear later, share one; missing has its own.`;
    case 'word-ngrams':
    case 'character-ngrams': {
      const what = encoding.kind === 'word-ngrams' ? 'words' : 'characters within words';
      return `Runs of ${encoding.least} to ${encoding.most} ${what}, hashed with signs to ${encoding.dimension} numbers, weighted by how rare they are in the training rows (tf-idf) and brought to length 1. A missing text is zero.`;
    }
    case 'word-vectors':
      return `A vector of ${encoding.dimension} numbers for each of the ${encoding.vocabulary} most frequent words of the training rows, learned with the network and shared by all tasks; the text is their mean over its first ${encoding.words} words. Rarer words share one vector; a missing text is zero.`;
    case 'vector':
      return 'Each number of the vector, standardized by mean and standard deviation of the training rows; a missing one takes their mean.';
    case 'unit-vector':
      return 'The vector brought to length 1, as embeddings are compared by their angle. A missing one is zero.';
    case 'pixels':
    case 'image':
      return 'Pixels standardized by mean and spread of each colour in the training rows, then learned 3 × 3 convolutions with stride 2 and ReLU, and the mean over the picture; shared by all tasks. A missing picture takes the training means.';
  }
}

/** The numbers of an encoding that the user may change; `automatic` is what stands for the one that may be left open. */
export function encodingFields(kind: ColumnEncoding['kind'], automatic: number): EncodingField[] {
  switch (kind) {
    case 'number':
    case 'calendar':
    case 'one-hot':
    case 'vector':
    case 'unit-vector':
      return [];
    case 'embedding': {
      const help = 'By itself 1.6 times the number of labels to the power 0.56, at most 50.';
      return [{ ...field('dimension', 'Width of the vector', help, 1, 256), automatic }];
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
    case 'pixels':
      return [
        field('height', 'Height in pixels', 'Rows of the picture.', 2, 256),
        field('width', 'Width in pixels', 'Pixels of a row.', 2, 256),
        field('channels', 'Channels', '1 is grey, 3 is red, green, blue.', 1, 4),
        ...convolutionFields(automatic),
      ];
    case 'image':
      return convolutionFields(automatic);
  }
}

function convolutionFields(automatic: number): EncodingField[] {
  return [
    field('filters', 'Convolutions of the first layer', 'Doubled in each further layer, up to 64.', 2, 64),
    {
      ...field('layers', 'Layers', 'By itself so many that the last map is about 4 pixels wide, at most 4.', 1, 6),
      automatic,
    },
  ];
}

function field(name: string, label: string, help: string, minimum: number, maximum: number): EncodingField {
  return { name, label, help, minimum, maximum, automatic: null };
}
