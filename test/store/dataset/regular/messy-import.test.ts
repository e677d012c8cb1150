import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { importOptionsSchema } from '../../../../src-main/contract/dataset.ts';
import { AppError } from '../../../../src-main/contract/error.ts';
import { importFile, type ImportedFile } from '../../../../src-main/store/dataset/import-file.ts';
import { readTable } from '../../../../src-main/store/dataset/read-table.ts';
import { TableHash } from '../../../../src-main/store/dataset/content-hash.ts';
import { makeMessyText } from './messy-text.ts';

const temporary = mkdtempSync(join(tmpdir(), 'tandem-messy-test-'));
afterAll(() => rmSync(temporary, { recursive: true, force: true }));

function importText(text: string, name: string): Promise<ImportedFile> {
  const path = join(temporary, name);
  writeFileSync(path, text);
  return importFile({
    path,
    name: 'table.csv',
    options: importOptionsSchema.parse({}),
    folder: join(temporary, 'kept'),
  });
}

/** The description and content of the table, or what is wrong with it. */
async function outcomeOf(text: string, name: string): Promise<unknown> {
  try {
    const { description, contentHash } = await importText(text, name);
    return { description, contentHash };
  } catch (error) {
    if (error instanceof AppError) return { code: error.code, message: error.message };
    throw error;
  }
}

/** The same table in a text with a blank line at the end, which is of no account but leaves it to the parser of records. */
function toCareful(text: string): string {
  return text.endsWith('\n') ? `${text}\n` : `${text}\n\n`;
}

/** The hash of what was written. */
async function hashOfKept({ parquetPath, description }: ImportedFile): Promise<string> {
  const table = await readTable(parquetPath, description);
  const hash = new TableHash(table.rowCount, table.columns.length);
  for (const column of table.columns) hash.add(column);
  return hash.finish();
}

describe('a random messy text', () => {
  it('gives the same table, or the same error, in pieces and record by record', async () => {
    let tables = 0;
    for (let seed = 0; seed < 60; seed += 1) {
      const { text } = makeMessyText(seed);
      const quick = await outcomeOf(text, `${seed}.csv`);
      expect(quick, `seed ${seed}`).toEqual(await outcomeOf(toCareful(text), `${seed}-careful.csv`));
      if (quick !== null && typeof quick === 'object' && 'description' in quick) tables += 1;
    }
    expect(tables).toBeGreaterThan(40);
  });

  it('is written as it was read', async () => {
    for (let seed = 100; seed < 120; seed += 1) {
      const imported = await importText(makeMessyText(seed).text, `${seed}.csv`).catch(() => null);
      if (imported !== null) expect(await hashOfKept(imported), `seed ${seed}`).toBe(imported.contentHash);
    }
  });
});

describe('a blank line at the top', () => {
  it.each(['\n', '\r\n', '\n\n'])('is no header: %j', async (blank) => {
    const { description } = await importText(
      `${blank}a,b\n1,2\n3,4\n5,6\n`,
      `blank-${JSON.stringify(blank).length}.csv`,
    );
    expect(description).toMatchObject({
      rows: 3,
      columns: [
        { name: 'a', type: 'numeric' },
        { name: 'b', type: 'numeric' },
      ],
    });
  });
});

describe('a file of several pieces', () => {
  // Over 12 MB, so that threads read it; line breaks in quotes lie where pieces are cut.
  const rows = Array.from({ length: 150_000 }, (_, row) =>
    [
      row,
      row % 11 === 0 ? '' : (row % 977) / 8,
      `"text ${row % 90_001}\nof two lines, ${'x'.repeat(row % 60)}"`,
      ['north', 'south', 'NA'][row % 3],
      `2024-01-${10 + (row % 20)}`,
      row === 100_000 ? 'late' : row % 50,
      row % 2 === 0,
    ].join(','),
  );
  const text = `key,x,note,place,day,mostly,is\n${rows.join('\n')}\n`;

  it('is the same in pieces and record by record', async () => {
    expect(Buffer.byteLength(text)).toBeGreaterThan(12 * 1024 * 1024);
    const quick = await importText(text, 'large.csv');
    const careful = await importText(toCareful(text), 'large-careful.csv');
    expect(quick.description).toEqual(careful.description);
    expect(quick.contentHash).toBe(careful.contentHash);
    expect(quick.description.columns.map(({ type }) => type)).toEqual([
      'numeric', 'numeric', 'text', 'categorical', 'date', 'numeric', 'boolean',
    ]); // prettier-ignore
    expect(quick.description.columns[5]?.nonconforming).toEqual({
      count: 1,
      examples: [{ row: 100_002, dataRow: 100_001, value: 'late' }],
    });
    expect(await hashOfKept(quick)).toBe(quick.contentHash);
  });

  it.each(['reading', 'typing', 'writing'])(
    'is stopped while it is at %s, and leaves nothing behind',
    async (stage) => {
      const path = join(temporary, 'stopped.csv');
      writeFileSync(path, text);
      const folder = join(temporary, `stopped-${stage}`);
      const controller = new AbortController();
      const running = importFile({
        path,
        options: importOptionsSchema.parse({}),
        folder,
        signal: controller.signal,
        onProgress: (progress) => {
          if (progress.stage === stage) controller.abort();
        },
      });
      await expect(running).rejects.toMatchObject({ code: 'cancelled' });
      expect(readdirSync(folder)).toEqual([]);
    },
  );

  it('is read at all where it is not UTF-8 far below', async () => {
    const path = join(temporary, 'latin.csv');
    writeFileSync(
      path,
      Buffer.concat([Buffer.from(text), Buffer.from('1,2,caf\xe9,north,2024-01-10,3,true\n', 'latin1')]),
    );
    const { description } = await importFile({
      path,
      options: importOptionsSchema.parse({}),
      folder: join(temporary, 'kept'),
    });
    expect(description.options.encoding).toBe('windows-1252');
    expect(description.rows).toBe(150_001);
  });
});
