import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
  datasetDescriptionSchema,
  importOptionsSchema,
  previewSchema,
  type DatasetDescription,
  type ImportOptions,
  type Preview,
} from '../../../src-main/contract/dataset.ts';
import { findColumn } from '../../../src-main/core/table/table.ts';
import { importFile, previewFile } from '../../../src-main/store/dataset/import-file.ts';
import { readRows, readTable } from '../../../src-main/store/dataset/read-table.ts';

const fixtures = join(import.meta.dirname, '../../fixture');
const temporary = mkdtempSync(join(tmpdir(), 'tandem-import-test-'));
afterAll(() => rmSync(temporary, { recursive: true, force: true }));

function options(changes: Partial<ImportOptions> = {}): ImportOptions {
  return importOptionsSchema.parse(changes);
}

function preview(name: string, changes: Partial<ImportOptions> = {}): Promise<Preview> {
  return previewFile(join(fixtures, 'messy', name), options(changes));
}

function types({ columns }: DatasetDescription): Record<string, string> {
  return Object.fromEntries(columns.map(({ name, type }) => [name, type]));
}

function warningCodes({ warnings }: DatasetDescription): string[] {
  return warnings.map(({ code }) => code);
}

function write(name: string, content: string): string {
  const path = join(temporary, name);
  writeFileSync(path, content);
  return path;
}

