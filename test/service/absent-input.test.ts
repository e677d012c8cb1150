import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sayAbsent } from '../../src-main/contract/prediction-rows.ts';
import type { Prediction } from '../../src-main/contract/prediction.ts';
import type { ProcedureInput } from '../../src-main/contract/procedure.ts';
import { onnxModel } from '../helper/onnx.ts';
import { makeQuick, openTestService, type TestService } from './open-service.ts';

const timeoutMs = 180_000;
const notes = ['pump leak', 'pump', 'leak leak pump', 'leak', 'pump pump leak leak'];
let test: TestService;
let studyId: string;
let model: string;
let vocabulary: string;
let files = 0;

function save(name: string, content: string | Buffer): string {
  const file = path.join(test.folder, name);
  writeFileSync(file, content);
  return file;
}

async function register(file: string): Promise<string> {
  return (await test.service.hostHandlers['host.registerFile']({ path: file })).fileToken;
}

function makeRows(): string {
  const rows = Array.from({ length: 120 }, (_, row) => {
    const [size, site, day] = [(row * 37) % 101, ['north', 'south', 'east'][(row * 7) % 3], 1 + ((row * 5) % 28)];
    const price = size / 10 + (site === 'north' ? 2 : 0) + ((row * 13) % 7) / 5;
    const cells = [`R${row}`, size, site, row % 2 === 0, `2024-03-${String(day).padStart(2, '0')}`, notes[row % 5]];
    return [...cells, price, price + ((row * 11) % 9) > 8 ? 'high' : 'low'].join(',');
  });
  return ['id,size,site,open,day,note,price,kind', ...rows].join('\n');
}

beforeAll(async () => {
  test = openTestService();
  vocabulary = save('vocab.txt', '[PAD]\n[UNK]\n[CLS]\n[SEP]\npump\nleak');
  model = save(
    'tokens.onnx',
    onnxModel(
      [
        { name: 'input_ids', type: 'int64', shape: ['batch', 'length'] },
        { name: 'attention_mask', type: 'int64', shape: ['batch', 'length'] },
      ],
      [{ name: 'hidden', type: 'float', shape: ['batch', 'length', 2] }],
      [{ op: 'Gather', inputs: ['table', 'input_ids'], outputs: ['hidden'] }],
      [{ name: 'table', shape: [6, 2], values: [0, 1, 1, 0, 0.5, 0.25, 0.25, 0.75, 3, 1, 2, 5] }],
    ),
  );
  const draft = await test.createStudy(makeRows(), ['price', 'kind'], (spec) => {
    const quick = makeQuick(spec);
    return {
      ...quick,
      roles: { ...quick.roles, id: 'id', note: 'input' },
      split: { ...quick.split, splits: 1 },
      inputs: { encodings: { note: { kind: 'one-hot' } } },
    };
  });
  studyId = draft.id;
  await test.call('study.embed', {
    ...{ studyId, column: 'note', scaling: 'unit' },
    ...{ modelToken: await register(model), vocabularyToken: await register(vocabulary) },
  });
  const rest = test.waitForRest(studyId);
  await test.call('study.start', { studyId });
  await rest;
}, timeoutMs);

afterAll(() => test.close());

async function predict(
  text: string,
  more: Partial<ProcedureInput<'prediction.run'>> = {},
): Promise<Prediction & { readonly said: readonly unknown[] }> {
  files += 1;
  const fileToken = await register(save(`new-${files}.csv`, text));
  const prediction = await test.call('prediction.run', { studyId, arm: 'equal', fileToken, options: {}, ...more });
  return { ...prediction, said: prediction.tasks.map(({ values, probabilities }) => [values, probabilities]) };
}

async function withModel(file = model): Promise<Partial<ProcedureInput<'prediction.run'>>> {
  const vocabularyToken = await register(vocabulary);
  return { embeddings: [{ column: 'note', modelToken: await register(file), vocabularyToken }] };
}

const head = 'size,site,open,day,note';
const row = '40,north,true,2024-03-09,pump leak';

