import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { studyDeletionSchema } from '../../../src-main/contract/deletion.ts';
import { ask } from '../../../src-main/shell/cli/ask.ts';
import { formatBytes } from '../../../src-main/shell/cli/format-bytes.ts';
import { runTandem, samples, type Ended } from './command-line.ts';

const timeoutMs = 240_000;

describe('tandem delete', () => {
  let workspace: string;
  let first: string;
  let second: string;

  async function train(name: string): Promise<string> {
    const study = [path.join(samples, 'pump-monitor', 'pump-monitor.csv'), '--task', 'vibration', '--task', 'fouled'];
    const settings = ['--splits', '2', '--epochs', '5', '--widths', '8', '--arm', 'equal', '--name', name];
    const { code, errors } = await runTandem(['run', ...study, ...settings, '--workspace', workspace]);
    expect(code, errors).toBe(0);
    return /Study (\S+):/.exec(errors)?.[1] ?? '';
  }

  function remove(...args: string[]): Promise<Ended> {
    return runTandem(['delete', ...args, '--workspace', workspace]);
  }

  function listFiles(folder: 'runs' | 'datasets'): string[] {
    return readdirSync(path.join(workspace, folder));
  }

  beforeAll(async () => {
    workspace = mkdtempSync(path.join(os.tmpdir(), 'tandem-test-'));
    first = await train('Pumps');
    second = await train('Pumps again');
  }, timeoutMs);

  afterAll(() => rmSync(workspace, { recursive: true, force: true }));

  it(
    'deletes nothing without --yes where nobody can be asked, and names what is wrong with its use',
    async () => {
      const cases: [string[], string][] = [
        [[first], 'there is no terminal to ask on whether to delete; add --yes'],
        [['none', '--yes'], 'unknown study: none'],
        [['--yes'], 'missing the id of the study'],
        [[first, second, '--yes'], `unknown argument: ${second}`],
        [[first, '--yes=no'], '--yes takes no value'],
        [[first, '--datas', '--yes'], 'did you mean --data?'],
      ];
      for (const [args, message] of cases) {
        const { code, out, errors } = await remove(...args);
        expect([code, out, errors]).toEqual([2, '', expect.stringContaining(message)]);
      }
      expect(listFiles('runs').sort()).toEqual([first, second].sort());
    },
    timeoutMs,
  );

  it(
    'deletes a study with its files, says what that freed, and keeps data that another study uses',
    async () => {
      const { code, out, errors } = await remove(first, '--data', '--yes');
      expect(code, errors).toBe(0);
      expect(out).toMatch(
        /^Pumps is deleted; \d+(\.\d+)? kB freed on the disk\. Its data stay: “Pumps again” uses them/,
      );
      expect(listFiles('runs')).toEqual([second]);
      expect(listFiles('datasets')).toHaveLength(2);
      const listed = await runTandem(['studies', '--json', '--workspace', workspace]);
      expect(JSON.parse(listed.out)).toMatchObject([{ id: second, name: 'Pumps again', runCount: 6 }]);
      const report = path.join(workspace, 'report.html');
      expect((await runTandem(['report', second, report, '--workspace', workspace])).code).toBe(0);
      expect(readFileSync(report, 'utf8')).toContain('Pumps again');
      for (const verb of ['report', 'export', 'explain', 'importance', 'delete']) {
        const extra = verb === 'delete' ? ['--yes'] : [];
        const again = await runTandem([verb, first, ...extra, '--workspace', workspace]);
        expect([verb, again.code, again.errors]).toEqual([verb, 2, expect.stringContaining(`unknown study: ${first}`)]);
      }
      expect(existsSync(path.join(workspace, 'runs', first))).toBe(false);
    },
    timeoutMs,
  );

  it(
    'takes the data along where no other study uses them, and tells it as JSON',
    async () => {
      const { code, out, errors } = await remove(second, '--data', '--yes', '--json');
      expect(code, errors).toBe(0);
      const deleted = studyDeletionSchema.parse(JSON.parse(out));
      expect(deleted).toMatchObject({ studyId: second, name: 'Pumps again', dataDeleted: true, otherStudies: [] });
      expect(deleted.freedBytes).toBeGreaterThan(100_000);
      expect(deleted.leftBytes).toBe(0);
      expect([listFiles('runs'), listFiles('datasets')]).toEqual([[], []]);
    },
    timeoutMs,
  );
});

describe('a question', () => {
  async function answer(text: string | null): Promise<{ answer: string | null; asked: string }> {
    const [input, output] = [new PassThrough(), new PassThrough()];
    const answered = ask('Delete it? [y/N] ', input, output);
    if (text === null) input.end();
    else input.write(text);
    return { answer: await answered, asked: String(output.read()) };
  }

  it('is answered by a line, and by nothing where the input ends', async () => {
    expect(await answer('yes\n')).toEqual({ answer: 'yes', asked: 'Delete it? [y/N] ' });
    expect((await answer('\n')).answer).toBe('');
    expect(await answer(null)).toEqual({ answer: null, asked: 'Delete it? [y/N] \n' });
  });
});

describe('a size on the disk', () => {
  it('has three digits in steps of a thousand', () => {
    const sizes = [0, 999, 1000, 12_345, 999_499, 999_999, 1_234_567, 5e9].map(formatBytes);
    expect(sizes).toEqual(['0 B', '999 B', '1.00 kB', '12.3 kB', '999 kB', '1.00 MB', '1.23 MB', '5.00 GB']);
  });
});
