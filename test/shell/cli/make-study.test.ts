import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { createService } from '../../../src-main/service/service.ts';
import { parseArguments } from '../../../src-main/shell/cli/arguments.ts';
import { makeStudy } from '../../../src-main/shell/cli/make-study.ts';
import { readStudyOptions, studyOptions } from '../../../src-main/shell/cli/study-argument.ts';

it('the column that gives the parts, groups or times is no input; one to stratify by may be', async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'tandem-test-'));
  const service = createService({ workspace: path.join(folder, 'workspace'), cache: path.join(folder, 'cache') });
  try {
    const file = path.join(folder, 'data.csv');
    const parts = ['train', 'validation', 'test'];
    const rows = Array.from({ length: 90 }, (_, row) => [row % 7, parts[row % 3], (row * 5) % 11, (row * 3) % 13]);
    writeFileSync(file, [['a', 'part', 'y', 'z'], ...rows].map((row) => row.join(',')).join('\n'));
    const roleOf = async (split: string): Promise<string | undefined> => {
      const words = ['--task', 'y:regression', '--task', 'z:regression', '--split', split];
      const args = parseArguments(words, studyOptions, { least: 0, most: 0, names: '' });
      const made = { studyId: null, datasetId: null };
      const { spec } = await makeStudy(service, file, readStudyOptions(args), made);
      return spec.roles.part;
    };
    expect(await roleOf('column:part')).toBe('ignore');
    expect(await roleOf('group:part')).toBe('ignore');
    expect(await roleOf('stratified:part')).toBe('input');
  } finally {
    await service.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