describe('a file that lacks inputs', () => {
  it('is refused, with the step that makes each of them', async () => {
    const refused = predict(`size,note\n40,pump`);
    await expect(refused).rejects.toMatchObject({
      code: 'bad-data',
      details: { columns: ['site', 'open', 'day', 'note (tokens)'] },
    });
    await expect(refused).rejects.toThrow(
      "'note (tokens)' was made of 'note' by tokens.onnx: predict makes it again with --embed 'note=tokens.onnx;vocabulary=vocab.txt'",
    );
    await expect(refused).rejects.toThrow('--fill-missing');
    await expect(predict('colour,id\nred,A', { fillMissing: true })).rejects.toMatchObject({
      code: 'bad-data',
      message: expect.stringContaining('missing every input column') as string,
    });
  });

  it('is predicted as with empty cells where that is allowed, which is told', async () => {
    const vectors = '"[1.5, 0.7]"';
    for (const [gone, without, empty] of [
      [['size'], `site,open,day,note\nnorth,true,2024-03-09,pump`, `${head}\n,north,true,2024-03-09,pump`],
      [['site', 'open'], `size,day,note\n40,2024-03-09,pump`, `${head}\n40,,,2024-03-09,pump`],
      [['day', 'note'], `size,site,open\n40,north,true`, `${head}\n40,north,true,,`],
    ] as const) {
      const add = (text: string): string => {
        const [names = '', cells = ''] = text.split('\n');
        return `${names},note (tokens)\n${cells},${vectors}`;
      };
      const filled = await predict(add(without), { fillMissing: true });
      const wanted = await predict(add(empty));
      expect(filled.said).toEqual(wanted.said);
      expect(filled.absent).toEqual(gone.map((column) => ({ column, near: null, share: 0 })));
      expect(filled.drift.filter(({ column }) => gone.some((name) => name === column))).toEqual([]);
      expect(wanted.absent).toEqual([]);
    }
  });

  it('may lack the vectors, too, and names the column that may be meant', async () => {
    const empty = await predict(`${head},note (tokens)\n${row},`);
    const filled = await predict(`${head.replace('site', 'sites')}\n${row}`, { fillMissing: true });
    expect(filled.absent).toEqual([
      { column: 'site', near: 'sites', share: 0 },
      { column: 'note (tokens)', near: null, share: 0 },
    ]);
    expect(sayAbsent(filled.absent)).toBe(
      'not in the file and read as missing in every row: site (did you mean sites?), note (tokens); no training row lacked them; predictions are less sure than the metrics on test rows, and the spread does not tell by how much',
    );
    const shares = [0, 0.125].map((share, place) => ({ column: `c${place}`, near: null, share }));
    expect(sayAbsent(shares)).toContain(
      'c0, c1 (missing in 12.5 % of the training rows); no training row lacked the others;',
    );
    expect(sayAbsent(shares.slice(1))).not.toContain('lacked');
    expect((await predict(`${head}\n${row}`, { fillMissing: true })).said).toEqual(empty.said);
  });

  it('has its vectors made again by the same model', async () => {
    const [first, second] = ['40,north,true,2024-03-09,pump leak', '7,east,false,2024-03-20,leak leak'];
    // [CLS] pump leak [SEP] and [CLS] leak leak [SEP], each the mean of its tokens
    const vectors = [
      [(0.5 + 3 + 2 + 0.25) / 4, (0.25 + 1 + 5 + 0.75) / 4],
      [(0.5 + 2 + 2 + 0.25) / 4, (0.25 + 5 + 5 + 0.75) / 4],
    ].map((vector) => `"[${vector.join(', ')}]"`);
    const wanted = await predict(`${head},note (tokens)\n${first},${vectors[0]}\n${second},${vectors[1]}`);
    const made = await predict(`${head}\n${first}\n${second}`, await withModel());
    expect(made.said).toEqual(wanted.said);
    expect(made.absent).toEqual([]);
  });

  it('is not given vectors by another model, or of another column', async () => {
    const other = save('other.onnx', 'no model at all');
    await expect(predict(`${head}\n${row}`, await withModel(other))).rejects.toMatchObject({
      code: 'bad-option',
      message: "the study made vectors of 'note' by tokens.onnx, not other.onnx; choose that model",
    });
    const embeddings = [{ column: 'site', modelToken: await register(model), vocabularyToken: null }];
    await expect(predict(`${head}\n${row}`, { embeddings })).rejects.toMatchObject({ code: 'bad-option' });
    const without = predict('size,site,open,day\n40,north,true,2024-03-09', await withModel());
    await expect(without).rejects.toMatchObject({ code: 'bad-data', details: { columns: ['note'] } });
  });
});

describe('rows of a prediction', () => {
  it('are counted below the header, wherever they are named', async () => {
    const text = `${head},note (tokens),id\n${row},"[1, 2]",A\n40,,,,,,B\n`;
    const misfit = predict(`${text}old,north,true,2024-03-09,pump,"[1, 2]",C`);
    await expect(misfit).rejects.toMatchObject({ details: { row: 3, column: 'size', value: 'old' } });
    await expect(misfit).rejects.toThrow("data row 3 (row 4 of the file), column 'size'");
    const { drift, footnote } = await predict(`${text}4000,north,true,2024-03-09,pump,"[1, 2]",C`);
    expect(drift.find(({ column }) => column === 'size')).toMatchObject({ example: { row: 3 } });
    expect(footnote).toContain('Rows are counted from 1, the first below the header.');
  });
});
