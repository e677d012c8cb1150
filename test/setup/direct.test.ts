import { execFile, spawnSync } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ownLevel } from '../../src-main/setup/step/direct/recipe.js';

const recordSchema = z.object({
  direct: z.object({ available: z.boolean(), notice: z.string().nullable(), lacksTools: z.boolean().optional() }),
});

const platform = `${process.platform}-${process.arch}`;
const levels = z
  .array(
    z.object({
      name: z.string(),
      platforms: z.array(z.string()),
      needs: z.array(z.string()),
      compile: z.array(z.string()),
    }),
  )
  .parse(JSON.parse(readFileSync('src-main/core/engine/direct/processor-levels.json', 'utf8')))
  .filter(({ platforms }) => platforms.includes(platform));
const own = ownLevel(levels)?.name ?? 'none';
const fileOf = (level: string) => `tandem_direct-${level}.node`;
const hasCompiler = spawnSync('g++', ['--version']).status === 0;

const addon = `
#include <node_api.h>
#include "answer.h"

namespace tandem {
napi_value tell(napi_env env, napi_callback_info) {
  napi_value value;
  napi_create_int32(env, answer(), &value);
  return value;
}
}  // namespace tandem

NAPI_MODULE_INIT() {
  napi_value tell;
  napi_create_function(env, "tell", NAPI_AUTO_LENGTH, tandem::tell, nullptr, &tell);
  napi_set_named_property(env, exports, "tell", tell);
  return exports;
}
`;

let folder = '';
let cache = '';
let sources = '';
let link = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'tandem-direct-'));
  cache = path.join(folder, 'cache');
  sources = path.join(folder, 'sources');
  link = path.join(folder, 'build', 'direct');
  mkdirSync(sources);
  writeFileSync(path.join(sources, 'addon.cc'), addon);
  writeFileSync(path.join(sources, 'answer.h'), '#pragma once\nnamespace tandem { int answer(); }\n');
  writeAnswer(42);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function writeAnswer(value: number, end = ';'): void {
  const text = `#include "answer.h"\nint tandem::answer() { return ${value}${end} }\n`;
  writeFileSync(path.join(sources, 'answer.cc'), text);
}

interface Attempt {
  readonly allLevels?: boolean;
  readonly environment?: NodeJS.ProcessEnv;
}

/** Runs the step in a process of its own. */
async function ensureDirect({ allLevels = false, environment = {} }: Attempt = {}) {
  const step = path.resolve(import.meta.dirname, '../../src-main/setup/step/direct.js');
  const script = `
    const { ensureDirect } = await import(${JSON.stringify(step)});
    console.log(await ensureDirect(${JSON.stringify({ allLevels, sources, link })}));`;
  const { stdout, stderr } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
    env: { PATH: process.env['PATH'], HOME: folder, TANDEM_CACHE: cache, ...environment },
  });
  return { answer: stdout.trim(), said: stderr };
}

function readRecord() {
  return recordSchema.parse(JSON.parse(readFileSync(path.join(cache, 'setup.json'), 'utf8'))).direct;
}

/** The answer of the addon, from a process that ends: a loaded file stays loaded. */
function ask(): string {
  const script = `process.stdout.write(String(require(${JSON.stringify(path.join(link, fileOf(own)))}).tell()))`;
  return spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' }).stdout;
}

/** Programs of the machine, and nothing else on the path. */
function pathWithout(compilers: boolean): string {
  const bin = mkdtempSync(path.join(folder, 'bin-'));
  if (!compilers) return bin;
  for (const name of ['g++', 'as', 'ld']) {
    symlinkSync(spawnSync('which', [name], { encoding: 'utf8' }).stdout.trim(), path.join(bin, name));
  }
  return bin;
}

