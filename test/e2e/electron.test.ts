import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { findViolations } from './accessibility.ts';
import {
  answerMessageBox,
  answerSaveDialog,
  callFromPage,
  chooseMenuItem,
  closeWorkbench,
  openWorkbench,
  type Workbench,
} from './electron-workbench.ts';
import { createScratch, patienceMs, root, testElectron } from './machine.ts';

const screens = [
  ['Home', 'Home'],
  ['Data', 'Data'],
  ['Tasks', 'Tasks'],
  ['Sharing', 'Sharing'],
  ['Balancing', 'Balancing'],
  ['Design check', 'Design check'],
  ['Run', 'Run'],
  ['Compare', 'Compare'],
  ['Explain', 'Explain'],
  ['Report', 'Report'],
  ['Models', 'Models'],
  ['History', 'History'],
] as const;

describe.skipIf(testElectron === undefined)('the workbench in Electron', () => {
  const scratch = createScratch();
  let workbench: Workbench;

  beforeAll(async () => {
    workbench = await openWorkbench(scratch);
  });
  afterAll(async () => {
    await closeWorkbench(workbench.app);
    scratch.remove();
  });

  it('goes from a sample to a saved report in three clicks', async () => {
    const { app, page } = workbench;
    const report = path.join(scratch.folder, 'report.html');
    await answerSaveDialog(app, report);

    await page.locator('button[data-sample]').first().click();
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    const verdict = page.locator('[data-verdict]');
    await verdict.waitFor({ timeout: 2 * patienceMs });
    await page.getByRole('button', { name: 'Save report', exact: true }).click();

    await expect.poll(() => readText(report), { timeout: patienceMs }).toContain('</html>');
    const title = (await verdict.getByRole('heading').first().textContent()) ?? '';
    expect(title.length).toBeGreaterThan(5);
    expect(readText(report)).toContain(title.trim());
  });

  it('saves the report as PDF too', async () => {
    const { app, page } = workbench;
    const report = path.join(scratch.folder, 'report.pdf');
    await answerSaveDialog(app, report);
    await chooseMenuItem(app, 'Go', 'Report');
    await page.getByRole('button', { name: 'Save as PDF' }).click();
    await expect.poll(() => readText(report).slice(0, 5), { timeout: patienceMs }).toBe('%PDF-');
    const text = execFileSync('pdftotext', [report, '-'], { encoding: 'utf8' });
    expect(text).toContain('single-task');
  });

  it.each(['Light', 'Dark'])('has nothing for axe-core to find on any screen: %s', async (theme) => {
    const { app, page } = workbench;
    await chooseMenuItem(app, 'View', `Theme > ${theme}`);
    await page.locator(`html[data-theme="${theme.toLowerCase()}"]`).waitFor();
    const violations: Record<string, readonly string[]> = {};
    for (const [item, title] of screens) {
      await chooseMenuItem(app, 'Go', item);
      if (title !== 'Home') await page.getByRole('heading', { level: 1, name: title }).waitFor();
      const found = await findViolations(page);
      if (found.length > 0) violations[title] = found;
    }
    expect(violations).toEqual({});
  });

  it('gives the page nothing but its one object', async () => {
    const { page } = workbench;
    expect(await page.evaluate('[typeof require, typeof process, typeof module, typeof Buffer]')).toEqual(
      Array(4).fill('undefined'),
    );
    expect(await page.evaluate('Object.keys(window.tandem).sort()')).toEqual([
      'call',
      'onEvent',
      'onMenuCommand',
      'registerDroppedFile',
      'shell',
    ]);
  });

  it('refuses what is not a procedure, and what only a shell may ask', async () => {
    const { page } = workbench;
    for (const [name, code] of [
      ['no.such', 'wrong-use'],
      ['host.shutdown', 'wrong-use'],
      ['host.registerFile', 'wrong-use'],
      ['preload.registerDroppedFile', 'forbidden'],
    ] as const) {
      expect(await callFromPage(page, name, { path: '/etc/hostname' }), name).toMatchObject({
        ok: false,
        error: { code },
      });
    }
    expect(await callFromPage(page, 'study.get', { studyId: 7 })).toMatchObject({
      ok: false,
      error: { code: 'invalid-input' },
    });
    expect(await callFromPage(page, 'shell.copy', { text: 7 })).toMatchObject({
      ok: false,
      error: { code: 'invalid-input' },
    });
  });

  it('refuses a caller that is not its page', async () => {
    const { app } = workbench;
    const answer = await app.evaluate(
      async ({ BrowserWindow }, preload) => {
        const other = new BrowserWindow({ show: false, webPreferences: { preload, sandbox: true } });
        await other.loadURL('tandem://app/');
        const said: unknown = await other.webContents.executeJavaScript(
          "window.tandem.call('application.settings', {})",
        );
        other.destroy();
        return said;
      },
      path.join(root, 'build', 'electron', 'preload.cjs'),
    );
    expect(answer).toMatchObject({ ok: false, error: { code: 'forbidden' } });
  });

  it('goes nowhere else, asks for nothing and reaches no network', async () => {
    const { app, page } = workbench;
    const address = page.url();
    expect(await page.evaluate("window.open('https://example.com/') === null")).toBe(true);
    await page.evaluate("location.href = 'https://example.com/'");
    await page.waitForTimeout(300);
    expect(page.url()).toBe(address);
    expect(await page.evaluate("fetch('https://example.com/').then(() => 'fetched', () => 'refused')")).toBe('refused');
    for (const permission of ['geolocation', 'notifications', 'camera', 'clipboard-read']) {
      const state = await page.evaluate(
        `navigator.permissions.query({ name: ${JSON.stringify(permission)} }).then((status) => status.state)`,
      );
      expect(state, permission).toBe('denied');
    }
    for (const request of ['../../package.json', '%2e%2e/%2e%2e/package.json', '..%5c..%5cpackage.json']) {
      expect(await page.evaluate(`fetch('tandem://app/${request}').then((answer) => answer.status)`), request).toBe(
        404,
      );
    }
    const policy = await page.evaluate<string>(
      "fetch('tandem://app/').then((answer) => answer.headers.get('content-security-policy'))",
    );
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain('unsafe-eval');
    const preferences = await app.evaluate(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents as unknown as { getLastWebPreferences(): object };
      return contents.getLastWebPreferences();
    });
    expect(preferences).toMatchObject({ contextIsolation: true, nodeIntegration: false, webSecurity: true });
  });

  it('copies text and HTML in one write', async () => {
    const { app, page } = workbench;
    expect(await callFromPage(page, 'shell.copy', { text: 'a\tb', html: '<b>a b</b>' })).toEqual({
      ok: true,
      value: { copied: true },
    });
    const copied = await app.evaluate(({ clipboard }) => {
      const older = clipboard as unknown as { readText(): string; readHTML(): string };
      return [older.readText(), older.readHTML()];
    });
    expect(copied[0]).toBe('a\tb');
    expect(copied[1]).toContain('<b>a b</b>');
  });

  it('starts the service again when it is killed, and the page goes on', async () => {
    const { app, page } = workbench;
    const pid = app.process().pid ?? 0;
    const service = execFileSync('pgrep', ['-P', String(pid), '-f', 'launch/service.js'], { encoding: 'utf8' }).trim();
    process.kill(Number(service), 'SIGKILL');
    await expect
      .poll(() => callFromPage(page, 'study.list', { archived: false }), { timeout: patienceMs, interval: 300 })
      .toMatchObject({ ok: true, value: [{ status: 'completed' }] });
  });

  it('wrote no error to its console', () => {
    // Two requests above were meant to be refused.
    const unexpected = workbench.complaints.filter((text) => !/example\.com|status of 404/.test(text));
    expect(unexpected).toEqual([]);
  });
});

