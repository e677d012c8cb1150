import { Console } from 'node:console';
import { loadavg } from 'node:os';
import { launchBrowser, openPage, serveWorkbench, testChromium, waitForScreen } from '../e2e/browser-workbench.ts';
import { createScratch } from '../e2e/machine.ts';

const rounds = 3;
const goals = { firstPointSeconds: 2 };

interface Round {
  /** From starting the program to a page that answers. */
  readonly launchSeconds: number;
  /** From the press on Run to the first drawn point of a curve. */
  readonly firstPointSeconds: number;
}

/** How long a person waits: for a usable window, and from Run to the first live point of a sample's study. */
export async function benchWorkbench(): Promise<object> {
  const out = new Console(process.stdout);
  if (testChromium === undefined) {
    out.log('  skipped: Chromium was not found; install chromium');
    return { skipped: 'Chromium was not found' };
  }
  const measured: Round[] = [];
  for (let round = 0; round < rounds; round += 1) measured.push(await measureRound());
  const launchSeconds = median(measured.map((round) => round.launchSeconds));
  const firstPointSeconds = median(measured.map((round) => round.firstPointSeconds));
  out.log(`  launch to usable window      ${launchSeconds.toFixed(2)} s (median of ${rounds})`);
  out.log(
    `  Run to the first live point  ${firstPointSeconds.toFixed(2)} s, goal at most ${goals.firstPointSeconds} s: ` +
      (goals.firstPointSeconds / firstPointSeconds >= 1 ? 'met' : 'missed'),
  );
  return { load: loadavg()[0], rounds: measured, launchSeconds, firstPointSeconds, goals };
}

async function measureRound(): Promise<Round> {
  const scratch = createScratch();
  const browser = await launchBrowser();
  const launchedAt = performance.now();
  const served = await serveWorkbench(scratch.workspace);
  try {
    const { page } = await openPage(browser, served.address);
    const launchSeconds = (performance.now() - launchedAt) / 1000;
    await page.locator('button[data-sample]').first().click();
    const run = page.getByRole('button', { name: 'Run', exact: true });
    await run.waitFor();
    // A person reads the design check before pressing Run; meanwhile the programs are compiled.
    await page.waitForTimeout(5000);
    const pressedAt = performance.now();
    await run.click();
    await waitForScreen(page, 'Run');
    await page.locator('main .js-line').first().waitFor({ state: 'attached', timeout: 60_000 });
    return { launchSeconds, firstPointSeconds: (performance.now() - pressedAt) / 1000 };
  } finally {
    await browser.close();
    await served.close();
    scratch.remove();
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}
