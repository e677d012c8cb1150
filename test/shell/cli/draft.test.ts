import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importOptionsSchema } from '../../../src-main/contract/dataset.ts';
import type { StudySpec } from '../../../src-main/contract/study.ts';
import { createService } from '../../../src-main/service/service.ts';
import { runTandem, samples, type Ended } from './command-line.ts';

const timeoutMs = 240_000;

describe('a draft of the workspace', () => {
  let workspace: string;
  const drafts: string[] = [];

  beforeAll(async () => {
    workspace = mkdtempSync(path.join(os.tmpdir(), 'tandem-test-'));
    const service = createService({ workspace, cache: path.join(workspace, 'cache') });
    try {
      const file = path.join(samples, 'pump-monitor', 'pump-monitor.csv');
      const { fileToken } = await service.hostHandlers['host.registerFile']({ path: file });
      const { id: datasetId } = await service.handlers['dataset.import']({
        fileToken,
        options: importOptionsSchema.parse({}),
      });
      for (const columns of [['vibration', 'fouled'], []]) {
        const { id: studyId, spec } = await service.handlers['study.create']({ datasetId });
        const tasks = [];
        for (const column of columns) tasks.push(await service.handlers['study.suggestTask']({ studyId, column }));
        const roles = { ...spec.roles, ...Object.fromEntries(columns.map((name) => [name, 'task' as const])) };
        const quick: StudySpec = {
          ...{ ...spec, roles, tasks, split: { ...spec.split, splits: 5 } },
          network: { ...spec.network, widths: [8] },
          training: { ...spec.training, epochs: 4 },
        };
        drafts.push((await service.handlers['study.change']({ studyId, spec: quick })).id);
      }
    } finally {
      await service.close();
    }
  }, timeoutMs);

  afterAll(() => rmSync(workspace, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }));

  function resume(studyId = ''): Promise<Ended> {
    return runTandem(['run', '--resume', studyId, '--workspace', workspace]);
  }

  async function statusOf(studyId = ''): Promise<string | undefined> {
    const { out } = await runTandem(['studies', '--json', '--workspace', workspace]);
    return (JSON.parse(out) as { id: string; status: string }[]).find(({ id }) => id === studyId)?.status;
  }

  it(
    'is started by run --resume, and only once',
    async () => {
      const { code, out, errors } = await resume(drafts[0]);
      expect(code, errors).toBe(0);
      expect(errors).toContain('15 trainings in');
      expect(out).toContain('vibration');
      expect(await statusOf(drafts[0])).toBe('completed');
      const again = await resume(drafts[0]);
      expect(again.code).toBe(1);
      expect(again.errors).toContain('it is completed; duplicate it');
    },
    timeoutMs,
  );

  it(
    'is refused with its problem, and kept, where it cannot be trained',
    async () => {
      const { code, errors } = await resume(drafts[1]);
      expect(code).toBe(3);
      expect(errors).toContain(`the draft ${drafts[1] ?? ''} (`);
      expect(errors).toContain('change it in the workbench');
      expect(await statusOf(drafts[1])).toBe('draft');
    },
    timeoutMs,
  );
});