describe.skipIf(testElectron === undefined)('the workbench opened again', () => {
  const scratch = createScratch();
  let workbench: Workbench | null = null;

  afterEach(async () => {
    if (workbench !== null) await closeWorkbench(workbench.app);
    workbench = null;
  });
  afterAll(() => scratch.remove());

  it('asks about a study that runs, pauses it, and offers to resume it at the next start', async () => {
    workbench = await openWorkbench(scratch);
    const { app, page } = workbench;
    await page.locator('button[data-sample="pump-monitor"]').click();
    await page.getByRole('heading', { level: 1, name: 'Design check' }).waitFor();
    // so long that no machine ends it before it is paused
    await chooseMenuItem(app, 'Go', 'Sharing');
    await page.getByLabel('Epochs', { exact: true }).fill('10000');
    await page.getByLabel('Patience, epochs', { exact: true }).fill('');
    await chooseMenuItem(app, 'Go', 'Design check');
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'Run' }).waitFor();
    await expect
      .poll(() => callFromPage(page, 'study.list', { archived: false }), { timeout: patienceMs })
      .toMatchObject({ value: [{ status: 'running' }] });

    await answerMessageBox(app, 2);
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
    await page.waitForTimeout(300);
    expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible())).toBe(true);

    await answerMessageBox(app, 1);
    const closed = app.waitForEvent('close');
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
    await closed;

    workbench = await openWorkbench(scratch);
    expect(await callFromPage(workbench.page, 'study.list', { archived: false })).toMatchObject({
      ok: true,
      value: [{ status: 'interrupted' }],
    });
  });

  it('opens a file that it was started with', async () => {
    const file = path.join(scratch.folder, 'three rows.csv');
    writeFileSync(file, 'height,weight,kind\n1.7,60,a\n1.8,70,b\n1.6,55,a\n');
    workbench = await openWorkbench(scratch, [file]);
    await workbench.page.getByText('three rows.csv').first().waitFor();
  });
});

function readText(file: string): string {
  try {
    return readFileSync(file, 'latin1') === '' ? '' : readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
