import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseArguments } from '../../../src-main/shell/electron/argument.ts';
import { LastFolders } from '../../../src-main/shell/electron/last-folder.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'tandem-arguments-'));
  writeFileSync(path.join(folder, 'data.csv'), 'a\n1\n');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('takes files and a workspace, and passes over switches, folders and what is not there', () => {
  expect(parseArguments(['--no-sandbox', '.', 'data.csv', 'missing.csv', '--workspace=w'], folder)).toEqual({
    workspace: path.join(folder, 'w'),
    files: [path.join(folder, 'data.csv')],
  });
  expect(parseArguments(['--workspace', 'w', 'data.csv'], folder)).toEqual({
    workspace: path.join(folder, 'w'),
    files: [path.join(folder, 'data.csv')],
  });
  expect(parseArguments([], folder)).toEqual({ workspace: null, files: [] });
});

it('keeps the last folder per purpose, and falls back when it is gone or unreadable', () => {
  const file = path.join(folder, 'kept', 'folders.json');
  const folders = new LastFolders(file, '/');
  expect(folders.of('report')).toBe('/');
  folders.keep('report', folder);
  folders.keep('open', path.join(folder, 'gone'));
  expect(new LastFolders(file, '/').of('report')).toBe(folder);
  expect(folders.of('open')).toBe('/');
  writeFileSync(file, 'no JSON');
  expect(folders.of('report')).toBe('/');
});
