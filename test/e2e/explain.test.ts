import type { Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { findViolations } from './accessibility.ts';
import { chooseTheme, testChromium, waitForScreen } from './browser-workbench.ts';
import { useWorkbench } from './use-workbench.ts';

const runMs = 120_000;

describe.skipIf(testChromium === undefined)('the screen Explain', () => {
  const open = useWorkbench();

  const task = (page: Page): Locator => page.getByRole('combobox', { name: 'Task', exact: true });
  const arm = (page: Page): Locator => page.getByRole('combobox', { name: 'Arm beside the twin' });

  /** Waits until what is shown is of that task and arm. */
  async function untilExplained(page: Page, taskName: string, armId: string): Promise<void> {
    await page.locator(`[data-explained="${taskName} ${armId}"]`).waitFor();
  }

  async function explain(page: Page, taskName: string): Promise<void> {
    await task(page).selectOption(taskName);
    await untilExplained(page, taskName, await arm(page).inputValue());
  }

  it('says what it needs before there are predictions', async () => {
    const { page } = open;
    await page.locator('button[data-sample="pump-monitor"]').click();
    await waitForScreen(page, 'Design check');
    await page.keyboard.press('Control+9');
    await waitForScreen(page, 'Explain');
    await page.getByText('Nothing to explain yet').waitFor();
    await page.getByRole('button', { name: 'Go to Design check' }).click();
    await waitForScreen(page, 'Design check');
  });

  it(
    'is reached from the verdict of a task, by keyboard',
    async () => {
      const { page } = open;
      await page.getByRole('button', { name: 'Run', exact: true }).click();
      await page.locator('[data-verdict]').waitFor({ timeout: runMs });
      await waitForScreen(page, 'Compare');
      await page.getByRole('button', { name: 'Why, per task' }).press('Enter');
      await page.getByRole('button', { name: 'Explain leakage with PCGrad' }).press('Enter');
      await waitForScreen(page, 'Explain');
      await untilExplained(page, 'leakage', 'pcgrad');
      expect(await page.locator('[data-explained]').textContent()).toContain('24 replicates (8 splits)');
      expect(await page.getByRole('region', { name: 'Why' }).textContent()).toContain('is worse than its twin by');
    },
    runMs,
  );

  it('shows numbers in their own units, each picture with its table', async () => {
    const { page } = open;
    for (const title of ['Predicted against observed, twin', 'Residuals, arm', 'Distribution of residuals']) {
      await page.getByRole('img', { name: title }).waitFor();
      await page.getByRole('button', { name: `View ${title} as table` }).press('Enter');
      expect(await page.getByRole('region', { name: title }).getByRole('row').count()).toBeGreaterThan(8);
      await page.getByRole('button', { name: `View ${title} as table` }).press('Enter');
    }
    expect(await page.getByRole('region', { name: 'Residuals of leakage' }).getByRole('row').count()).toBe(3);
  });

  it('lists rows and cohorts, and copies them with their heads', async () => {
    const { page } = open;
    await page.getByText('Single rows prove nothing').waitFor();
    await page.getByRole('radio', { name: /^Closer/ }).check({ force: true });
    await page.getByRole('region', { name: /^Closer: the 20 that changed most/ }).waitFor();
    await page.getByRole('button', { name: 'Copy rows' }).click();
    await page.getByRole('region', { name: 'Messages' }).getByText('Table copied.').waitFor();
    const rows = await page.evaluate(() => navigator.clipboard.readText());
    expect(rows.split('\n')).toHaveLength(21);
    expect(rows).toContain('row\ttrue\ttwin\tarm\terror, twin\terror, arm\treplicates\tinlet_pressure');
    const cohorts = page.getByRole('region', { name: 'Cohorts by RMSE' });
    expect(await cohorts.getByRole('row').count()).toBe(1 + 12 * 4);
    await cohorts.getByRole('button', { name: /^Holm p/ }).press('Enter');
    expect(await cohorts.locator('th[aria-sort="ascending"]').textContent()).toContain('Holm p');
  });

  it('moves every rate with the threshold, and says that it chooses nothing', async () => {
    const { page } = open;
    await explain(page, 'fouled');
    await page.getByText('test rows choose nothing. A threshold to be used').waitFor();
    const rates = (threshold: string): Locator => page.getByRole('region', { name: `Rates at threshold ${threshold}` });
    const cellsOf = async (threshold: string, rate: string): Promise<string[]> =>
      rates(threshold).getByRole('row').filter({ hasText: rate }).first().getByRole('cell').allTextContents();
    const [, twin] = await cellsOf('0.50', 'Recall');
    const slider = page.getByRole('slider', { name: 'Threshold, slider' });
    await slider.press('ArrowLeft');
    await rates('0.49').waitFor();
    expect(Number((await cellsOf('0.49', 'Recall'))[1])).toBeGreaterThanOrEqual(Number(twin));
    await slider.press('Home');
    await rates('0.00').waitFor();
    expect((await cellsOf('0.00', 'Recall')).slice(1)).toEqual(['1.000', '1.000']);
    expect((await cellsOf('0.00', 'Specificity')).slice(1)).toEqual(['0.000', '0.000']);
    const field = page.getByLabel('Threshold', { exact: true });
    await field.fill('0.5');
    await rates('0.50').waitFor();
  });

  it('looks at either class against the rest', async () => {
    const { page } = open;
    await page.getByRole('combobox', { name: 'One class against the rest' }).selectOption('no');
    await page.getByRole('region', { name: 'Areas for no' }).waitFor();
    await page.getByRole('img', { name: /Area under the curve for ‘no’/ }).waitFor();
    await page.getByRole('combobox', { name: 'One class against the rest' }).selectOption('yes');
    await page.getByRole('region', { name: 'Areas for yes' }).waitFor();
    const confusion = page.getByRole('region', { name: 'Single-task twin', exact: true });
    expect(await confusion.getByRole('columnheader').allTextContents()).toEqual(['no', 'yes']);
  });

  it.each(['light', 'dark'] as const)('has nothing for axe-core to find: %s', async (theme) => {
    const { page } = open;
    await chooseTheme(page, theme);
    const violations: Record<string, readonly string[]> = {};
    for (const name of ['vibration', 'fouled']) {
      await explain(page, name);
      await page.locator('.js-plotly-plot').first().waitFor();
      const found = await findViolations(page);
      if (found.length > 0) violations[name] = found;
    }
    expect(violations).toEqual({});
  });

  it('fits a window of 320 pixels', async () => {
    const { page } = open;
    const widths: Record<string, number> = {};
    await page.setViewportSize({ width: 320, height: 640 });
    for (const name of ['vibration', 'fouled']) {
      await explain(page, name);
      await page.locator('.js-plotly-plot').first().waitFor();
      const width = await page.evaluate(() => document.getElementById('main')?.scrollWidth ?? 0);
      if (width > 320) widths[name] = width;
    }
    await page.setViewportSize({ width: 1280, height: 800 });
    expect(widths).toEqual({});
  });

  it('leads from a finding to the experiment that shows its cause', async () => {
    const { page } = open;
    await page
      .getByRole('region', { name: 'Why' })
      .getByRole('button', { name: 'See the principle: Capacity' })
      .press('Enter');
    await waitForScreen(page, 'Principles lab');
    expect(await page.locator('[data-scenario]').getAttribute('data-scenario')).toBe('capacity');
    await page.keyboard.press('Control+9');
    await waitForScreen(page, 'Explain');
    await untilExplained(page, 'fouled', 'pcgrad');
  });

  it('asks nobody but its own service, and logs no error', () => {
    expect(open.strangers).toEqual([]);
    expect(open.complaints).toEqual([]);
  });
});
