import { existsSync, mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeFolders } from '../../src-main/store/make-folders.ts';
import { openWorkspace } from '../../src-main/store/workspace.ts';
import { refusal } from '../helper/refusal.ts';
import { createTemporaryFolder } from './temporary-folder.ts';

describe('makeFolders', () => {
  it('makes what is missing, and lets be what is there', () => {
    const folder = path.join(createTemporaryFolder(), 'one', 'two', 'three');
    makeFolders(folder);
    writeFileSync(path.join(folder, 'file'), 'text');
    makeFolders(folder);
    expect(statSync(path.join(folder, 'file')).size).toBe(4);
  });

  it('follows a link to a folder', () => {
    const folder = createTemporaryFolder();
    const target = path.join(folder, 'target');
    const link = path.join(folder, 'link');
    mkdirSync(target);
    symlinkSync(target, link, 'junction');
    makeFolders(path.join(link, 'below'));
    expect(existsSync(path.join(target, 'below'))).toBe(true);
  });

  it('refuses a file in the place of a folder, as the system says it', () => {
    const file = path.join(createTemporaryFolder(), 'file');
    writeFileSync(file, 'text');
    expect(() => makeFolders(file)).toThrow(expect.objectContaining({ code: 'EEXIST' }));
    expect(() => makeFolders(path.join(file, 'below', 'deep'))).toThrow(/ENOTDIR|EEXIST|ENOENT|choose another place/);
  });

  it.runIf(process.platform === 'linux')('comes back from a place where no folders can be made', () => {
    const { code, message } = refusal(() => makeFolders('/proc/none/deep'));
    expect([code, message]).toEqual([
      'storage',
      'cannot make the folder /proc/none: no folders can be made in /proc; choose another place',
    ]);
    expect(refusal(() => openWorkspace('/proc/none')).message).toBe(message);
  });
});
