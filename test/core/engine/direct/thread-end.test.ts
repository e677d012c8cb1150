import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const script = fileURLToPath(new URL('thread-process.ts', import.meta.url));

/** What a process prints that ends in one way while its threads are there; one that hangs or crashes is an error. */
async function outputOf(way: string): Promise<string[]> {
  const { stdout } = await promisify(execFile)(process.execPath, ['--no-deprecation', script, way]);
  return stdout.trim().split(/\s/);
}

it.each([
  ['ends', 3],
  ['exits', 3],
  ['workers alone', 4],
  ['exits beside a worker', 2 + 4 * 4],
  ['ends after a worker was terminated', 2 + 4 * 4 + 1],
])(
  'a process whose programs had threads %s without a fault, its bits those of one thread',
  async (way, comparisons) => {
    expect(await outputOf(way)).toEqual(new Array<string>(comparisons).fill('same'));
  },
);
