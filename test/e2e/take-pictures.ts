/**
 * Takes the pictures of the README from the real workbench: `node test/e2e/take-pictures.ts`, on Node 24 after the page
 * was built, with TANDEM_CHROMIUM naming a Chromium.
 */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import {
  chooseTheme,
  launchBrowser,
  openPage,
  serveWorkbench,
  testChromium,
  waitForScreen,
} from './browser-workbench.ts';
import { createScratch, root } from './machine.ts';
import { waitUntilStill } from './still-page.ts';

const folder = path.join(root, 'resources', 'picture');
const runMs = 120_000;

/** A picture without a pointer over anything and without messages that pass. */
async function takePicture(page: Page, name: string): Promise<void> {
  await page.mouse.move(1, 790);
  await page.screenshot({ path: path.join(folder, `${name}.png`) });
}

async function pictureCompare(page: Page): Promise<void> {
  await chooseTheme(page, 'light');
  await page.locator('button[data-sample="soil-laboratory"]').click();
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await page.locator('[data-verdict]').waitFor({ timeout: runMs });
  await waitUntilStill(page);
  await takePicture(page, 'compare');
}

async function pictureRun(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Tandem, home' }).click();
  await chooseTheme(page, 'dark');
  await page.locator('button[data-sample="pump-monitor"]').click();
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  // it may have ended before its screen was seen
  await page.locator('[data-verdict]').waitFor({ timeout: runMs });
  await page.getByRole('navigation', { name: 'Steps' }).getByRole('button', { name: 'Run' }).click();
  await waitForScreen(page, 'Run');
  await waitUntilStill(page);
  await takePicture(page, 'run-dark');
}

if (testChromium === undefined) throw new Error('TANDEM_CHROMIUM names no Chromium; set it to the path of one');
mkdirSync(folder, { recursive: true });
const scratch = createScratch();
const served = await serveWorkbench(scratch.workspace);
let browser: Browser | null = null;
try {
  browser = await launchBrowser();
  const { page } = await openPage(browser, served.address);
  await pictureCompare(page);
  await pictureRun(page);
} finally {
  await browser?.close();
  await served.close();
  scratch.remove();
}
