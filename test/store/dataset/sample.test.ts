import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readSamples } from '../../../src-main/store/dataset/sample.ts';

const samples = join(import.meta.dirname, '../../../resources/sample');
const folder = mkdtempSync(join(tmpdir(), 'tandem-sample-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('readSamples', () => {
  it('reads at least eight, of every kind, in their order and by their own names', async () => {
    const records = await readSamples(samples);
    expect(records.length).toBeGreaterThanOrEqual(8);
    expect(records.map(({ position }) => position)).toEqual(records.map((_, index) => index + 1));
    expect(records[0]?.sample).toMatchObject({ id: 'soil-laboratory', expectation: 'helps' });
    const read = (key: 'id' | 'name' | 'topic' | 'question'): Set<string> =>
      new Set(records.map(({ sample }) => sample[key]));
    for (const key of ['id', 'name', 'topic', 'question'] as const) expect(read(key).size).toBe(records.length);
    expect(new Set(records.map(({ sample }) => sample.group))).toEqual(new Set(['sharing', 'kinds', 'data']));
    expect(new Set(records.map(({ sample }) => sample.expectation))).toEqual(
      new Set(['helps', 'hurts', 'mixed', 'unclear', 'stopped']),
    );
  });

  it('has a licence, a script and a paragraph for each, and few bytes for all', async () => {
    const records = await readSamples(samples);
    for (const { sample, filePath, tasks } of records) {
      expect(statSync(filePath).size).toBeLessThan(600_000);
      expect(sample.licence).toBe('CC0-1.0');
      expect(sample.source).toContain(`resources/sample/script/${sample.id}.ts`);
      expect(existsSync(join(samples, 'script', `${sample.id}.ts`))).toBe(true);
      expect(sample.question).toMatch(/\?$/);
      expect(sample.description.length).toBeGreaterThan(150);
      expect(tasks.map((task) => task.column)).toEqual(sample.tasks);
    }
    const bytes = records.reduce((sum, { filePath }) => sum + statSync(filePath).size, 0);
    expect(bytes + statSync(join(samples, 'script/penguins.json')).size).toBeLessThan(5_000_000);
  });

  it('come from their scripts byte for byte', async () => {
    const made = join(folder, 'made');
    execFileSync(process.execPath, [join(samples, 'script/make-samples.ts'), made], { stdio: 'pipe' });
    for (const { sample, file, filePath } of await readSamples(samples)) {
      expect(readFileSync(join(made, sample.id, file)).equals(readFileSync(filePath))).toBe(true);
    }
  });

  it('refuses a record that is not as described', async () => {
    const broken = join(folder, 'broken');
    mkdirSync(join(broken, 'one'), { recursive: true });
    writeFileSync(join(broken, 'one/sample.json'), '{ "sample": {} }');
    await expect(readSamples(broken)).rejects.toMatchObject({ code: 'storage' });
  });

  it('refuses a record that names a file elsewhere', async () => {
    const stray = join(folder, 'stray');
    mkdirSync(join(stray, 'one'), { recursive: true });
    const record = JSON.parse(readFileSync(join(samples, 'pump-monitor/sample.json'), 'utf8')) as object;
    writeFileSync(join(stray, 'one/sample.json'), JSON.stringify({ ...record, file: '../pump-monitor.csv' }));
    await expect(readSamples(stray)).rejects.toThrow(/file/);
  });
});
