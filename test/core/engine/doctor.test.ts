import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import type { EngineDescription } from '../../../src-main/core/engine/doctor.ts';
import { isEngineNoise } from '../../helper/engine-noise.ts';

const run = promisify(execFile);
const script = fileURLToPath(new URL('describe-process.ts', import.meta.url));

interface Found {
  readonly description: EngineDescription;
  readonly refusal: { readonly code: string; readonly message: string } | null;
}

async function describeInProcess(
  nodeOptions: readonly string[],
  more: NodeJS.ProcessEnv = {},
): Promise<{ found: Found; errors: string[] }> {
  const env = { ...process.env, TF_NUM_INTRAOP_THREADS: '2', ...more };
  const { stdout, stderr } = await run(process.execPath, [...nodeOptions, script], { env });
  return { found: JSON.parse(stdout) as Found, errors: stderr.split('\n').filter((line) => line !== '') };
}

it('says what computes here', async () => {
  const { found, errors } = await describeInProcess([]);
  expect(found.refusal).toBeNull();
  expect(found.description).toMatchObject({ kind: 'direct', threads: 2, notice: null });
  expect(found.description.level).toMatch(/^(amx|v[234]|arm64)$/);
  expect(found.description.tensorflowVersion).toMatch(/^2\.\d+/);
  expect(errors.filter((line) => !isEngineNoise(line))).toEqual([]);
});

it('uses TensorFlow alone, and says why, where there is no direct engine', async () => {
  const { found } = await describeInProcess([], { TANDEM_DIRECT: 'off' });
  expect(found.description).toMatchObject({ kind: 'xla', level: null });
  expect(found.description.notice).toMatchObject({ wanted: 'direct', used: 'xla' });
  expect(found.description.notice?.reason).toMatch(/^Not used is the direct engine: it is switched off/);
  expect(found.description.notice?.remedy).toMatch(/^Unset TANDEM_DIRECT/);
});

it('uses the direct engine alone, and says why, where TensorFlow does not load', async () => {
  const preload = fileURLToPath(new URL('refuse-addons.ts', import.meta.url));
  const { found } = await describeInProcess(['--import', preload], { TEST_REFUSED: 'tfjs_binding' });
  expect(found.description).toMatchObject({ kind: 'direct', tensorflowVersion: null });
  expect(found.description.notice).toMatchObject({ wanted: 'xla', used: 'direct' });
  expect(found.description.notice?.reason).toMatch(/^Not used is TensorFlow: .*invalid ELF header/);
  expect(found.description.notice?.remedy).toMatch(/npm start/);
});

it('falls back with reason and remedy when no addon loads', async () => {
  const preload = fileURLToPath(new URL('refuse-addons.ts', import.meta.url));
  const { found } = await describeInProcess(['--import', preload]);
  expect(found.description).toMatchObject({ kind: 'wasm', tensorflowVersion: null, device: 'cpu' });
  expect(found.description.notice).toMatchObject({ wanted: 'xla', used: 'wasm' });
  expect(found.description.notice?.reason).toMatch(/invalid ELF header/);
  expect(found.description.notice?.remedy).toMatch(/npm start/);
  expect(found.refusal?.code).toBe('engine');
  expect(found.refusal?.message).toMatch(/could not be loaded: .*invalid ELF header/);
});

it('tells noise from news', () => {
  const noise = 'I0000 00:00:1795.44 1 port.cc:153] oneDNN custom operations are on. You may see slightly different';
  expect(isEngineNoise(noise)).toBe(true);
  expect(isEngineNoise('Error: out of memory')).toBe(false);
});