describe('previewFile', () => {
  it('fits the contract', async () => {
    const found = await preview('decimal-comma.csv');
    expect(previewSchema.parse(found)).toEqual(found);
  });

  it.each([
    [
      'decimal-comma.csv',
      [
        ['A', '1234.56', '3'],
        ['B', '12.5', '4'],
        ['C', '0.75', '5'],
        ['D', '1000', '6'],
      ],
      { delimiter: ';', decimalMark: ',', thousandsMark: '.' },
    ],
    [
      'thousands-comma.csv',
      [
        ['a', '1234.56', '3'],
        ['b', '12.5', '4'],
        ['c', '10000', '5'],
      ],
      { delimiter: ',', decimalMark: '.', thousandsMark: ',' },
    ],
    [
      'space-thousands.csv',
      [
        ['a', '1234.5'],
        ['b', '12000'],
        ['c', '7.25'],
      ],
      { decimalMark: ',', thousandsMark: ' ' },
    ],
    [
      'sep-line.csv',
      [
        ['1', '2'],
        ['3', '4'],
      ],
      { delimiter: ';', skipRows: 1 },
    ],
    [
      'preamble.csv',
      [
        ['north', '12.5', 'true'],
        ['south', '13.5', 'false'],
      ],
      { skipRows: 3, header: true },
    ],
    [
      'utf16le.csv',
      [
        ['Köln', '1.5'],
        ['Αθήνα', '2.5'],
      ],
      { encoding: 'utf-16le' },
    ],
    [
      'utf16be-no-mark.csv',
      [
        ['Bern', '1.5'],
        ['Rome', '2.5'],
        ['Oslo', '3.5'],
      ],
      { encoding: 'utf-16be' },
    ],
    [
      'utf8-mark.csv',
      [
        ['1', '2'],
        ['3', '4'],
      ],
      { encoding: 'utf-8' },
    ],
    [
      'windows-1252.csv',
      [
        ['Überweg €', '1.5'],
        ['Allée', '2.5'],
      ],
      { encoding: 'windows-1252' },
    ],
    [
      'mixed-line-ends.csv',
      [
        ['1', '2'],
        ['3', '4'],
        ['5', '6'],
      ],
      {},
    ],
    [
      'trailing-delimiter.csv',
      [
        ['1', '2'],
        ['3', '4'],
      ],
      {},
    ],
    [
      'no-header.csv',
      [
        ['1', '2.5', 'x'],
        ['2', '3.5', 'y'],
        ['3', '4.5', 'z'],
      ],
      { header: false },
    ],
    [
      'tab.tsv',
      [
        ['1', 'x, y', '3'],
        ['2', 'z', '4'],
      ],
      { delimiter: '\t' },
    ],
    [
      'single-quotes.csv',
      [
        ['x, y', '1'],
        ["it's", '2'],
      ],
      { quote: "'" },
    ],
    [
      'years-as-names.csv',
      [
        ['Peru', '1.5', '2.5'],
        ['Cuba', '3.5', '4.5'],
      ],
      { header: true },
    ],
  ])('reads %s', async (name, rows, found) => {
    const result = await preview(name);
    expect(result.rows).toEqual(rows);
    expect(result.description.options).toMatchObject(found);
    expect(result.description.rows).toBe(rows.length);
  });

  it('keeps every character of text and never runs it', async () => {
    const { rows, description } = await preview('text-kept.csv');
    expect(rows).toEqual([
      ['=1+1', '<b>bold</b>', '😀👩‍👩‍👧', 'שלום', '1'],
      ['=HYPERLINK("http://x")', '<script>alert(1)</script>', '🇨🇭', 'مرحبا', '2'],
      ['@SUM(A1)', '&amp;', 'é', 'abcאבג', '3'],
    ]);
    expect(Object.values(types(description))).toEqual([
      'categorical',
      'categorical',
      'categorical',
      'categorical',
      'numeric',
    ]);
  });

  it('reads missing tokens as missing, and proposes -999', async () => {
    const { rows, description } = await preview('missing-tokens.csv');
    expect(rows.map((row) => row.slice(0, 3))).toEqual([
      ['1', null, 'x'],
      [null, '2', null],
      [null, null, null],
      [null, '4', null],
      ['5', '6', 'y'],
    ]);
    expect(description.columns.map(({ missing }) => missing)).toEqual([3, 2, 3, 0]);
    expect(description.warnings).toMatchObject([{ code: 'sentinel', column: 'd', count: 2 }]);
    const told = await preview('missing-tokens.csv', {
      missingTokens: ['', '-999', 'NA', 'N/A', '?', '-', 'null', 'NaN'],
    });
    expect(told.description.columns[3]?.missing).toBe(2);
    expect(told.description.warnings).toEqual([]);
  });

  it('counts values that do not fit, with their rows in the file, where cells hold line breaks', async () => {
    const { description, rows } = await preview('quoted-newline.csv');
    expect(description.rows).toBe(20);
    expect(rows[1]).toEqual(['2', 'says "hello", then leaves', null]);
    const value = description.columns[2];
    expect(value).toMatchObject({
      type: 'numeric',
      typeConfidence: 0.95,
      missing: 1,
      nonconforming: { count: 1, examples: [{ row: 3, value: 'oops' }] },
    });
    expect(value?.flags).toContain('nonconforming');
    expect(description.warnings).toMatchObject([{ code: 'nonconforming', column: 'value', row: 3, count: 1 }]);
  });

  it('makes names unique and says so', async () => {
    const { description } = await preview('duplicate-headers.csv');
    expect(description.columns.map(({ name }) => name)).toEqual([
      'a',
      'a (2)',
      'a (3)',
      'column 4',
      'b',
      'b (2)',
      'b (3)',
    ]);
    expect(warningCodes(description)).toEqual([
      'duplicate-header',
      'duplicate-header',
      'empty-header',
      'duplicate-header',
    ]);
  });

  it('renames a column that no record can hold, and says so', async () => {
    const path = write('reserved.csv', '__proto__,constructor,toString\n1,2,3\n4,5,6\n');
    const { description } = await previewFile(path, options());
    expect(description.columns.map(({ name }) => name)).toEqual(['__proto__ (column)', 'constructor', 'toString']);
    expect(description.warnings).toMatchObject([{ code: 'reserved-header', row: 1, column: '__proto__ (column)' }]);
  });

  it('keeps codes that numbers would change', async () => {
    const { rows, description } = await preview('codes.csv');
    expect(rows[0]).toEqual(['01234', '12345678901234567', '1']);
    expect(types(description)).toEqual({ zip: 'categorical', account: 'categorical', n: 'numeric' });
    expect(warningCodes(description)).toEqual(['kept-as-code', 'kept-as-code']);
  });

  it('reads dates in the order that fits, and says where none is certain', async () => {
    const { rows, description } = await preview('dates.csv');
    expect(rows).toEqual([
      ['2024-01-31', '2024-01-31', '2024-01-31', '2024-01-31T12:30:00.000Z', '2024-02-01'],
      ['2024-02-29', '2024-02-29', '2024-02-29', '2024-02-29T23:59:59.500Z', '2024-04-03'],
      [null, null, null, null, null],
    ]);
    expect(Object.values(types(description))).toEqual(Array.from({ length: 5 }, () => 'date'));
    expect(description.warnings).toMatchObject([{ code: 'ambiguous-dates', column: 'unclear' }]);
  });

  it('takes what the user says over what it finds', async () => {
    const { description, rows } = await preview('missing-tokens.csv', {
      columnTypes: { c: 'numeric', a: 'text' },
      header: true,
    });
    expect(types(description)).toMatchObject({ a: 'text', c: 'numeric' });
    expect(description.columns[2]).toMatchObject({
      inferredType: 'categorical',
      missing: 5,
      nonconforming: { count: 2 },
    });
    expect(rows.map((row) => row[2])).toEqual([null, null, null, null, null]);
    await expect(preview('tab.tsv', { columnTypes: { ghost: 'text' } })).rejects.toMatchObject({ code: 'bad-data' });
    await expect(preview('tab.tsv', { encoding: 'klingon' })).rejects.toMatchObject({ code: 'bad-option' });
    await expect(preview('tab.tsv', { delimiter: '::' })).rejects.toMatchObject({ code: 'bad-option' });
    await expect(preview('tab.tsv', { decimalMark: '.', thousandsMark: '.' })).rejects.toMatchObject({
      code: 'bad-option',
    });
    const skipped = await preview('preamble.csv', { skipRows: 4, header: false });
    expect(skipped.rows[0]).toEqual(['north', '12.5', 'true']);
  });

  it('describes the distribution of every column', async () => {
    const lines = Array.from({ length: 240 }, (_, row) => `${row},${row % 12},${'abc'[row % 3] ?? ''},same,k${row}`);
    const { description } = await previewFile(
      write('distribution.csv', `n,m,c,s,key\n${lines.join('\n')}\n`),
      options(),
    );
    const [n, m, c, s, key] = description.columns;
    expect(n).toMatchObject({
      minimum: 0,
      maximum: 239,
      mean: 119.5,
      median: 119.5,
      distinct: 240,
      flags: ['identifier-like'],
    });
    expect(n?.standardDeviation).toBeCloseTo(Math.sqrt((240 * 241) / 12), 10);
    expect(n?.distribution).toMatchObject({ kind: 'histogram', counts: Array.from({ length: 12 }, () => 20) });
    expect(m?.flags).toEqual([]);
    expect(c?.distribution).toEqual({ kind: 'bars', labels: ['a', 'b', 'c'], counts: [80, 80, 80], otherCount: 0 });
    expect(s?.flags).toEqual(['constant']);
    expect(key).toMatchObject({ type: 'text', flags: ['identifier-like'] });
    expect(key?.distribution).toMatchObject({ otherCount: 232 });
  });
});

