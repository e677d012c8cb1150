import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { beforeEach, describe, expect, it } from 'vitest';
import { createTemporaryFolder } from '../store/temporary-folder.ts';

const root = path.resolve(import.meta.dirname, '..', '..');
let folder = '';

function place(name: string, text: string): string {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

/** What the command line of the folder says of itself. */
async function start(): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [path.join(folder, 'src-main', 'launch', 'cli.js')]);
  return stdout;
}

function list(sources: readonly (readonly [string, number, number])[]): void {
  place('build/program/program.json', JSON.stringify({ entries: { cli: 'cli-1.js' }, files: ['cli-1.js'], sources }));
}

function listSource(): void {
  const { mtimeMs, size } = statSync(path.join(folder, source));
  list([[source, mtimeMs, size]]);
}

const source = 'src-main/shell/cli/main.ts';

describe('the launcher of the command line', () => {
  beforeEach(() => {
    folder = createTemporaryFolder();
    cpSync(path.join(root, 'src-main', 'launch'), path.join(folder, 'src-main', 'launch'), { recursive: true });
    place('package.json', '{ "type": "module" }');
    place(source, "const from: string = 'source';\nprocess.stdout.write(from);\nexport {};\n");
    place('build/program/cli-1.js', "process.stdout.write('bundle');\n");
  });

  it('starts the bundle of these very sources', async () => {
    listSource();
    expect(await start()).toBe('bundle');
  });

  it('starts the sources where they have another size than those that were bundled', async () => {
    listSource();
    const { atimeMs, mtimeMs } = statSync(path.join(folder, source));
    place(source, "process.stdout.write('changed');\nexport {};\n");
    utimesSync(path.join(folder, source), atimeMs / 1000, mtimeMs / 1000);
    expect(await start()).toBe('changed');
  });

  it('starts the sources where they were changed at another time', async () => {
    listSource();
    utimesSync(path.join(folder, source), 1, 1);
    expect(await start()).toBe('source');
  });

  it('starts the sources where one that was bundled is gone', async () => {
    const other = place('src-main/other.ts', 'export {};\n');
    const { mtimeMs, size } = statSync(other);
    list([['src-main/other.ts', mtimeMs, size]]);
    expect(await start()).toBe('bundle');
    rmSync(other);
    expect(await start()).toBe('source');
  });

  it.each([
    ['there is none', () => rmSync(path.join(folder, 'build'), { recursive: true })],
    ['its list cannot be read', () => place('build/program/program.json', '{')],
  ])('starts the sources where of a bundle %s', async (_, spoil) => {
    listSource();
    spoil();
    expect(await start()).toBe('source');
  });

  it('starts a bundle whose sources are not shipped', async () => {
    list([]);
    rmSync(path.join(folder, 'src-main', 'shell'), { recursive: true });
    expect(await start()).toBe('bundle');
  });
});
