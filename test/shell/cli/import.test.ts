import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { datasetDescriptionSchema, type DatasetDescription } from '../../../src-main/contract/dataset.ts';
import { createTemporaryFolder } from '../../store/temporary-folder.ts';
import { runTandem } from './command-line.ts';

const fixtures = path.resolve(import.meta.dirname, '../../fixture');

async function describeJson(...args: readonly string[]): Promise<DatasetDescription> {
  const { code, out, errors } = await runTandem(['describe', ...args, '--json']);
  expect(errors).toBe('');
  expect(code).toBe(0);
  return datasetDescriptionSchema.parse(JSON.parse(out));
}

describe('describe', () => {
  it.each([
    [['typed.xlsx', '--sheet', 'Zweite'], ['p', 'q'], 2],
    [['several.zip', '--member', 'b.csv'], ['x', 'y'], 1],
    [['tables.sqlite', '--table', 'house'], ['id', 'size', 'kind', 'big'], 3],
    [['tables.duckdb', '--query', 'SELECT x, y FROM other.sale'], ['x', 'y'], 2],
    [['lines.jsonl'], ['size', 'kind', 'late'], 3],
  ] as const)('reads %j', async ([file, ...options], names, rows) => {
    const description = await describeJson(path.join(fixtures, 'format', file), ...options);
    expect(description.columns.map(({ name }) => name)).toEqual(names);
    expect(description.rows).toBe(rows);
  });

  it('reads text as it is told to', async () => {
    const folder = createTemporaryFolder();
    const file = path.join(folder, 'odd.txt');
    writeFileSync(file, "note\nwhen~what~amount\n1.2.2024~'a~b'~1.000,5\n3.2.2024~-999~2,5\n");
    const description = await describeJson(
      ...[file, '--delimiter', '~', '--quote', "'", '--header', 'yes', '--decimal', ',', '--thousands', '.'],
      ...['--missing', '-999', '--dates', 'month-first', '--skip-rows', '1', '--type', 'what:text'],
    );
    expect(description.columns).toMatchObject([
      { name: 'when', type: 'date', examples: ['2024-01-02', '2024-03-02'] },
      { name: 'what', type: 'text', missing: 1, examples: ['a~b'] },
      { name: 'amount', type: 'numeric', minimum: 2.5, maximum: 1000.5 },
    ]);
  });

  it('stacks and joins files', async () => {
    const folder = createTemporaryFolder();
    const first = path.join(folder, 'a.csv');
    const second = path.join(folder, 'b.csv');
    writeFileSync(first, 'id,x\n1,0.5\n2,0.7\n3,0.9\n');
    writeFileSync(second, 'id;y\n3;p\n1;q\n');
    expect(await describeJson(first, '--with', second, '--key', 'id')).toMatchObject({
      rows: 3,
      columns: [{ name: 'id' }, { name: 'x' }, { name: 'y', missing: 1 }],
      warnings: [{ code: 'join-unmatched', count: 1 }],
    });
    expect(await describeJson(first, '--with', second)).toMatchObject({ rows: 5 });
  });

  it('says where a wrong option is, and where a file is bad', async () => {
    const file = path.join(fixtures, 'format', 'tables.sqlite');
    const lines = path.join(fixtures, 'format', 'lines.jsonl');
    for (const [args, code, message] of [
      [[file, '--type', 'a'], 2, 'invalid --type'],
      [[file, '--format', 'exel'], 2, 'did you mean excel?'],
      [[file, '--key', 'a'], 2, '--key goes with --with FILE'],
      [[file, '--table', 'nope'], 3, "no table 'nope'"],
      [[lines, '--with', lines, '--key', 'nope'], 3, "no key column 'nope'"],
      [[lines, '--type', 'nope:text'], 3, "unknown column 'nope'"],
    ] as const) {
      const ended = await runTandem(['describe', ...args]);
      expect([ended.code, ended.errors]).toEqual([code, expect.stringContaining(message)]);
    }
  });
});
