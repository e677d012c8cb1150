import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { importOptionsSchema, type Combination, type ImportOptions } from '../../../src-main/contract/dataset.ts';
import { combineFiles, type CombinedFacts } from '../../../src-main/store/dataset/combine-files.ts';
import { previewFile } from '../../../src-main/store/dataset/import-file.ts';

const temporary = mkdtempSync(join(tmpdir(), 'tandem-combine-test-'));
afterAll(() => rmSync(temporary, { recursive: true, force: true }));

type Rows = (string | null)[][];
type Combined = CombinedFacts & { readonly read: Rows };

/** Writes the texts as files, combines them, and reads the result as an import would. */
async function combine(
  texts: Readonly<Record<string, string>>,
  combination: Combination,
  options: Readonly<Record<string, Partial<ImportOptions>>> = {},
): Promise<Combined> {
  const folder = mkdtempSync(join(temporary, 'case-'));
  const files = Object.entries(texts).map(([name, text]) => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return { path, name, options: importOptionsSchema.parse(options[name] ?? {}) };
  });
  const target = join(folder, 'combined.parquet');
  const facts = await combineFiles({ files, combination, target, folder });
  const { rows } = await previewFile(target, importOptionsSchema.parse({}));
  return { ...facts, read: rows };
}

const byId: Combination = { kind: 'join', keys: ['id'], rows: 'all' };

function codes({ warnings }: CombinedFacts): string[] {
  return warnings.map(({ code }) => code);
}

describe('stacking', () => {
  it('puts rows below one another, columns by name', async () => {
    const found = await combine({ 'a.csv': 'x,k\n1,p\n2,q\n', 'b.csv': 'k;x\nr;3,5\n' }, { kind: 'stack' });
    expect(found.columns).toEqual(['x', 'k']);
    expect(found.read).toEqual([
      ['1', 'p'],
      ['2', 'q'],
      ['3.5', 'r'],
    ]);
    expect(found.warnings).toEqual([{ code: 'stacked', message: 'a.csv is rows 1 to 2; b.csv is rows 3 to 3' }]);
  });

  it('says which columns differ and which have other types', async () => {
    const found = await combine({ 'a.csv': 'x,y,z\n1,2,1\n', 'b.csv': 'x,w,z\n3,4,big\n' }, { kind: 'stack' });
    expect(found.read).toEqual([
      ['1', '2', '1', null],
      ['3', null, 'big', '4'],
    ]);
    expect(codes(found)).toEqual(['stack-mixed-types', 'stack-missing-column', 'stack-missing-column', 'stacked']);
  });

  it('refuses files that share no column', async () => {
    await expect(combine({ 'a.csv': 'x,y\n1,2\n', 'b.csv': 'p,q\n1,2\n' }, { kind: 'stack' })).rejects.toMatchObject({
      code: 'bad-file',
      message: expect.stringMatching(/^b\.csv: has no column of a\.csv/) as string,
    });
  });
});

describe('joining', () => {
  it('keeps the rows of every file, in order, and counts those without a partner', async () => {
    const texts = { 'a.csv': 'id,x\n3,0.5\n1,0.7\n,0.1\n2,0.9\n', 'b.csv': 'id,y\n2,p\n9,q\n3,r\n' };
    const found = await combine(texts, byId);
    expect(found.read).toEqual([
      ['3', '0.5', 'r'],
      ['1', '0.7', null],
      [null, '0.1', null],
      ['2', '0.9', 'p'],
      ['9', null, 'q'],
    ]);
    expect(found.warnings).toMatchObject([
      { code: 'join-unmatched', count: 2 },
      { code: 'join-unmatched', count: 1 },
    ]);
    const first = await combine(texts, { ...byId, rows: 'first' });
    expect(first.read.map(([id]) => id)).toEqual(['3', '1', null, '2']);
  });

  it('joins three files by two keys, numbers with text, and tells columns of one name apart', async () => {
    const found = await combine(
      {
        'a.csv': 'site,day,x\nN,1,0.5\nS,1,0.7\n',
        'b.csv': 'day,site,x\n1,S,5\n1,N,6\n',
        'c.csv': 'site,day,z\nN,1,yes\nS,one,no\n',
      },
      { kind: 'join', keys: ['site', 'day'], rows: 'all' },
    );
    expect(found.columns).toEqual(['site', 'day', 'x', 'x (b.csv)', 'z']);
    expect(found.read).toEqual([
      ['N', '1', '0.5', '6', 'yes'],
      ['S', '1', '0.7', '5', null],
      ['S', 'one', null, null, 'no'],
    ]);
    expect(codes(found)).toEqual(['join-unmatched', 'join-unmatched', 'join-same-name']);
  });

  it('lets keys come again in the first file, and refuses them in another', async () => {
    const texts = { 'a.csv': 'id,x\n1,5\n1,6\n2,7\n', 'b.csv': 'id,y\n1,p\n2,q\n' };
    const found = await combine(texts, byId);
    expect(found.read).toEqual([
      ['1', '5', 'p'],
      ['1', '6', 'p'],
      ['2', '7', 'q'],
    ]);
    expect(found.warnings).toMatchObject([{ code: 'join-repeated-key', count: 1 }]);
    await expect(combine({ 'b.csv': texts['b.csv'], 'a.csv': texts['a.csv'] }, byId)).rejects.toMatchObject({
      code: 'bad-file',
      message: expect.stringMatching(
        /^a\.csv: 1 values of the key id stand in more than one row, the first is 1/,
      ) as string,
    });
  });

  it('refuses keys that are nowhere, and keys without a single match', async () => {
    await expect(combine({ 'a.csv': 'id,x\n1,2\n', 'b.csv': 'ID,y\n1,2\n' }, byId)).rejects.toMatchObject({
      code: 'bad-data',
      message: "b.csv has no key column 'id'; it has ID, y",
    });
    await expect(combine({ 'a.csv': 'id,x\n1,2\n', 'b.csv': 'id,y\n7,2\n' }, byId)).rejects.toMatchObject({
      code: 'bad-file',
      message: expect.stringContaining('no key of a.csv stands in it') as string,
    });
  });
});
