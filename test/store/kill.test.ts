import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { readCheckpoint } from '../../src-main/store/result-file.ts';
import { openWorkspace } from '../../src-main/store/workspace.ts';
import { exampleEpochs } from './example.ts';
import { createTemporaryFolder } from './temporary-folder.ts';

async function killWhileWriting(folder: string, afterMs: number): Promise<void> {
  const child = spawn(process.execPath, [path.join(import.meta.dirname, 'kill-child.ts'), folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  expect(() => openWorkspace(folder)).toThrow(
    expect.objectContaining({ code: 'conflict', message: expect.stringContaining(String(child.pid)) as string }),
  );
  await delay(afterMs);
  child.kill('SIGKILL');
  await once(child, 'exit');
}

describe('a process killed while it writes', () => {
  for (const afterMs of [0, 13, 57, 160]) {
    it(`leaves whole epochs, a whole checkpoint and a free workspace (after ${afterMs} ms)`, async () => {
      const folder = createTemporaryFolder();
      await killWhileWriting(folder, afterMs);

      const workspace = openWorkspace(folder);
      expect(workspace.interrupted).toEqual(['s']);
      const cohort = workspace.cohorts.list('s')[0];
      const epochs = workspace.cohorts.listEpochs('s', 'hard', 0);
      expect(epochs.length % 2).toBe(0);
      epochs.forEach((record, index) => {
        expect(record.epoch).toBe(index);
        expect(record.trainLoss).toEqual(exampleEpochs(index, 1).trainLoss);
      });
      expect(workspace.runs.list('s').map((run) => run.epochsTrained)).toEqual([epochs.length, epochs.length]);
      if (cohort?.checkpointFile) {
        const state = readCheckpoint(workspace, cohort.checkpointFile);
        expect(new Set(state['trunk']?.data)).toEqual(new Set([cohort.checkpointEpoch]));
        expect(cohort.checkpointEpoch).toBeLessThanOrEqual(epochs.length);
      }
      workspace.close();
    });
  }
});
