import type { Tensor } from 'onnxruntime-common';
import { AppError } from '../../contract/error.ts';
import type { PictureScaling } from '../../contract/embedding.ts';
import { createWordPieces, type WordPieces } from '../../core/prepare/word-piece.ts';
import { readImageText, type Pixels } from '../../core/table/image.ts';
import { toCodes } from '../../core/table/parse-column.ts';
import type { CodeColumn, TableColumn } from '../../core/table/table.ts';
import { parseVector } from '../../core/table/vector.ts';
import { layPictures } from './lay-pictures.ts';
import type { EmbeddingModel } from './model.ts';

const batchRows = 16;
const longestText = 128;
const mostNumbers = 4096;
/** Digits of a number that float32 knows. */
const digits = 7;

export interface EmbeddingRequest {
  /** Name of the new column. */
  readonly name: string;
  readonly vocabulary: { readonly file: string; readonly content: string } | null;
  readonly scaling: PictureScaling;
  readonly onProgress?: (share: number) => void;
}

/** Lays a batch of cells out as the inputs of a model; the mask says which tokens are there. */
type Feed = (labels: readonly string[]) => { inputs: Record<string, Tensor>; mask: number[] | null };

/**
 * A column of vectors that the model makes of the texts, pictures or vectors of another. Each distinct cell is run once; what
 * is missing stays missing. Throws AppError `bad-file` where the model does not fit the column.
 */
export async function embedColumn(
  column: TableColumn,
  model: EmbeddingModel,
  request: EmbeddingRequest,
): Promise<TableColumn> {
  if (!('codes' in column))
    throw misfit(column, model, 'holds single numbers; choose a column of texts, pictures or vectors');
  const feed = chooseFeed(column, model, request);
  const vectors: string[] = [];
  for (let first = 0; first < column.labels.length; first += batchRows) {
    const { inputs, mask } = feed(column.labels.slice(first, first + batchRows));
    for (const vector of await model.run(inputs, mask)) {
      if (vector.length < 2 || vector.length > mostNumbers) {
        throw misfit(column, model, `would become ${vector.length} numbers a row (2 to ${mostNumbers} are taken)`);
      }
      vectors.push(`[${Array.from(vector, (value) => Number(value.toPrecision(digits))).join(', ')}]`);
    }
    request.onProgress?.(Math.min(1, (first + batchRows) / column.labels.length));
  }
  const cells = Array.from(column.codes, (code) => (code < 0 ? null : (vectors[code] ?? null)));
  return toCodes(request.name, 'vector', cells);
}

function chooseFeed(column: CodeColumn, model: EmbeddingModel, request: EmbeddingRequest): Feed {
  const [first] = model.inputs;
  if (first === undefined) throw misfit(column, model, 'cannot be read by a model without inputs');
  if (column.type === 'image') return feedPictures(column, model, request.scaling);
  if (column.type === 'vector') return feedVectors(column, model);
  if (first.type === 'string') return (labels) => feedStrings(model, labels);
  return feedTokens(column, model, request);
}

function feedStrings(model: EmbeddingModel, labels: readonly string[]): ReturnType<Feed> {
  const [input] = model.inputs;
  const dims = input?.shape.length === 2 ? [labels.length, 1] : [labels.length];
  return { inputs: { [input?.name ?? '']: model.tensor('string', [...labels], dims) }, mask: null };
}

function feedVectors(column: CodeColumn, model: EmbeddingModel): Feed {
  const input = model.inputs.find(({ type, shape }) => type === 'float32' && shape.length === 2);
  if (input === undefined) throw misfit(column, model, 'holds vectors, and the model takes none');
  return (labels) => {
    const vectors = labels.map((label) => parseVector(label) ?? new Float32Array());
    const width = vectors[0]?.length ?? 0;
    const data = Float32Array.from(vectors.flatMap((vector) => [...vector]));
    return { inputs: { [input.name]: model.tensor('float32', data, [labels.length, width]) }, mask: null };
  };
}

function feedPictures(column: CodeColumn, model: EmbeddingModel, scaling: PictureScaling): Feed {
  const input = model.inputs.find(({ type, shape }) => type === 'float32' && shape.length === 4);
  if (input === undefined)
    throw misfit(column, model, 'holds pictures, and the model takes none (four dimensions of float32)');
  return (labels) => {
    const pictures = labels
      .map((label) => readImageText(label))
      .filter((picture): picture is Pixels => picture !== null);
    const laid = layPictures(pictures, input.shape, scaling);
    return { inputs: { [input.name]: model.tensor('float32', laid.data, laid.dims) }, mask: null };
  };
}

function feedTokens(column: CodeColumn, model: EmbeddingModel, { vocabulary }: EmbeddingRequest): Feed {
  const takesTokens = model.inputs.every(({ type }) => type === 'int64' || type === 'int32');
  if (!takesTokens) throw misfit(column, model, 'holds texts, and the model takes neither texts nor tokens');
  if (vocabulary === null) {
    throw new AppError(
      'bad-option',
      `${model.file} takes tokens; choose its vocabulary too (vocab.txt or tokenizer.json)`,
    );
  }
  const pieces = createWordPieces(vocabulary.file, vocabulary.content);
  return (labels) => layTokens(labels, model, pieces);
}

function layTokens(labels: readonly string[], model: EmbeddingModel, pieces: WordPieces): ReturnType<Feed> {
  const fixed = model.inputs[0]?.shape[1];
  const longest = typeof fixed === 'number' && fixed > 2 ? fixed : longestText;
  const texts = labels.map((label) => pieces.encode(label, longest));
  const length = typeof fixed === 'number' && fixed > 2 ? fixed : Math.max(...texts.map((text) => text.length));
  const ids = texts.flatMap((text) => [...text, ...new Array<number>(length - text.length).fill(pieces.padding)]);
  const mask = texts.flatMap((text) => Array.from({ length }, (_, place) => Number(place < text.length)));
  const inputs = Object.fromEntries(
    model.inputs.map(({ name, type }) => {
      const values = /mask/.test(name) ? mask : /type/.test(name) ? ids.map(() => 0) : ids;
      return [name, model.tensor(type === 'int32' ? 'int32' : 'int64', values, [labels.length, length])];
    }),
  );
  return { inputs, mask };
}

function misfit(column: TableColumn, model: EmbeddingModel, problem: string): AppError {
  return new AppError(
    'bad-file',
    `${model.file} does not fit column '${column.name}', which ${problem}; its inputs: ${sayInputs(model)}. Choose another model or column`,
    {
      details: { column: column.name },
    },
  );
}

function sayInputs({ inputs }: EmbeddingModel): string {
  return inputs.map(({ name, type, shape }) => `${name}, ${type} ${shape.join(' × ')}`).join('; ');
}