describe('bad files', () => {
  const expected = JSON.parse(readFileSync(join(fixtures, 'bad/expected.json'), 'utf8')) as Record<
    string,
    { code: string; row?: number; column?: number; options?: Partial<ImportOptions> }
  >;

  it.each(Object.entries(expected))('refuses %s, names the place and keeps nothing', async (name, wanted) => {
    const folder = mkdtempSync(join(temporary, 'bad-'));
    const path = join(fixtures, 'bad', name);
    const failure = await importFile({ path, options: options(wanted.options), folder }).catch(
      (error: unknown) => error,
    );
    expect(failure).toMatchObject({ name: 'AppError', code: wanted.code, details: { file: name } });
    const { details, message } = failure as { details: Record<string, unknown>; message: string };
    expect(message.startsWith(name)).toBe(true);
    if (wanted.row !== undefined)
      expect([details['row'], message]).toEqual([wanted.row, expect.stringContaining(`row ${wanted.row}`)]);
    if (wanted.column !== undefined) expect(details['column']).toBe(wanted.column);
    expect(readdirSync(folder)).toEqual([]);
    await expect(previewFile(path, options(wanted.options))).rejects.toMatchObject({ code: wanted.code });
  });

  it('refuses what is no file, under the name the user knows', async () => {
    await expect(previewFile(join(temporary, 'nothing.csv'), options(), { name: 'mine.csv' })).rejects.toMatchObject({
      code: 'bad-file',
      message: expect.stringMatching(/^mine\.csv: no such file/) as string,
    });
    await expect(previewFile(temporary, options())).rejects.toMatchObject({
      code: 'bad-file',
      message: expect.stringContaining('folder') as string,
    });
  });
});

