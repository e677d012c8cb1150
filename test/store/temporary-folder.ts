import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach } from 'vitest';

const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0))
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
});

/** A new folder that goes after the test. */
export function createTemporaryFolder(): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'tandem-test-'));
  folders.push(folder);
  return folder;
}
