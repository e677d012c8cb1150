import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { importOptionsSchema } from '../../../src-main/contract/dataset.ts';
import { extendTable } from '../../../src-main/store/dataset/extend-table.ts';
import { importFile } from '../../../src-main/store/dataset/import-file.ts';
import { readTable } from '../../../src-main/store/dataset/read-table.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'tandem-vector-'));
const kept = path.join(folder, 'kept');
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function save(name: string, text: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
}

const rows = Array.from({ length: 30 }, (_, row) => row);

describe('vectors in a file', () => {
  it.each([
    ['arrays of JSON', 'a.json', JSON.stringify(rows.map((row) => ({ e: [row, 0.5, -1], y: row })))],
    ['texts in brackets', 'b.csv', ['e,y', ...rows.map((row) => `"[${row}, 0.5, -1]",${row}`)].join('\n')],
    ['many numbers', 'c.csv', ['e,y', ...rows.map((row) => `${row} 1 2 3 4 5 6 7,${row}`)].join('\n')],
  ])('are found as %s', async (_, name, text) => {
    const options = importOptionsSchema.parse({});
    const imported = await importFile({ path: save(name, text), options, folder: kept });
    expect(imported.description.columns[0]).toMatchObject({ name: 'e', type: 'vector', missing: 0, distinct: 30 });
    const table = await readTable(imported.parquetPath, imported.description);
    expect(table.columns[0]?.type).toBe('vector');
  });
});

describe('a vector that is not as long as the others', () => {
  it('is missing, and the warning says where it is and how long', async () => {
    const cells = rows.map((row) => (row === 17 ? '"[1, 2]",17' : `"[${row}, 0.5, -1]",${row}`));
    const file = save('ragged.csv', ['e,y', ...cells].join('\n'));
    const imported = await importFile({ path: file, options: importOptionsSchema.parse({}), folder: kept });
    const warning = imported.description.warnings.find(({ code }) => code === 'nonconforming');
    expect(warning).toMatchObject({ column: 'e', row: 19, count: 1 });
    expect(warning?.message).toContain(
      'one value is not vector and is read as missing, the first in row 19: [1, 2], 2 numbers where the others have 3;',
    );
  });
});

describe('a kept table with a further column', () => {
  it('has the old columns bit for bit, the new one behind them, and a content hash of its own', async () => {
    const text = [
      'when,name,y,flag',
      ...rows.map((row) => `2024-01-${String(row + 1).padStart(2, '0')},n${row % 3},${row / 7},${row % 2 === 0}`),
    ].join('\n');
    const imported = await importFile({
      path: save('d.csv', text),
      options: importOptionsSchema.parse({}),
      folder: kept,
    });
    const table = await readTable(imported.parquetPath, imported.description);
    const column = {
      name: 'vectors',
      type: 'vector' as const,
      codes: Int32Array.from(rows, (row) => (row === 4 ? -1 : row % 2)),
      labels: ['[0, 1]', '[2, 3]'],
    };
    const origin = { column: 'note', model: 'small.onnx', vocabulary: null, scaling: 'unit' } as const;
    const source = { path: imported.parquetPath, description: imported.description, table };
    const extended = await extendTable(source, column, origin, kept);
    expect(extended.contentHash).not.toBe(imported.contentHash);
    expect(extended.description.columns.at(-1)).toMatchObject({
      name: 'vectors',
      type: 'vector',
      missing: 1,
      distinct: 2,
      embedded: origin,
    });
    const again = await readTable(extended.parquetPath, extended.description);
    expect(again.columns.slice(0, -1)).toEqual(table.columns);
    expect(again.columns.at(-1)).toEqual(column);
    expect((await extendTable(source, column, origin, kept)).contentHash).toBe(extended.contentHash);
  });
});
