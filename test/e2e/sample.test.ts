import { describe, expect, it } from 'vitest';
import { findViolations } from './accessibility.ts';
import { testChromium, waitForScreen } from './browser-workbench.ts';
import { patienceMs } from './machine.ts';
import { useWorkbench } from './use-workbench.ts';

const runMs = 2 * patienceMs;

describe.skipIf(testChromium === undefined)('the samples in a browser', () => {
  const open = useWorkbench();

  it('stand in groups that read well on a wide and on a narrow page', async () => {
    const { page } = open;
    await page.locator('button[data-sample]').first().waitFor();
    for (const [group, count] of [
      ['What sharing does', 3],
      ['Kinds of targets and inputs', 3],
      ['Data as it comes', 3],
    ] as const) {
      const cards = page.getByRole('region', { name: group, exact: true }).locator('button[data-sample]');
      expect(await cards.count()).toBe(count);
    }
    for (const width of [320, 1280]) {
      await page.setViewportSize({ width, height: 800 });
      expect(await page.evaluate('document.documentElement.scrollWidth - window.innerWidth')).toBeLessThanOrEqual(0);
      expect(await findViolations(page)).toEqual([]);
    }
  });

  it('lead from a planted leak through its mends to a run, by keyboard alone', async () => {
    const { page } = open;
    await page.locator('button[data-sample="clinic-stays"]').focus();
    await page.keyboard.press('Enter');
    await waitForScreen(page, 'Audit');
    for (const column of ['invoice_total', 'discharge_letter']) {
      const mend = page.getByRole('button', { name: `Ignore '${column}'` });
      await mend.focus();
      await page.keyboard.press('Enter');
      await mend.waitFor({ state: 'detached' });
    }
    await page.keyboard.press('Control+6');
    await waitForScreen(page, 'Design check');
    await page.getByRole('button', { name: 'Run', exact: true }).focus();
    await page.keyboard.press('Enter');
    await page.locator('[data-verdict]').waitFor({ timeout: runMs });
    expect(open.complaints).toEqual([]);
    expect(open.strangers).toEqual([]);
  });
});
