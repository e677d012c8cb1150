import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { importOptionsSchema, type DatasetDescription } from '../../../src-main/contract/dataset.ts';
import { wholeQuery, type RowQuery } from '../../../src-main/contract/row-query.ts';
import { importFile } from '../../../src-main/store/dataset/import-file.ts';
import { orderRows } from '../../../src-main/store/dataset/order-rows.ts';
import { readRowsAt } from '../../../src-main/store/dataset/read-table.ts';
import { createTemporaryFolder } from '../temporary-folder.ts';

let parquet = '';
let description: DatasetDescription;

beforeEach(async () => {
  const folder = createTemporaryFolder();
  const file = path.join(folder, 'trees.csv');
  const rows = ['3,oak,2024-03-01', '1,"it\'s elm",2024-01-01', ',oak,2024-02-01', '2,ash,', '3,Ash,2024-01-01'];
  writeFileSync(file, `${['size,kind,day', ...rows].join('\n')}\n`);
  const imported = await importFile({
    path: file,
    name: 'trees.csv',
    options: importOptionsSchema.parse({ columnTypes: { kind: 'text' } }),
    folder,
  });
  parquet = path.join(folder, `${imported.contentHash}.parquet`);
  description = imported.description;
});

async function order(query: Partial<RowQuery>): Promise<number[]> {
  return [...(await orderRows(parquet, description, { ...wholeQuery, ...query }))];
}

describe('rows in the order and selection of a query', () => {
  it('are sorted by several columns, missing cells last, ties as in the file', async () => {
    expect(await order({})).toEqual([0, 1, 2, 3, 4]);
    expect(await order({ sort: [{ column: 'size', descending: true }] })).toEqual([0, 4, 3, 1, 2]);
    const sort = [
      { column: 'day', descending: false },
      { column: 'size', descending: true },
    ];
    expect(await order({ sort })).toEqual([4, 1, 2, 0, 3]);
  });

  it.each([
    ['kind', 'contains', 'ASH', [3, 4]],
    ['kind', 'is', "it's elm", [1]],
    ['size', 'is', '3', [0, 4]],
    ['size', 'at-least', '2', [0, 3, 4]],
    ['day', 'at-most', '2024-01-31', [1, 4]],
    ['size', 'missing', '', [2]],
    ['day', 'present', '', [0, 1, 2, 4]],
  ] as const)('are filtered: %s %s %s', async (column, test, value, expected) => {
    expect(await order({ filters: [{ column, test, value }] })).toEqual(expected);
  });

  it('are searched in every cell, dates as they are shown', async () => {
    expect(await order({ search: '2024-01' })).toEqual([1, 4]);
    expect(await order({ search: "' OR 1=1 --" })).toEqual([]);
  });

  it('come back in that order', async () => {
    const { rows } = await readRowsAt(parquet, description, [4, 0, 2]);
    expect(rows).toEqual([
      ['3', 'Ash', '2024-01-01'],
      ['3', 'oak', '2024-03-01'],
      [null, 'oak', '2024-02-01'],
    ]);
  });

  it('are refused for a column or a value that does not suit', async () => {
    await expect(order({ sort: [{ column: 'none', descending: false }] })).rejects.toMatchObject({
      code: 'bad-option',
    });
    const filters = [{ column: 'size', test: 'at-least' as const, value: 'tall' }];
    await expect(order({ filters })).rejects.toMatchObject({ code: 'bad-option' });
  });
});
