import { execFile, spawn } from 'node:child_process';
import { lstatSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createScratch, patienceMs, root, run, sandboxArguments, testElectron, waitForLine } from './machine.ts';

const application = path.join(root, 'dist', 'linux-unpacked', 'tandem');
const resources = path.join(root, 'dist', 'linux-unpacked', 'resources');

describe.skipIf(testElectron === undefined)('the packaged application', () => {
  const scratch = createScratch();

  beforeAll(async () => {
    const { code, output } = await run('npm', ['run', '--silent', 'package']);
    expect(code, output).toBe(0);
  });
  afterAll(() => scratch.remove());

  it('has its fuses set', async () => {
    const wire = await getCurrentFuseWire(application);
    const off = [
      FuseV1Options.RunAsNode,
      FuseV1Options.EnableNodeOptionsEnvironmentVariable,
      FuseV1Options.EnableNodeCliInspectArguments,
      FuseV1Options.GrantFileProtocolExtraPrivileges,
    ];
    const on = [
      FuseV1Options.EnableCookieEncryption,
      FuseV1Options.EnableEmbeddedAsarIntegrityValidation,
      FuseV1Options.OnlyLoadAppFromAsar,
    ];
    for (const fuse of off) expect(wire[fuse], FuseV1Options[fuse]).toBe(FuseState.DISABLE);
    for (const fuse of on) expect(wire[fuse], FuseV1Options[fuse]).toBe(FuseState.ENABLE);
  });

  it('carries the direct engine for every processor', async () => {
    const folder = path.join(resources, 'application', 'build', 'direct');
    const names = readdirSync(folder).sort();
    expect(names).toEqual(['amx', 'v2', 'v3', 'v4'].map((level) => `tandem_direct-${level}.node`));
    for (const name of names) expect(lstatSync(path.join(folder, name)).isFile(), name).toBe(true);
    const loader = path.join(resources, 'application', 'src-main', 'core', 'engine', 'direct', 'load-direct.ts');
    const script = `
      const { describeDirect } = await import(${JSON.stringify(loader)});
      process.stdout.write(JSON.stringify(describeDirect()));`;
    const describeDirect = async (environment: NodeJS.ProcessEnv) => {
      const node = path.join(resources, 'node', 'node');
      const args = ['--no-warnings', '--input-type=module', '-e', script];
      const { stdout } = await promisify(execFile)(node, args, { env: { ...process.env, ...environment } });
      return JSON.parse(stdout) as unknown;
    };
    expect(await describeDirect({ TANDEM_DIRECT: '' })).toEqual({
      level: expect.stringMatching(/^(amx|v[234])$/) as string,
      notice: null,
    });
    expect(await describeDirect({ TANDEM_DIRECT: 'v2' })).toEqual({ level: 'v2', notice: null });
  });

  it('opens its window with the page, the service and the native engine it carries', async () => {
    // From another folder and without this checkout's cache: nothing outside the package may be needed.
    const child = spawn(
      application,
      [
        ...sandboxArguments,
        '--remote-debugging-port=0',
        `--user-data-dir=${scratch.userData}`,
        `--workspace=${scratch.workspace}`,
      ],
      { cwd: scratch.folder, env: { ...process.env, TANDEM_CACHE: path.join(scratch.folder, 'no-cache') } },
    );
    try {
      const found = await waitForLine(child, /DevTools listening on (ws:\S+)/);
      const browser = await chromium.connectOverCDP(found[1] ?? '');
      const page = browser.contexts()[0]?.pages()[0] ?? (await browser.contexts()[0]?.waitForEvent('page'));
      if (page === undefined) throw new Error('no page');
      await page.getByRole('heading', { level: 1 }).waitFor({ timeout: patienceMs });
      expect(page.url()).toMatch(/^tandem:\/\/app\//);
      const status = await page.evaluate("window.tandem.call('application.status', {})");
      expect(status).toMatchObject({ ok: true, value: { engine: { kind: 'direct', notice: null } } });
      await browser.close();
    } finally {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
    }
  });
});
