import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keepCompiledFlags } from '../../../src-main/core/engine/native/compiled-folder.ts';

const program = join(import.meta.dirname, 'compile-process.ts');
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tandem-compiled-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** The result of a compiled program in a process of its own, and the engine that made it. */
function compileAndRun(): { kind: string; values: number[] } {
  const text = execFileSync(process.execPath, ['--no-deprecation', program], {
    encoding: 'utf8',
    env: { ...process.env, TF_XLA_FLAGS: keepCompiledFlags(folder) },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return JSON.parse(text) as { kind: string; values: number[] };
}

describe('what XLA compiled', () => {
  it('is kept for the next process, which computes the same bits', () => {
    const first = compileAndRun();
    const kept = readdirSync(folder);
    expect(kept.length).toBeGreaterThan(0);
    const second = compileAndRun();
    expect(readdirSync(folder)).toEqual(kept);
    expect(second).toEqual(first);
    expect(first.kind).toBe('xla');
  });

  it('is compiled anew where the kept file is damaged', () => {
    const first = compileAndRun();
    const [file = ''] = readdirSync(folder);
    const { size } = statSync(join(folder, file));
    truncateSync(join(folder, file), Math.floor(size / 2));
    expect(compileAndRun()).toEqual(first);
    expect(statSync(join(folder, file)).size).toBe(size);
  });
});
