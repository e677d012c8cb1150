import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { importOptionsSchema } from '../../../src-main/contract/dataset.ts';
import { studySpecSchema } from '../../../src-main/contract/study.ts';
import { findStudyProblems } from '../../../src-main/core/audit/study-problems.ts';
import { tryPrepare } from '../../core/prepare/try-prepare.ts';
import { importFile } from '../../../src-main/store/dataset/import-file.ts';
import { readTable } from '../../../src-main/store/dataset/read-table.ts';
import { readSamples } from '../../../src-main/store/dataset/sample.ts';

const samples = join(import.meta.dirname, '../../../resources/sample');
const folder = mkdtempSync(join(tmpdir(), 'tandem-sample-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('readSamples', () => {
  it('reads one sample that helps and one that hurts, small and with a licence', async () => {
    const records = await readSamples(samples);
    expect(records.map(({ sample }) => sample.expectation)).toEqual(['helps', 'hurts']);
    for (const { sample, csvPath, tasks } of records) {
      expect(statSync(csvPath).size).toBeLessThan(300_000);
      expect(sample.licence).toBe('CC0-1.0');
      expect(tasks.map((task) => task.column)).toEqual(sample.tasks);
    }
  });

  it('names studies that have no problem', async () => {
    for (const record of await readSamples(samples)) {
      const options = importOptionsSchema.parse({});
      const { parquetPath, description } = await importFile({ path: record.csvPath, options, folder });
      const table = await readTable(parquetPath, description);
      expect(description.rows).toBe(record.sample.rows);
      expect(description.warnings).toEqual([]);
      const spec = studySpecSchema.parse({
        version: 1,
        name: record.sample.name,
        dataset: { id: 'd', name: 'd', contentHash: 'h', rows: description.rows },
        roles: Object.fromEntries(
          description.columns.map(({ name }) => [
            name,
            record.sample.tasks.includes(name) ? 'task' : (record.roles[name] ?? 'input'),
          ]),
        ),
        tasks: record.tasks,
        ...record.study,
      });
      const knownMethods = ['equal', 'uncertainty', 'pcgrad'];
      expect(findStudyProblems({ description, table, spec, ...tryPrepare(table, spec), knownMethods })).toEqual([]);
    }
  });

  it('come from their script byte for byte', async () => {
    const made = join(folder, 'made');
    execFileSync(process.execPath, [join(samples, 'script/make-samples.ts'), made], { stdio: 'pipe' });
    for (const { sample, file, csvPath } of await readSamples(samples)) {
      expect(readFileSync(join(made, sample.id, file)).equals(readFileSync(csvPath))).toBe(true);
    }
  });

  it('refuses a record that is not as described', async () => {
    const broken = join(folder, 'broken');
    mkdirSync(join(broken, 'one'), { recursive: true });
    writeFileSync(join(broken, 'one/sample.json'), '{ "sample": {} }');
    await expect(readSamples(broken)).rejects.toMatchObject({ code: 'storage' });
  });
});
