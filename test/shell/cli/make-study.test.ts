import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import type { StudySpec } from '../../../src-main/contract/study.ts';
import { createService } from '../../../src-main/service/service.ts';
import { parseArguments } from '../../../src-main/shell/cli/arguments.ts';
import { makeStudy } from '../../../src-main/shell/cli/make-study.ts';
import { readStudyOptions, studyOptions } from '../../../src-main/shell/cli/study-argument.ts';

it('a study takes the column that gives the parts, groups or times out of the inputs, and no column that is not there', async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'tandem-test-'));
  const service = createService({ workspace: path.join(folder, 'workspace'), cache: path.join(folder, 'cache') });
  try {
    const file = path.join(folder, 'data.csv');
    const parts = ['train', 'validation', 'test'];
    const rows = Array.from({ length: 90 }, (_, row) => [row % 7, parts[row % 3], (row * 5) % 11, (row * 3) % 13, '']);
    writeFileSync(file, [['a', 'part', 'y', 'z', 'gap'], ...rows].map((row) => row.join(',')).join('\n'));
    const make = async (...more: string[]): Promise<StudySpec> => {
      const words = ['--task', 'y:regression', '--task', 'z:regression', ...more];
      const args = parseArguments(words, studyOptions, { least: 0, most: 0, names: '' });
      const made = { studyId: null, datasetId: null };
      return (await makeStudy(service, file, readStudyOptions(args), made)).spec;
    };
    const roleOf = async (split: string): Promise<string | undefined> => (await make('--split', split)).roles.part;
    expect(await roleOf('column:part')).toBe('ignore');
    expect(await roleOf('group:part')).toBe('ignore');
    expect(await roleOf('stratified:part')).toBe('input');
    expect((await make('--encode', 'part=one-hot')).inputs?.encodings).toEqual({ part: { kind: 'one-hot' } });
    for (const words of [
      ['--encode', 'parts=one-hot'],
      ['--group', 'v=a,parts'],
    ]) {
      await expect(make(...words)).rejects.toMatchObject({
        code: 'impossible-study',
        message: expect.stringContaining("has no column 'parts'; did you mean 'part'?") as string,
      });
    }
    await expect(make('--ignore', 'part', '--encode', 'part=one-hot')).rejects.toMatchObject({
      code: 'wrong-use',
      message: '--encode part: the column is no input (its role: ignore); --input part makes it one',
    });
    await expect(make('--encode', 'y=number')).rejects.toThrow(/no input \(its role: task\); take the encoding out/);
    await expect(make('--encode', 'gap=one-hot')).rejects.toThrow(/'?gap'?: the column has no values and is no input/);
    expect((await make('--input', 'gap', '--encode', 'gap=one-hot')).roles.gap).toBe('input');
  } finally {
    await service.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