describe('importFile', () => {
  it('keeps the typed table by its content and gives it back', async () => {
    const folder = join(temporary, 'kept [1]*?');
    mkdirSync(folder);
    const path = join(fixtures, 'messy/dates.csv');
    const imported = await importFile({ path, options: options(), folder });
    expect(datasetDescriptionSchema.parse(imported.description)).toEqual(imported.description);
    expect(imported.parquetPath).toBe(join(folder, `${imported.contentHash}.parquet`));
    expect(readdirSync(folder)).toEqual([`${imported.contentHash}.parquet`]);
    const table = await readTable(imported.parquetPath, imported.description);
    expect(findColumn(table, 'iso')).toEqual({
      name: 'iso',
      type: 'date',
      values: Float64Array.of(Date.UTC(2024, 0, 31), Date.UTC(2024, 1, 29), Number.NaN),
    });
    expect(await readRows(imported.parquetPath, imported.description, 1, 1)).toEqual({
      columns: ['iso', 'european', 'american', 'time', 'unclear'],
      rows: [['2024-02-29', '2024-02-29', '2024-02-29', '2024-02-29T23:59:59.500Z', '2024-04-03']],
    });
    expect((await readRows(imported.parquetPath, imported.description, 9, 5)).rows).toEqual([]);
  });

  it('gives back every value of every type, labels and missing cells included', async () => {
    const path = write(
      'types.csv',
      'n,b,c,Name,name\n0.1,true,x,"a ""q"", b",1\n-1e300,false,,=1+1,2\n,,y,\u00e9\u{1f600},3\n',
    );
    const imported = await importFile({
      path,
      options: options({ columnTypes: { Name: 'text' } }),
      folder: join(temporary, 'types'),
    });
    const table = await readTable(imported.parquetPath, imported.description);
    expect(table).toEqual({
      rowCount: 3,
      columns: [
        { name: 'n', type: 'numeric', values: Float64Array.of(0.1, -1e300, Number.NaN) },
        { name: 'b', type: 'boolean', codes: Int32Array.of(1, 0, -1), labels: ['false', 'true'] },
        { name: 'c', type: 'categorical', codes: Int32Array.of(0, -1, 1), labels: ['x', 'y'] },
        { name: 'Name', type: 'text', codes: Int32Array.of(0, 1, 2), labels: ['a "q", b', '=1+1', '\u00e9\u{1f600}'] },
        { name: 'name', type: 'numeric', values: Float64Array.of(1, 2, 3) },
      ],
    });
  });

  it('gives the same hash to the same content, and another to any other', async () => {
    const folder = join(temporary, 'hash');
    const hash = async (name: string, text: string): Promise<string> =>
      (await importFile({ path: write(name, text), options: options(), folder })).contentHash;
    const first = await hash('one.csv', 'a,b\n1,x\n2,y\n');
    expect(await hash('two.tsv', '\ufeffa\tb\r\n1.0\t"x"\r\n2\ty\r\n')).toBe(first);
    expect(await hash('three.csv', 'a,b\n1,x\n2,z\n')).not.toBe(first);
    expect(await hash('four.csv', 'a,c\n1,x\n2,y\n')).not.toBe(first);
    expect(readdirSync(folder)).toHaveLength(3);
  });

  it('keeps nothing when it is cancelled', async () => {
    const folder = join(temporary, 'cancelled');
    const path = write('long.csv', `a,b\n${'1,2\n'.repeat(200_000)}`);
    for (const stage of ['reading', 'typing', 'writing']) {
      const controller = new AbortController();
      const running = importFile({
        path,
        options: options(),
        folder,
        signal: controller.signal,
        onProgress: (progress) => {
          if (progress.stage === stage) controller.abort();
        },
      });
      await expect(running).rejects.toMatchObject({ code: 'cancelled' });
      expect(readdirSync(folder)).toEqual([]);
    }
  });

  it('reads 5,000 columns', async () => {
    const names = Array.from({ length: 5000 }, (_, column) => `v${column}`);
    const rows = Array.from({ length: 20 }, (_, row) => names.map((_name, column) => row * column).join(','));
    const path = write('wide.csv', [names.join(','), ...rows].join('\n'));
    const imported = await importFile({ path, options: options(), folder: join(temporary, 'wide') });
    expect(imported.description.columns).toHaveLength(5000);
    const table = await readTable(imported.parquetPath, imported.description);
    const last = findColumn(table, 'v4999');
    expect(last !== undefined && 'values' in last ? last.values[19] : null).toBe(19 * 4999);
  });

  it('reads 100,000 rows in order, and finds the one value that is wrong', async () => {
    const lines = Array.from(
      { length: 100_000 },
      (_, row) => `${row},${row === 77_777 ? 'seven' : row / 4},${'ab'[row % 2] ?? ''}`,
    );
    const path = write('long-table.csv', `key,x,c\n${lines.join('\n')}\n`);
    const imported = await importFile({ path, options: options(), folder: join(temporary, 'long') });
    expect(imported.description).toMatchObject({
      rows: 100_000,
      warnings: [{ code: 'nonconforming', row: 77_779, count: 1 }],
    });
    const table = await readTable(imported.parquetPath, imported.description);
    const key = findColumn(table, 'key');
    expect(key !== undefined && 'values' in key && key.values.every((value, row) => value === row)).toBe(true);
    expect((await readRows(imported.parquetPath, imported.description, 77_777, 1)).rows).toEqual([
      ['77777', null, 'b'],
    ]);
  });

  it('says when the folder cannot be written', async () => {
    const path = join(fixtures, 'messy/sep-line.csv');
    const folder = join(write('no-folder', 'a file'), 'datasets');
    await expect(importFile({ path, options: options(), folder })).rejects.toMatchObject({ code: 'storage' });
  });

  it('says when the stored file is gone', async () => {
    const path = join(fixtures, 'messy/sep-line.csv');
    const imported = await importFile({ path, options: options(), folder: join(temporary, 'gone') });
    rmSync(imported.parquetPath);
    expect(existsSync(imported.parquetPath)).toBe(false);
    await expect(readTable(imported.parquetPath, imported.description)).rejects.toMatchObject({ code: 'storage' });
  });
});