describe.skipIf(!hasCompiler || own === 'none')('the addon of the direct engine', () => {
  it('is compiled for this processor once, and used from a link', async () => {
    const first = await ensureDirect();
    expect(first.answer, first.said).toBe('true');
    expect(first.said).toContain(`Compiling the direct engine`);
    expect(readdirSync(link)).toEqual([fileOf(own)]);
    expect(ask()).toBe('42');
    expect(readRecord()).toEqual({ available: true, notice: null });
    const made = statSync(path.join(link, fileOf(own))).mtimeMs;
    expect(await ensureDirect()).toEqual({ answer: 'true', said: '' });
    expect(statSync(path.join(link, fileOf(own))).mtimeMs).toBe(made);
    expect(readdirSync(path.join(cache, 'direct'))).toEqual([path.basename(readlinkSync(link))]);
  });

  it('is there at every level when it is packed, and the level at hand is not compiled again', async () => {
    await ensureDirect();
    const made = statSync(path.join(link, fileOf(own))).mtimeMs;
    expect((await ensureDirect({ allLevels: true })).answer).toBe('true');
    expect(readdirSync(link).sort()).toEqual(levels.map(({ name }) => fileOf(name)).sort());
    expect(statSync(path.join(link, fileOf(own))).mtimeMs).toBe(made);
    expect(await ensureDirect({ allLevels: true })).toEqual({ answer: 'true', said: '' });
  });

  it('is compiled for a level that is asked for, and not touched when it is off', async () => {
    expect(await ensureDirect({ environment: { TANDEM_DIRECT: 'off' } })).toEqual({ answer: 'false', said: '' });
    expect(existsSync(cache)).toBe(false);
    const lowest = levels.at(-1)?.name ?? '';
    expect((await ensureDirect({ environment: { TANDEM_DIRECT: lowest } })).answer).toBe('true');
    expect(readdirSync(link)).toContain(fileOf(lowest));
  });

  it('follows its sources there and back', async () => {
    await ensureDirect();
    writeAnswer(43);
    await ensureDirect();
    expect(ask()).toBe('43');
    expect(readdirSync(path.join(cache, 'direct'))).toHaveLength(2);
    writeAnswer(42);
    expect(await ensureDirect()).toEqual({ answer: 'true', said: '' });
    expect(ask()).toBe('42');
  });

  it('does not stay from other sources when the new ones do not compile, which is said once', async () => {
    await ensureDirect();
    writeAnswer(43, '');
    const first = await ensureDirect();
    expect(first.answer).toBe('false');
    expect(first.said).toContain('answer.cc:2');
    expect(first.said.match(/Notice:/g)).toHaveLength(1);
    expect(readRecord()).toMatchObject({ available: false, lacksTools: false });
    expect(lstatSync(link, { throwIfNoEntry: false })).toBeUndefined();
    expect(readdirSync(path.join(cache, 'direct'))).toHaveLength(1);
    expect(await ensureDirect()).toEqual({ answer: 'false', said: '' });
    writeAnswer(43);
    expect((await ensureDirect()).answer).toBe('true');
    expect(ask()).toBe('43');
  });

  it('takes the place of files that were put there by hand', async () => {
    mkdirSync(link, { recursive: true });
    writeFileSync(path.join(link, fileOf(own)), 'by hand');
    expect((await ensureDirect()).answer).toBe('true');
    expect(ask()).toBe('42');
  });

  it('is not kept when it does not load', async () => {
    writeFileSync(path.join(sources, 'addon.cc'), '#include "answer.h"\nint answered() { return tandem::answer(); }\n');
    const { answer, said } = await ensureDirect();
    expect(answer).toBe('false');
    expect(said).toContain('does not run here');
    expect(readdirSync(path.join(cache, 'direct'))).toEqual([]);
  });

  it('says once that a compiler is missing, and compiles as soon as there is one', async () => {
    const bare = { PATH: pathWithout(false) };
    const first = await ensureDirect({ environment: bare });
    expect(first.answer).toBe('false');
    expect(first.said).toContain('Install g++');
    expect(first.said.match(/Notice:/g)).toHaveLength(1);
    expect(readRecord()).toMatchObject({ available: false, lacksTools: true });
    expect(readRecord().notice).toContain('Training uses the other engines');
    expect(await ensureDirect({ environment: bare })).toEqual({ answer: 'false', said: '' });
    expect((await ensureDirect({ environment: { PATH: pathWithout(true) } })).answer).toBe('true');
    expect(readRecord()).toEqual({ available: true, notice: null });
    expect(createRequire(import.meta.url)(path.join(link, fileOf(own)))).toHaveProperty('tell');
  });

  it('is compiled once by two set-ups at the same time', async () => {
    const [first, second] = await Promise.all([ensureDirect(), ensureDirect()]);
    expect([first.answer, second.answer]).toEqual(['true', 'true']);
    expect(`${first.said}${second.said}`.match(/Compiling/g)).toHaveLength(1);
    expect(readdirSync(cache).sort()).toEqual(['direct', 'setup.json']);
  });
});
