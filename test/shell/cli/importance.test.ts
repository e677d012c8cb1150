import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importanceSchema } from '../../../src-main/contract/importance.ts';
import { runTandem, samples } from './command-line.ts';

const timeoutMs = 240_000;

describe('tandem importance', () => {
  let workspace: string;
  let studyId: string;

  beforeAll(async () => {
    workspace = mkdtempSync(path.join(os.tmpdir(), 'tandem-test-'));
    const study = [path.join(samples, 'pump-monitor', 'pump-monitor.csv'), '--task', 'vibration', '--task', 'fouled'];
    const settings = ['--splits', '2', '--epochs', '40', '--widths', '16', '--arm', 'equal', '--arm', 'linear'];
    const { code, errors } = await runTandem(['run', ...study, ...settings, '--workspace', workspace]);
    expect(code, errors).toBe(0);
    studyId = /Study (\S+):/.exec(errors)?.[1] ?? '';
  }, timeoutMs);

  afterAll(() => rmSync(workspace, { recursive: true, force: true }));

  it(
    'prints arm and twin side by side, and writes the same as JSON',
    async () => {
      const file = path.join(workspace, 'importance.json');
      const shown = await runTandem([
        'importance',
        studyId,
        '--workspace',
        workspace,
        '--arm',
        'equal',
        '--json',
        file,
      ]);
      expect(shown.code, shown.errors).toBe(0);
      expect(shown.out).toContain('vibration: worse RMSE when an input is permuted');
      expect(shown.out).toContain('fouled: worse AUROC when an input is permuted');
      expect(shown.out).toContain('no evidence of reliance');
      const { importances } = JSON.parse(readFileSync(file, 'utf8')) as { importances: unknown[] };
      const [first, second] = importances.map((one) => importanceSchema.parse(one));
      expect([first?.task, second?.task]).toEqual(['vibration', 'fouled']);
      expect(first?.inputs).toHaveLength(14);
      const line = shown.out.split('\n').find((text) => text.startsWith(first?.inputs[0]?.column ?? '?'));
      expect(line).toContain(String(Number((first?.inputs[0]?.arm.mean as number).toPrecision(3))));
      const again = await runTandem([...['importance', studyId, '--workspace', workspace], '--arm', 'equal', '--json']);
      expect(JSON.parse(again.out)).toEqual({ studyId, importances });
    },
    timeoutMs,
  );

  it(
    'measures one task of an alternative with as many permutations as asked for',
    async () => {
      const args = ['importance', studyId, '--arm', 'linear', '--task', 'fouled', '--repeats', '3', '--json'];
      const { code, out, errors } = await runTandem([...args, '--workspace', workspace]);
      expect(code, errors).toBe(0);
      const { importances } = JSON.parse(out) as { importances: unknown[] };
      expect(importances.map((one) => importanceSchema.parse(one))).toMatchObject([{ arm: 'linear', repeats: 3 }]);
    },
    timeoutMs,
  );

  it(
    'refuses an unknown study, arm, task or number of permutations',
    async () => {
      const cases: [string[], number, string][] = [
        [['importance', 'none'], 2, 'unknown study'],
        [['importance', studyId, '--arm', 'mgda'], 2, 'unknown arm; choose one of equal, linear: mgda'],
        [['importance', studyId, '--arm', 'equal', '--task', 'flow'], 2, 'unknown task'],
        [['importance', studyId, '--repeats', '0'], 2, '--repeats'],
        [['importance'], 2, 'missing the id of the study'],
      ];
      for (const [args, wanted, message] of cases) {
        const { code, errors } = await runTandem([...args, '--workspace', workspace]);
        expect([code, errors]).toEqual([wanted, expect.stringContaining(message)]);
      }
    },
    timeoutMs,
  );
});
