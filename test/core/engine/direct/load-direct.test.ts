import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

interface Found {
  readonly loads: readonly [unknown, unknown];
  readonly description: { readonly level: string | null; readonly notice: string | null };
}

/** What a process with this environment finds: the addon is loaded once in each. */
async function load(environment: NodeJS.ProcessEnv): Promise<Found> {
  const script = fileURLToPath(new URL('describe-process.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [script], { env: { ...process.env, ...environment } });
  return JSON.parse(stdout) as Found;
}

it.each([
  ['off', 'it is switched off by TANDEM_DIRECT=off', /^Unset TANDEM_DIRECT/],
  ['fastest', /^invalid TANDEM_DIRECT; must be one of off, .*: fastest$/, /^Unset TANDEM_DIRECT/],
])('refuses TANDEM_DIRECT=%s with reason and remedy, at every call', async (asked, reason, remedy) => {
  const { loads, description } = await load({ TANDEM_DIRECT: asked });
  expect(loads[0]).toMatchObject({
    code: 'engine',
    details: {
      reason: typeof reason === 'string' ? reason : (expect.stringMatching(reason) as string),
      remedy: expect.stringMatching(remedy) as string,
    },
  });
  expect(loads[1]).toEqual(loads[0]);
  expect(description.level).toBeNull();
  expect(description.notice).toContain(`The direct engine could not be loaded: `);
  expect(description.notice).toContain(asked);
});

it.skipIf(!existsSync('build/direct'))('loads the addon once, and says at which level', async () => {
  const { loads, description } = await load({ TANDEM_DIRECT: '' });
  expect(loads[0]).toEqual(expect.arrayContaining(['createPlan', 'freePlan', 'runPlan', 'usesTiles']));
  expect(loads[1]).toEqual(loads[0]);
  expect(description).toEqual({ level: expect.stringMatching(/^(amx|v[234]|arm64)$/) as string, notice: null });
});
