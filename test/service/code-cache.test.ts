import { mkdtempSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { codeCache } from '../../src-main/service/code-cache.ts';

it('makes the folder that is kept for the next start', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'tandem-test-'));
  try {
    const cache = codeCache({ TANDEM_CACHE: folder });
    expect(cache).toBe(path.join(folder, 'code'));
    expect(statSync(cache ?? '').isDirectory()).toBe(true);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

it.runIf(process.platform === 'linux')('keeps nothing where the folder cannot be made', () => {
  expect(codeCache({ TANDEM_CACHE: '/proc/none' })).toBeNull();
});
