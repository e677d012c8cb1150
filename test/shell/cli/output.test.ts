import { linkSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseArguments, type Arguments } from '../../../src-main/shell/cli/arguments.ts';
import { checkWritable, writeWhole } from '../../../src-main/shell/cli/output.ts';
import { refusal } from '../../helper/refusal.ts';

describe('checkWritable', () => {
  let folder: string;
  let data: string;
  let args: Arguments;

  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'tandem-test-'));
    data = path.join(folder, 'data.csv');
    writeFileSync(data, 'a,b\n1,2\n');
    const withOption = { name: 'with', value: 'FILE', meaning: '', many: true };
    const words = [data, '--with', path.join(folder, 'more.csv')];
    args = parseArguments(words, [withOption], { least: 1, most: 1, names: 'the data' });
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('refuses the files that are read, by whatever name', () => {
    const link = path.join(folder, 'link.csv');
    linkSync(data, link);
    for (const file of [data, path.join(folder, 'none', '..', 'data.csv'), link, path.join(folder, 'more.csv')]) {
      const { code, message } = refusal(() => checkWritable(file, args));
      expect(code).toBe('wrong-use');
      expect(message).toBe(`cannot write ${file}: it is read by this command; name another file`);
    }
  });

  it('refuses no name, a folder and a name that is too long', () => {
    expect(refusal(() => checkWritable('')).message).toContain('missing the name of the file to write');
    expect(refusal(() => checkWritable(folder)).message).toContain('this is a folder');
    const long = refusal(() => checkWritable(path.join(folder, 'y'.repeat(300))));
    expect([long.code, long.message]).toEqual(['storage', expect.stringContaining('choose another place or name')]);
  });

  it.runIf(process.platform === 'linux')('refuses a place where no folders can be made, and comes back', () => {
    const { code, message } = refusal(() => checkWritable('/proc/none/deep/y.json'));
    expect([code, message]).toEqual([
      'storage',
      'cannot write /proc/none/deep/y.json: cannot make the folder /proc/none: no folders can be made in /proc; choose another place',
    ]);
    expect(refusal(() => writeWhole('/proc/none/y.json', '{}')).message).toContain('cannot make the folder /proc/none');
  });

  it('lets be written what it let pass, and leaves nothing beside it', () => {
    const long = path.join(folder, 'y'.repeat(255));
    checkWritable(long, args);
    writeWhole(long, 'text');
    expect(readdirSync(folder).sort()).toEqual(['data.csv', 'y'.repeat(255)]);
  });
});
