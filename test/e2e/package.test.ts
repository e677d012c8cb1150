import { spawn } from 'node:child_process';
import path from 'node:path';
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createScratch, patienceMs, root, run, sandboxArguments, testElectron, waitForLine } from './machine.ts';

const application = path.join(root, 'dist', 'linux-unpacked', 'tandem');

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
      expect(status).toMatchObject({ ok: true, value: { engine: { kind: 'xla', notice: null } } });
      await browser.close();
    } finally {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
    }
  });
});
