import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it } from 'vitest';
import { readCheckpoint } from '../../src-main/store/result-file.ts';
import { openWorkspace } from '../../src-main/store/workspace.ts';
import { exampleEpochs } from './example.ts';
import { createTemporaryFolder } from './temporary-folder.ts';

/** Kills a process that writes on and on, once it has said that so many epochs stand. */
async function killWhileWriting(folder: string, epochs: number): Promise<void> {
  const child = spawn(process.execPath, [path.join(import.meta.dirname, 'kill-child.ts'), folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  for await (const line of createInterface({ input: child.stdout })) if (Number(line) >= epochs) break;
  expect(() => openWorkspace(folder)).toThrow(
    expect.objectContaining({ code: 'conflict', message: expect.stringContaining(String(child.pid)) as string }),
  );
  child.kill('SIGKILL');
  await exited;
}

describe('a process killed while it writes', () => {
  it.each([0, 2, 10, 60])('leaves whole epochs, a whole checkpoint and a free workspace (after %i)', async (least) => {
    const folder = createTemporaryFolder();
    await killWhileWriting(folder, least);

    const workspace = openWorkspace(folder);
    expect(workspace.interrupted).toEqual(['s']);
    const cohort = workspace.cohorts.list('s')[0];
    const epochs = workspace.cohorts.listEpochs('s', 'hard', 0);
    expect(epochs.length).toBeGreaterThanOrEqual(least);
    expect(epochs.length % 2).toBe(0);
    epochs.forEach((record, index) => {
      expect(record.epoch).toBe(index);
      expect(record.trainLoss).toEqual(exampleEpochs(index, 1).trainLoss);
    });
    expect(workspace.runs.list('s').map((run) => run.epochsTrained)).toEqual([epochs.length, epochs.length]);
    expect(cohort?.checkpointEpoch ?? 0).toBeGreaterThanOrEqual(least);
    if (cohort?.checkpointFile) {
      const state = readCheckpoint(workspace, cohort.checkpointFile);
      expect(new Set(state['trunk']?.data)).toEqual(new Set([cohort.checkpointEpoch]));
      expect(cohort.checkpointEpoch).toBeLessThanOrEqual(epochs.length);
    }
    workspace.close();
  });
});
