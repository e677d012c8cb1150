import { existsSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { plansVariable } from '../../../src-main/core/engine/direct/kept-plans.ts';
import { openKeptFolder } from '../../../src-main/service/training/kept-folder.ts';
import { keepPlans } from '../../../src-main/service/training/plan-folder.ts';

let cacheFolder = '';

beforeEach(() => {
  cacheFolder = mkdtempSync(join(tmpdir(), 'tandem-kept-'));
});
afterEach(() => {
  rmSync(cacheFolder, { recursive: true, force: true });
});

function open(kind: unknown, largestBytes = 100): string | null {
  return openKeptFolder({ cacheFolder, name: 'things', kind, largestBytes });
}

describe('a kept folder', () => {
  it('is found again by its kind, and takes the place of others', () => {
    const first = open(['one', 1]) ?? '';
    writeFileSync(join(first, 'file'), 'text');
    expect(open(['one', 1])).toBe(first);
    expect(readdirSync(first)).toEqual(['file']);
    const second = open(['one', 2]) ?? '';
    expect([existsSync(first), existsSync(second), second === first]).toEqual([false, true, false]);
  });

  it('loses its oldest files when it is too large', () => {
    const folder = open('kind') ?? '';
    for (const [age, name] of ['newest', 'newer', 'old'].entries()) {
      writeFileSync(join(folder, name), 'x'.repeat(40));
      utimesSync(join(folder, name), 1000 - age, 1000 - age);
    }
    open('kind');
    expect(readdirSync(folder).toSorted()).toEqual(['newer', 'newest']);
  });

  it('is not there where it cannot be made', () => {
    writeFileSync(join(cacheFolder, 'things'), 'a file in the way');
    expect(open('kind')).toBeNull();
  });
});

describe('the folder of plans', () => {
  const folderOf = (entry: string): string => keepPlans(cacheFolder, entry)[plansVariable];

  it('is that of the code of a bundle', () => {
    const entry = join(cacheFolder, 'trainer.js');
    writeFileSync(entry, 'import "./other-1.js";');
    const first = folderOf(entry);
    expect(existsSync(first)).toBe(true);
    expect(folderOf(entry)).toBe(first);
    writeFileSync(entry, 'import "./other-2.js";');
    expect(folderOf(entry)).not.toBe(first);
  });

  it('is none where sources run, which may change', () => {
    expect(folderOf(join(cacheFolder, 'main.ts'))).toBe('');
  });
});
