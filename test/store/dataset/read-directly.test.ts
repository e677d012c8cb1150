import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { importOptionsSchema, type ImportOptions } from '../../../src-main/contract/dataset.ts';
import { importFile, previewFile, type ImportedFile } from '../../../src-main/store/dataset/import-file.ts';
import { readTable } from '../../../src-main/store/dataset/read-table.ts';
import { CellScanner, cellBits } from '../../../src-main/store/dataset/scan-cells.ts';

const temporary = mkdtempSync(join(tmpdir(), 'tandem-direct-test-'));
afterAll(() => rmSync(temporary, { recursive: true, force: true }));

let files = 0;
function importText(text: string, options: Partial<ImportOptions>): Promise<ImportedFile> {
  files += 1;
  const path = join(temporary, `${files}.csv`);
  writeFileSync(path, text);
  return importFile({ path, options: importOptionsSchema.parse(options), folder: join(temporary, 'kept') });
}

function scannerOf(text: string, block: number, width = 3): CellScanner {
  const scanner = new CellScanner({
    delimiter: 44,
    quote: 34,
    skipRecords: 1,
    width,
    missingTokens: ['', 'NA', '-'],
  });
  const bytes = Buffer.from(text);
  let from = 0;
  for (let to = block; scanner.regular; to += block) {
    const isEnd = to >= bytes.length;
    from += scanner.scan(bytes.subarray(from, to), isEnd);
    if (isEnd) break;
  }
  return scanner;
}

const many = (row: (index: number) => string): string =>
  Array.from({ length: 2000 }, (_, index) => row(index)).join('\n');

describe('reading a regular file directly', () => {
  // A blank line at the end is of no account, but leaves the file to the parser of records.
  it.each<[string, string, Partial<ImportOptions>]>([
    [
      'numbers of every form',
      'a,b,c\n1,-2.5,+3\n.5,5.,1e-3\n-0,1E5,0.30000000000000004\n007.5,1e308,123456789012345\n',
      {},
    ],
    ['numbers too large, and words for them', 'a,b\n1e400,inf\n2,nan\n3,Infinity\n', {}],
    ['underscores', 'a,b\n1_000,2\n3,4\n', {}],
    ['codes', 'a,b,c\n007,1234567890123456,1\n12,5,2\n', {}],
    ['missing tokens, plain and quoted', 'a,b,c\nNA,-,"NA"\n1,2," NA "\n,"",x\n?,3,y\n', {}],
    ['quotes, delimiters and line breaks in cells', 'a,b\n"x, ""y""\nz",1\n"",2\n"it\'s",3\n', {}],
    ['carriage returns', 'a,b\r\n1,x\r\n2,"y\r\nz"\r\n', {}],
    ['mixed line ends', 'a,b\r\n1,x\n2,y\r\n', {}],
    ['a byte order mark and no header', '\ufeff1,2\n3,4\n', { header: false }],
    ['a decimal comma', 'a;b;c\n1,5;x;-2\n2,25;y;3\n', {}],
    ['thousands marks', 'a;b\n1.234,5;1\n12,5;2\n', {}],
    ['hyphens that are dates', 'a,b\n2024-01-31,1\n2024-02-29,2\n', {}],
    [
      'days that do not exist',
      `a,b\n${many((index) => `2024-01-${String(10 + (index % 20))},${index}`)}\n2024-02-30,5\n`,
      {},
    ],
    ['booleans', 'a,b\ntrue,FALSE\nfalse,True\n,true\n', {}],
    ['a late word among booleans', `a,b\n${many((index) => `${String(index % 2 === 0)},${index}`)}\nyes,5\n`, {}],
    ['a late word among numbers', `a,b\n${many((index) => `${index},${-index}`)}\noops,5-3\n`, {}],
    ['right-to-left text, emoji and HTML', 'a,b\nשלום,😀\n<b>x</b>,=1+1\n', {}],
    ['types that are given', 'a,b,c\n1,2,3\n4,5,6\n', { columnTypes: { a: 'text', b: 'categorical', c: 'numeric' } }],
    ['no quotes at all', 'a|b\n"x|1\ny"|2\n', { quote: '' }],
    ['single quotes and a title', "Report\nwhen;what\n1;'a;b'\n2;'c'\n", {}],
    ['an empty column', 'a,b,c\n1,,x\n2,,y\n', {}],
    ['an empty last column', 'a,b,c\n1,x,\n2,y,\n', {}],
  ])('gives what the parser gives: %s', async (_, text, options) => {
    const direct = await importText(text, options);
    const parsed = await importText(`${text}\n`, options);
    expect(direct.description).toEqual(parsed.description);
    expect(direct.contentHash).toBe(parsed.contentHash);
    if (direct.table !== null) expect(direct.table).toEqual(await readTable(direct.parquetPath, direct.description));
  });

  it('has at hand what the file holds', async () => {
    const lines = many(
      (index) =>
        `${index % 3 === 0 ? '' : -index / 7},k${index % 5},2024-01-${10 + (index % 20)},${String(index % 2 === 0)},-0`,
    );
    const { table, parquetPath, description } = await importText(`number,label,day,is,zero\n${lines}\n`, {});
    expect(table?.rowCount).toBe(2000);
    expect(table).toEqual(await readTable(parquetPath, description));
  });

  it('previews the beginning of a long file', async () => {
    const path = join(temporary, 'long.csv');
    const row = `${'x'.repeat(1000)},1\n`;
    writeFileSync(path, `name,value\n${row.repeat(70_000)}`);
    const { description, rows } = await previewFile(path, importOptionsSchema.parse({}));
    expect(rows).toHaveLength(50);
    expect(description.rows).toBeLessThan(70_000);
    expect(description.warnings).toMatchObject([{ code: 'preview-sampled' }]);
  });
});

