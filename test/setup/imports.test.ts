import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '..', '..');
const cruiser = path.join(root, 'node_modules', 'dependency-cruiser', 'bin', 'dependency-cruiser.mjs');
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'tandem-imports-'));
  for (const name of ['.dependency-cruiser.cjs', 'tsconfig.json', 'package.json']) {
    cpSync(path.join(root, name), path.join(folder, name));
  }
  symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The rules that a small tree of files breaks. */
async function findBroken(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  // The configuration of TypeScript wants at least one file of the main side.
  const tree = { 'src-main/contract/empty.ts': 'export {};\n', ...files };
  for (const [name, content] of Object.entries(tree)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), content);
  }
  const folders = [...new Set(Object.keys(tree).map((name) => name.split('/')[0] ?? ''))];
  const args = [cruiser, '--config', '.dependency-cruiser.cjs', '--output-type', 'json', ...folders];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: folder, maxBuffer: 1e8 }).catch(
    (error: unknown) => error as { stdout: string },
  );
  const report = JSON.parse(stdout) as { summary: { violations: { rule: { name: string } }[] } };
  return [...new Set(report.summary.violations.map((violation) => violation.rule.name))].sort();
}

const value = 'export const value = 1;\n';

it.each([
  [
    'a method that imports training',
    'src-main/core/balance/a.ts',
    'src-main/core/train/b.ts',
    'imports-of-src-main-core-balance',
  ],
  [
    'the core that imports the store',
    'src-main/core/compare/a.ts',
    'src-main/store/b.ts',
    'imports-of-src-main-core-compare',
  ],
  [
    'one shell that imports another',
    'src-main/shell/cli/a.ts',
    'src-main/shell/server/b.ts',
    'imports-of-src-main-shell-cli',
  ],
  ['the page that imports the service', 'src-renderer/view/a.ts', 'src-main/service/b.ts', 'page-from-contract-only'],
  [
    'a component that imports state',
    'src-renderer/component/a.ts',
    'src-renderer/state/b.ts',
    'imports-of-src-renderer-component',
  ],
])('finds %s', async (_what, from, to, rule) => {
  const target = path.posix.relative(path.posix.dirname(from), to);
  expect(await findBroken({ [from]: `export { value } from '${target}';\n`, [to]: value })).toContain(rule);
});

it('finds Node in a layer that is pure, a package where it does not belong, and a cycle', async () => {
  const broken = await findBroken({
    'src-main/core/figure/a.ts': "export { readFileSync } from 'node:fs';\n",
    'src-main/core/table/a.ts': "export { z } from 'zod';\n",
    'src-main/core/util/a.ts': "export { b } from './b.ts';\nexport const a = 1;\n",
    'src-main/core/util/b.ts': "export { a } from './a.ts';\nexport const b = 1;\n",
  });
  expect(broken).toEqual(['imports-of-src-main-core-figure', 'imports-of-src-main-core-table', 'no-cycle']);
});

it('has nothing against what the layers may do', async () => {
  const broken = await findBroken({
    'src-main/contract/a.ts':
      "import { z } from 'zod';\nexport type A = z.infer<typeof schema>;\nexport const schema = z.string();\n",
    'src-main/core/util/a.ts': value,
    'src-main/core/balance/a.ts':
      "import type { A } from '../../contract/a.ts';\nexport { value } from '../util/a.ts';\nexport type B = A;\n",
    'src-main/service/a.ts':
      "export { value } from '../core/balance/a.ts';\nexport { schema } from '../contract/a.ts';\n",
    'src-main/shell/cli/a.ts': "export { value } from '../../service/a.ts';\nexport { argv } from 'node:process';\n",
  });
  expect(broken).toEqual([]);
});
