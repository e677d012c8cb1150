import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';

const recordSchema = z.object({
  engine: z.object({ available: z.boolean(), notice: z.string().nullable(), lacksTools: z.boolean().optional() }),
});

const hasTools = ['python3', 'g++'].every((name) => spawnSync(name, ['--version']).status === 0);

let folder = '';
let cache = '';
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'tandem-setup-'));
  cache = path.join(folder, 'cache');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The program itself: the first one on the path may be a script that needs the rest of the path. */
async function findProgram(name: string): Promise<string> {
  const [command, args]: [string, string[]] =
    name === 'python3' ? ['python3', ['-c', 'import sys; print(sys.executable)']] : ['which', [name]];
  return (await promisify(execFile)(command, args)).stdout.trim();
}

/** Runs the engine's part of the set-up in a process of its own, with these programs and nothing else. */
async function ensureEngine(programs: readonly string[], environment: NodeJS.ProcessEnv = {}) {
  const bin = mkdtempSync(path.join(folder, 'bin-'));
  for (const program of programs) {
    symlinkSync(await findProgram(program), path.join(bin, program));
  }
  const step = path.resolve(import.meta.dirname, '../../src-main/setup/step/engine.js');
  const script = `const { ensureEngine } = await import(${JSON.stringify(step)}); console.log(await ensureEngine());`;
  const { stdout, stderr } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
    env: { PATH: bin, HOME: folder, TANDEM_CACHE: cache, TANDEM_GPU: '0', ...environment },
  });
  const record = recordSchema.parse(JSON.parse(readFileSync(path.join(cache, 'setup.json'), 'utf8')));
  return { answer: stdout.trim(), said: stderr, engine: record.engine };
}

it('says once what to install where a tool is missing, and leaves nothing half-made', async () => {
  const first = await ensureEngine([]);
  expect(first.answer).toBe('false');
  expect(first.said).toContain('Install python3');
  expect(first.engine).toMatchObject({ available: false, lacksTools: true });
  expect(first.engine.notice).toContain('WebAssembly');
  expect(first.said.match(/Notice:/g)).toHaveLength(1);
  const second = await ensureEngine([]);
  expect(second).toMatchObject({ answer: 'false', said: '' });
  expect(readdirSync(cache)).toEqual(['setup.json']);
});

it.skipIf(!hasTools)('tries again as soon as the tools are there, and says what went wrong then', async () => {
  const { answer, said, engine } = await ensureEngine(['python3', 'g++'], {
    // An index that refuses at once: the download fails without a network being asked.
    PIP_INDEX_URL: 'http://127.0.0.1:9/',
    PIP_RETRIES: '0',
    PIP_CONFIG_FILE: '/dev/null',
  });
  expect(answer).toBe('false');
  expect(said).toContain('download of tensorflow');
  expect(engine).toMatchObject({ available: false, lacksTools: false });
  expect(readdirSync(path.join(cache, 'engine'))).toEqual([]);
});
