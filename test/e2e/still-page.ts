import type { Page } from 'playwright-core';

/** Waits until nothing on the page has changed for a moment, and nothing moves: a page at rest is judged, not one on its way. */
export async function waitUntilStill(page: Page): Promise<void> {
  await page.evaluate(
    (quietMs) =>
      new Promise<void>((resolve) => {
        const isMoving = (): boolean => document.getAnimations().some(({ playState }) => playState === 'running');
        const rest = (): void => {
          if (isMoving()) {
            timer = setTimeout(rest, quietMs);
            return;
          }
          observer.disconnect();
          resolve();
        };
        let timer = setTimeout(rest, quietMs);
        const observer = new MutationObserver(() => {
          clearTimeout(timer);
          timer = setTimeout(rest, quietMs);
        });
        observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
      }),
    300,
  );
}

/** Pixels by which the content of the page sticks out of a window of this width, once it is laid out; 0 where it fits. */
export async function findOverflow(page: Page, width: number): Promise<number> {
  await waitUntilStill(page);
  return page.evaluate((room) => Math.max(0, (document.getElementById('main')?.scrollWidth ?? 0) - room), width);
}
