import path from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runTandem, samples } from '../shell/cli/command-line.ts';
import {
  launchBrowser,
  openPage,
  serveWorkbench,
  testChromium,
  waitForScreen,
  type OpenPage,
  type ServedWorkbench,
} from './browser-workbench.ts';
import { createScratch } from './machine.ts';

const runMs = 240_000;
const arms = ['pcgrad@cross-stitch;stage.loss=twin', 'uncertainty@mmoe', 'cagrad@film', 'equal'];

describe.skipIf(testChromium === undefined)('a study whose arms have long names', () => {
  const scratch = createScratch();
  let served: ServedWorkbench;
  let browser: Browser;
  let open: OpenPage;

  beforeAll(async () => {
    const file = path.join(samples, 'pump-monitor', 'pump-monitor.csv');
    const tasks = ['vibration', 'fouled', 'bearing_temperature'].flatMap((task) => ['--task', task]);
    const design = ['--splits', '1', '--claim', 'this-split', '--seeds', '2', '--epochs', '2', '--widths', '8,8'];
    const chosen = arms.flatMap((arm) => ['--arm', arm]);
    const { code, errors } = await runTandem([
      ...['run', file, ...tasks, ...design, ...chosen],
      ...['--name', 'Pumps', '--engine', 'eager', '--workspace', scratch.workspace],
    ]);
    expect(code, errors).toBe(0);
    served = await serveWorkbench(scratch.workspace);
    browser = await launchBrowser();
    open = await openPage(browser, served.address);
    await open.page.getByText('Pumps', { exact: true }).first().dblclick();
  }, runMs);

  afterAll(async () => {
    await browser.close();
    await served.close();
    scratch.remove();
  });

  it.each([
    ['Run', 'Runs by arm', 1280],
    ['Run', 'Runs by arm', 1440],
    ['Compare', 'Comparison table', 1280],
    ['Models', 'Kept models', 1280],
  ])('shows every column on the screen %s without scrolling: %s, %i pixels', async (screen, name, width) => {
    const { page } = open;
    await page.setViewportSize({ width, height: 800 });
    await page.getByRole('navigation', { name: 'Steps' }).getByRole('button', { name: screen }).click();
    await waitForScreen(page, screen);
    const table = page.getByRole('region', { name, exact: true }).last();
    await table.getByText('PCGrad (cross-stitch, loss transform twin)').first().waitFor();
    expect(await table.evaluate((element) => element.scrollWidth - element.clientWidth)).toBe(0);
  });

  it('keeps the labels of the tasks and the tools of the chart inside their cards on a narrow Design check', async () => {
    const { page } = open;
    await page.setViewportSize({ width: 1024, height: 700 });
    await page.getByRole('navigation', { name: 'Steps' }).getByRole('button', { name: 'Design check' }).click();
    await waitForScreen(page, 'Design check');
    const table = page.getByRole('region', { name: 'Labelled rows per task and part' });
    await table.waitFor();
    expect(await table.evaluate((element) => element.scrollWidth - element.clientWidth)).toBe(0);
    const tool = page.getByRole('button', { name: 'Export Detectable difference' });
    const right = await tool.evaluate((element) => element.getBoundingClientRect().right);
    const card = await tool.evaluate((element) => element.closest('section')?.getBoundingClientRect().right ?? 0);
    expect(right).toBeLessThanOrEqual(card);
  });
});
