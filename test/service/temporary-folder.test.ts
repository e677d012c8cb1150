import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeTemporaryFolder, removeTemporaryFolder } from '../../src-main/service/temporary-folder.ts';

const source = path.resolve(import.meta.dirname, '..', '..', 'src-main', 'service', 'temporary-folder.ts');

const program = `
  import { writeFileSync } from 'node:fs';
  const { makeTemporaryFolder } = await import(process.argv[1]);
  const folder = await makeTemporaryFolder('tandem-test-');
  writeFileSync(folder + '/copy.csv', 'a,b');
  if (process.argv[2] === 'own') process.on('SIGINT', () => process.exit(7));
  console.log(folder);
  setInterval(() => undefined, 1000);
`;

/** Sends the signal once the folder is there; how the process ended, and the folder. */
function interrupt(signal: NodeJS.Signals, mode: 'own' | 'none'): Promise<[number | null, string | null, string]> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', program, source, mode]);
    let out = '';
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString();
      if (out.includes('\n')) child.kill(signal);
    });
    child.on('error', reject);
    child.on('close', (code, ending) => resolve([code, ending, out.trim()]));
  });
}

describe.runIf(process.platform !== 'win32')('a temporary folder', () => {
  it('goes when a signal ends the process, which ends by that signal', async () => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      const [code, ending, folder] = await interrupt(signal, 'none');
      expect([code, ending]).toEqual([null, signal]);
      expect(path.basename(folder)).toMatch(/^tandem-test-/);
      expect(existsSync(folder)).toBe(false);
    }
  });

  it('leaves the signal to whom else listens, and goes with the process', async () => {
    const [code, , folder] = await interrupt('SIGINT', 'own');
    expect(code).toBe(7);
    expect(existsSync(folder)).toBe(false);
  });

  it('leaves no listener behind', async () => {
    const before = process.listenerCount('SIGINT');
    const [one, other] = [await makeTemporaryFolder('tandem-test-'), await makeTemporaryFolder('tandem-test-')];
    expect(process.listenerCount('SIGINT')).toBe(before + 1);
    await removeTemporaryFolder(one);
    await removeTemporaryFolder(other);
    expect(process.listenerCount('SIGINT')).toBe(before);
    expect([existsSync(one), existsSync(other)]).toEqual([false, false]);
  });
});
