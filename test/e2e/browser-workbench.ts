import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { patienceMs, root, waitForLine } from './machine.ts';

/** The Chromium that the set-up found; undefined where this machine has none. */
export const testChromium = process.env['TANDEM_CHROMIUM'];

export interface ServedWorkbench {
  readonly address: string;
  close(): Promise<void>;
}

/** Starts the loopback workbench on a workspace, as `serve` does. */
export async function serveWorkbench(workspace: string): Promise<ServedWorkbench> {
  const program = path.join(root, 'src-main', 'launch', 'server.js');
  const child = spawn(process.execPath, [program, '--no-open', '--workspace', workspace], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const line = await waitForLine(child, /http:\/\/127\.0\.0\.1:\d+\/\?token=\S+/);
  return { address: line[0], close: () => endProcess(child) };
}

function endProcess(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null) {
      resolve();
      return;
    }
    child.once('exit', () => resolve());
    child.kill('SIGTERM');
  });
}

export interface OpenPage {
  readonly page: Page;
  readonly context: BrowserContext;
  /** What the page wrote to its console as errors, and what it threw. */
  readonly complaints: string[];
  /** Hosts other than the workbench's own that the page asked for anything. */
  readonly strangers: string[];
}

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: testChromium ?? '',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
}

/** A fresh browser profile at the workbench's address, ready for its user. */
export async function openPage(browser: Browser, address: string): Promise<OpenPage> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    acceptDownloads: true,
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  context.setDefaultTimeout(patienceMs);
  const page = await context.newPage();
  const complaints: string[] = [];
  const strangers: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => {
    const { protocol, host } = new URL(request.url());
    if (protocol.startsWith('http') && host !== new URL(address).host) strangers.push(request.url());
  });
  await page.goto(address);
  await waitUntilReady(page);
  return { page, context, complaints, strangers };
}

export async function waitUntilReady(page: Page): Promise<void> {
  await page.locator('main[aria-busy="false"]').waitFor();
}

/** Waits until the page shows the screen with this title. */
export async function waitForScreen(page: Page, title: string): Promise<void> {
  await page.getByRole('heading', { level: 1, name: title, exact: true }).waitFor();
}

/** Chooses a theme by the command palette, as a user does. */
export async function chooseTheme(page: Page, theme: 'light' | 'dark'): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Command' }).fill(`${theme} theme`);
  await page.keyboard.press('Enter');
  await page.locator(`html[data-theme="${theme}"]`).waitFor();
}