describe('CellScanner', () => {
  const text = 'a,b,c\n1,"x, ""y""",NA\n-2.5,"",007\n1e3,,"é"\n';

  it.each([1, 2, 3, 5, 8, 1000])('finds the same in blocks of %i bytes', (block) => {
    const scanner = scannerOf(text, block);
    expect([scanner.regular, scanner.rowCount]).toEqual([true, 3]);
    expect(scanner.columns()).toEqual([
      { bits: cellBits.digit | cellBits.sign | cellBits.point | cellBits.exponent, holdsCodes: false },
      { bits: cellBits.other | cellBits.comma | cellBits.mark, holdsCodes: false },
      { bits: cellBits.digit | cellBits.high, holdsCodes: true },
    ]);
  });

  it.each([
    ['too few cells', 'a,b,c\n1,2\n'],
    ['too many cells', 'a,b,c\n1,2,3,4\n'],
    ['a blank line', 'a,b,c\n1,2,3\n\n4,5,6\n'],
    ['a quote inside a cell', 'a,b,c\n1,2",3\n'],
    ['text after a quote', 'a,b,c\n1,"2"x,3\n'],
    ['a quote that never closes', 'a,b,c\n1,"2,3\n'],
    ['a zero byte', 'a,b,c\n1,\0,3\n'],
    ['a lone carriage return', 'a,b,c\n1,2,3\r4,5,6\n'],
    ['a quoted name', 'a,"b",c\n1,2,3\n'],
  ])('leaves %s to the parser', (_, irregular) => {
    for (const block of [1, 3, 1000]) expect(scannerOf(irregular, block).regular).toBe(false);
  });

  it('takes a last record without a line end', () => {
    const scanner = scannerOf('a,b,c\n1,2,3\n4,5,"6"', 4);
    expect([scanner.regular, scanner.rowCount]).toEqual([true, 2]);
  });
});

describe('a table of many rows', () => {
  it('is summarized in a thread of its own as it is elsewhere', async () => {
    const count = 250_000;
    const lines = Array.from(
      { length: count },
      (_, row) => `${row},${row % 7 === 0 ? '' : -row / 8},${row % 3},2024-01-${10 + (row % 20)}`,
    );
    const { description } = await importText(`key,x,k,day\n${lines.join('\n')}\n`, {});
    expect(description.rows).toBe(count);
    expect(description.columns).toMatchObject([
      {
        type: 'numeric',
        distinct: count,
        minimum: 0,
        maximum: count - 1,
        median: (count - 1) / 2,
        flags: ['identifier-like'],
      },
      {
        type: 'numeric',
        missing: Math.ceil(count / 7),
        maximum: -0.125,
        examples: ['-0.125', '-0.25', '-0.375', '-0.5', '-0.625'],
      },
      { type: 'numeric', distinct: 3, mean: expect.closeTo(1, 4) as number },
      { type: 'date', distinct: 20, minimum: Date.UTC(2024, 0, 10), maximum: Date.UTC(2024, 0, 29) },
    ]);
  });

  it('is stopped while it is read, typed or written', async () => {
    const path = join(temporary, 'stopped.csv');
    writeFileSync(path, `a,b\n${'1.5,x\n'.repeat(300_000)}`);
    for (const stage of ['reading', 'typing', 'writing']) {
      const controller = new AbortController();
      const running = importFile({
        path,
        options: importOptionsSchema.parse({}),
        folder: join(temporary, 'stopped'),
        signal: controller.signal,
        onProgress: (progress) => {
          if (progress.stage === stage) controller.abort();
        },
      });
      await expect(running).rejects.toMatchObject({ code: 'cancelled' });
    }
  });
});
