import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { createTemporaryFolder } from '../../store/temporary-folder.ts';
import { runTandem, samples, startTandem } from './command-line.ts';

const study = [
  ...['run', path.join(samples, 'pump-monitor', 'pump-monitor.csv'), '--task', 'vibration', '--task', 'fouled'],
  ...['--arm', 'equal', '--arm', 'pcgrad', '--arm', 'uncertainty', '--splits', '3', '--seeds', '2'],
  ...['--epochs', '160', '--patience', '60', '--widths', '32,16'],
];
const timeoutMs = 240_000;

/** What a study found, without its id, its times, and where it lay. */
function readFindings(file: string): unknown {
  const { runs, comparison, verdict, arms } = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  return { runs, comparison, verdict, arms };
}

describe('a study that is killed', () => {
  let uninterrupted: unknown;

  beforeAll(async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'tandem-test-'));
    const out = path.join(folder, 'out.json');
    const { code, errors } = await runTandem([...study, '--workspace', path.join(folder, 'w'), '--json', out]);
    expect(errors).toContain('trainings in');
    expect(code).toBe(0);
    uninterrupted = readFindings(out);
    rmSync(folder, { recursive: true });
  }, timeoutMs);

  async function killAfter(args: readonly string[], stage: string, afterMs: number): Promise<string> {
    const started = startTandem(args);
    await started.sees(stage);
    await delay(afterMs);
    started.child.kill('SIGKILL');
    const { errors } = await started.ended;
    return /Study (\S+):/.exec(errors)?.[1] ?? '';
  }

  /** The studies of the workspace hold this one alone; what became of it. */
  async function readStatus(studyId: string, workspace: string): Promise<string | undefined> {
    const { out } = await runTandem(['studies', '--json', '--workspace', workspace]);
    const [listed] = JSON.parse(out) as { id: string; status: string }[];
    expect(listed?.id).toBe(studyId);
    return listed?.status;
  }

  async function resume(studyId: string, workspace: string): Promise<unknown> {
    const out = path.join(workspace, 'out.json');
    const { code, errors } = await runTandem(['run', '--resume', studyId, '--workspace', workspace, '--json', out]);
    expect(code, errors).toBe(0);
    return readFindings(out);
  }

  for (const [stage, afterMs] of [
    ['Compiling', 0],
    ['Training', 0],
    ['Training', 700],
    ['Training', 1600],
    ['Comparing', 0],
  ] as const) {
    it(
      `ends with the very same numbers (killed ${afterMs} ms after: ${stage})`,
      async () => {
        const workspace = createTemporaryFolder();
        const studyId = await killAfter([...study, '--workspace', workspace], stage, afterMs);
        const status = await readStatus(studyId, workspace);
        if (status === 'completed') return;
        expect(status).toBe('interrupted');
        expect(await resume(studyId, workspace)).toEqual(uninterrupted);
      },
      timeoutMs,
    );
  }

  it(
    'may be killed again while it is resumed',
    async () => {
      const workspace = createTemporaryFolder();
      const studyId = await killAfter([...study, '--workspace', workspace], 'Training', 200);
      await killAfter(['run', '--resume', studyId, '--workspace', workspace], 'Training', 200);
      expect(await readStatus(studyId, workspace)).toBe('interrupted');
      expect(await resume(studyId, workspace)).toEqual(uninterrupted);
    },
    timeoutMs,
  );

  it(
    'says after a signal how it goes on, and does',
    async () => {
      const workspace = createTemporaryFolder();
      const started = startTandem([...study, '--workspace', workspace]);
      await started.sees('Training');
      await delay(400);
      started.child.kill('SIGINT');
      const { code, errors } = await started.ended;
      expect(code).toBe(130);
      const studyId = /tandem run --resume (\S+)/.exec(errors)?.[1] ?? '';
      expect(await resume(studyId, workspace)).toEqual(uninterrupted);
    },
    timeoutMs,
  );
});
