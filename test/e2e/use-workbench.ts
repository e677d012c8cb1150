import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { launchBrowser, openPage, serveWorkbench, type OpenPage, type ServedWorkbench } from './browser-workbench.ts';
import { createScratch } from './machine.ts';

/**
 * A workbench on a workspace of its own with a page on it, for the tests of one `describe`: opened before the first of them,
 * closed and removed after the last. The page is there once the tests run.
 */
export function useWorkbench(): OpenPage & { readonly workspace: string } {
  const scratch = createScratch();
  let served: ServedWorkbench;
  let browser: Browser;
  let open: OpenPage;

  beforeAll(async () => {
    served = await serveWorkbench(scratch.workspace);
    browser = await launchBrowser();
    open = await openPage(browser, served.address);
  });
  afterAll(async () => {
    await browser.close();
    await served.close();
    scratch.remove();
  });

  return {
    workspace: scratch.workspace,
    get page(): Page {
      return open.page;
    },
    get context(): BrowserContext {
      return open.context;
    },
    get complaints(): string[] {
      return open.complaints;
    },
    get strangers(): string[] {
      return open.strangers;
    },
  };
}
