import { execFile } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { SourceMap, type SourceMapPayload } from 'node:module';
import path from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { createTemporaryFolder } from '../store/temporary-folder.ts';

const root = path.resolve(import.meta.dirname, '..', '..');
const folder = path.join(root, 'build', 'program');

interface Program {
  readonly entries: Readonly<Record<string, string>>;
  readonly files: readonly string[];
  readonly sources: readonly (readonly [string, number, number])[];
}

async function runNode(file: string, ...args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, ['--no-deprecation', file, ...args], {
    maxBuffer: 1e8,
  });
  return stdout;
}

describe('the bundled program', () => {
  let program: Program;
  beforeAll(async () => {
    await runNode(path.join(root, 'src-main', 'bundle', 'main.js'));
    program = JSON.parse(readFileSync(path.join(folder, 'program.json'), 'utf8')) as Program;
  });

  it('holds what the launchers start, and every process and thread that these start', () => {
    expect(Object.keys(program.entries).sort()).toEqual([
      'audit-worker',
      'cli',
      'dataset-thread',
      'import-worker',
      'probe-engine',
      'server',
      'service',
      'summary-worker',
      'trainer',
    ]);
    expect(Object.values(program.entries).filter((name) => !program.files.includes(name))).toEqual([]);
    expect(program.files.filter((name) => !statSync(path.join(folder, name)).isFile())).toEqual([]);
  });

  it('depends on its sources, on how it is bundled, and on the packages', () => {
    const paths = program.sources.map(([source]) => source);
    expect(paths).toEqual(
      expect.arrayContaining([
        'src-main/trainer/main.ts',
        'src-main/service/audit-worker.ts',
        'src-main/core/engine/native/op-definitions.json',
        'src-main/bundle/plugin.js',
        'src-main/bundle/load-package.js',
        'package-lock.json',
        'node_modules/.package-lock.json',
      ]),
    );
    expect(paths).not.toContain('src-main/core/engine/native/load-package.ts');
  });

  it('says of each of its lines where that stands in the sources', () => {
    const { cli = '' } = program.entries;
    const lines = readFileSync(path.join(folder, cli), 'utf8').split('\n');
    const last = lines.findLastIndex((line) => line.includes('runCommandLine('));
    expect(lines.slice(last)).toContain(`//# sourceMappingURL=${cli}.map`);
    expect(program.files).toContain(`${cli}.map`);
    const payload = JSON.parse(readFileSync(path.join(folder, `${cli}.map`), 'utf8')) as SourceMapPayload;
    const column = lines[last]?.indexOf('runCommandLine(') ?? -1;
    const entry = new SourceMap(payload).findEntry(last, column);
    expect('originalSource' in entry && path.resolve(folder, entry.originalSource)).toBe(
      path.join(root, 'src-main', 'shell', 'cli', 'main.ts'),
    );
    const sources = readFileSync(path.join(root, 'src-main', 'shell', 'cli', 'main.ts'), 'utf8').split('\n');
    expect('originalLine' in entry && sources[entry.originalLine]).toContain('runCommandLine(process.argv');
  });

  it('says what the sources say', async () => {
    const { cli = '' } = program.entries;
    const jacobian = path.join(createTemporaryFolder(), 'jacobian.json');
    writeFileSync(
      jacobian,
      JSON.stringify([
        [4, 1],
        [-3, 2],
      ]),
    );
    for (const args of [['methods'], ['balance', 'pcgrad', '--jacobian', jacobian], ['lab']]) {
      const bundled = await runNode(path.join(folder, cli), ...args);
      expect(bundled).toBe(await runNode(path.join(root, 'src-main', 'shell', 'cli', 'main.ts'), ...args));
    }
  });

  it.each(['direct', 'wasm'])('trains on the engine %s to the numbers of the sources', async (engine) => {
    const { cli = '' } = program.entries;
    const data = path.join(root, 'resources', 'sample', 'palmer-penguins', 'palmer-penguins.csv');
    const results = [path.join(folder, cli), path.join(root, 'src-main', 'shell', 'cli', 'main.ts')].map(
      async (entry) => {
        const workspace = createTemporaryFolder();
        const args = ['--splits', '2', '--epochs', '2', '--widths', '4', '--engine', engine, '--workspace', workspace];
        const text = await runNode(entry, 'run', data, '--task', 'body_mass_g', '--task', 'sex', ...args, '--json');
        return JSON.parse(text) as { engine: string; comparison: unknown };
      },
    );
    const [bundled, unbundled] = await Promise.all(results);
    expect(bundled?.engine).toBe(engine);
    expect(bundled?.comparison).toEqual(unbundled?.comparison);
  });
});
