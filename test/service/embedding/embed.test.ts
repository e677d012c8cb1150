import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createWordPieces } from '../../../src-main/core/prepare/word-piece.ts';
import { cellLabel } from '../../../src-main/core/table/cell.ts';
import { writeImageText } from '../../../src-main/core/table/image.ts';
import type { CodeColumn } from '../../../src-main/core/table/table.ts';
import { embedColumn, type EmbeddingRequest } from '../../../src-main/service/embedding/embed-column.ts';
import { layPictures } from '../../../src-main/service/embedding/lay-pictures.ts';
import { openModel } from '../../../src-main/service/embedding/model.ts';
import { onnxModel } from '../../helper/onnx.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'tandem-embed-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function save(name: string, bytes: Buffer): string {
  const file = path.join(folder, name);
  writeFileSync(file, bytes);
  return file;
}

/** Each token becomes (id, 10 id). */
const tokens = save(
  'tokens.onnx',
  onnxModel(
    [
      { name: 'input_ids', type: 'int64', shape: ['batch', 'length'] },
      { name: 'attention_mask', type: 'int64', shape: ['batch', 'length'] },
    ],
    [{ name: 'hidden', type: 'float', shape: ['batch', 'length', 2] }],
    [{ op: 'Gather', inputs: ['table', 'input_ids'], outputs: ['hidden'] }],
    [
      {
        name: 'table',
        shape: [8, 2],
        values: Array.from({ length: 16 }, (_, place) => (place % 2 === 0 ? 1 : 10) * Math.floor(place / 2)),
      },
    ],
  ),
);
/** The mean of every channel. */
const channels = save(
  'channels.onnx',
  onnxModel(
    [{ name: 'pixels', type: 'float', shape: ['batch', 3, 4, 4] }],
    [{ name: 'mean', type: 'float', shape: ['batch', 3, 1, 1] }],
    [{ op: 'GlobalAveragePool', inputs: ['pixels'], outputs: ['mean'] }],
  ),
);
const vocabulary = { file: 'vocab.txt', content: '[PAD]\n[UNK]\n[CLS]\n[SEP]\npump\nleak\n##ing\n.' };

const texts: CodeColumn = {
  name: 't',
  type: 'text',
  codes: Int32Array.of(0, 1, -1, 0),
  labels: ['Pump leaking.', 'café'],
};

function request(changes: Partial<EmbeddingRequest> = {}): EmbeddingRequest {
  return { name: 'vectors', vocabulary, scaling: 'unit', ...changes };
}

describe('createWordPieces', () => {
  it('takes words apart into the longest pieces', () => {
    const pieces = createWordPieces(vocabulary.file, vocabulary.content);
    expect(pieces.encode('Pump  leaking. x', 128)).toEqual([2, 4, 5, 6, 7, 1, 3]);
    expect(pieces.encode('Púmp leaking', 4)).toEqual([2, 4, 5, 3]);
    expect(pieces.encode('', 8)).toEqual([2, 3]);
  });

  it('reads tokenizer.json, and refuses other kinds', () => {
    const vocab = Object.fromEntries(vocabulary.content.split('\n').map((piece, id) => [piece, id]));
    const json = JSON.stringify({ model: { type: 'WordPiece', vocab }, normalizer: { lowercase: true } });
    expect(createWordPieces('tokenizer.json', json).encode('PUMP', 8)).toEqual([2, 4, 3]);
    expect(() => createWordPieces('t.json', JSON.stringify({ model: { type: 'BPE', vocab } }))).toThrow(/of type BPE/);
    expect(() => createWordPieces('v.txt', 'a\nb')).toThrow(/has no \[CLS\]/);
  });
});

describe('embedColumn', () => {
  it('means the vectors of the tokens that are there', async () => {
    const model = await openModel(tokens, 'tokens.onnx');
    const made = await embedColumn(texts, model, request());
    await model.release();
    expect(made).toMatchObject({ name: 'vectors', type: 'vector', codes: texts.codes });
    const mean = (2 + 4 + 5 + 6 + 7 + 3) / 6;
    expect('codes' in made ? made.labels : []).toEqual([`[${mean}, ${10 * mean}]`, '[2, 20]']);
  });

  it('shows pictures in the range that the model takes', async () => {
    const pixels = {
      height: 2,
      width: 2,
      channels: 3 as const,
      values: Uint8Array.from(new Array(4).fill([255, 102, 0]).flat()),
    };
    const column: CodeColumn = { name: 'p', type: 'image', codes: Int32Array.of(0), labels: [writeImageText(pixels)] };
    const model = await openModel(channels, 'channels.onnx');
    const numbers = async (scaling: EmbeddingRequest['scaling']) =>
      JSON.parse(cellLabel(await embedColumn(column, model, request({ scaling })), 0) ?? '') as number[];
    expect(await numbers('unit')).toEqual([1, 0.4, 0]);
    expect((await numbers('signed')).map((value) => Math.round(10 * value))).toEqual([10, -2, -10]);
    expect((await numbers('imagenet'))[0]).toBeCloseTo((1 - 0.485) / 0.229, 5);
    await model.release();
  });

  it.each([
    ['tokens without a vocabulary', tokens, request({ vocabulary: null }), /choose its vocabulary/],
    [
      'texts for a model of pictures',
      channels,
      request(),
      /takes neither texts nor tokens; its inputs: \w+, float32 .*Choose another model or column/,
    ],
  ])('refuses %s', async (_, file, asked, message) => {
    const model = await openModel(file, path.basename(file));
    await expect(embedColumn(texts, model, asked)).rejects.toThrow(message);
    await model.release();
  });

  it('says what to choose where the model fails on the tokens', async () => {
    const model = await openModel(tokens, 'tokens.onnx');
    const content = [
      ...vocabulary.content.split('\n'),
      ...Array.from({ length: 500 }, (_, id) => `w${id}`),
      'the',
    ].join('\n');
    const long: CodeColumn = { ...texts, labels: texts.labels.map(() => 'the the') };
    await expect(embedColumn(long, model, request({ vocabulary: { file: 'v.txt', content } }))).rejects.toThrow(
      /tokens\.onnx fails on this column \(.*\); choose the vocabulary/s,
    );
    await model.release();
  });

  it('refuses what is no model', async () => {
    await expect(openModel(save('bad.onnx', Buffer.from('nothing')), 'bad.onnx')).rejects.toMatchObject({
      code: 'bad-file',
    });
  });
});

describe('layPictures', () => {
  const grey = { height: 1, width: 2, channels: 1 as const, values: Uint8Array.of(0, 255) };

  it('samples between pixels and repeats grey', () => {
    const { data, dims } = layPictures([grey], ['n', 3, 1, 4], 'unit');
    expect(dims).toEqual([1, 3, 1, 4]);
    expect([...data.slice(0, 4)]).toEqual([0, 0.25, 0.75, 1]);
    expect([...data.slice(8)]).toEqual([0, 0.25, 0.75, 1]);
  });

  it('puts channels last where the model does, at the size of the pictures where it takes any', () => {
    const { data, dims } = layPictures([grey], ['n', 'h', 'w', 3], 'unit');
    expect(dims).toEqual([1, 1, 2, 3]);
    expect([...data]).toEqual([0, 0, 0, 1, 1, 1]);
  });
});
