import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { withLock } from '../../src-main/setup/step/lock.js';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'tandem-lock-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('lets one work after the other', async () => {
  const file = path.join(folder, 'one', 'lock');
  const order: string[] = [];
  const work = (name: string) => async () => {
    order.push(`${name} begins`);
    await sleep(50);
    order.push(`${name} ends`);
    return name;
  };
  const done = await Promise.all([withLock(file, work('a')), withLock(file, work('b'))]);
  expect(done).toEqual(['a', 'b']);
  expect(order).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
});

it('takes over from a process that died', async () => {
  const file = path.join(folder, 'dead');
  const { pid } = spawnSync(process.execPath, ['-e', '0']);
  writeFileSync(file, String(pid));
  expect(await withLock(file, () => Promise.resolve(7))).toBe(7);
});

it('is free again after work that fails', async () => {
  const file = path.join(folder, 'failing');
  await expect(withLock(file, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(existsSync(file)).toBe(false);
});
