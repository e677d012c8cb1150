import type { Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { findViolations } from './accessibility.ts';
import { chooseTheme, testChromium, waitForScreen } from './browser-workbench.ts';
import { useWorkbench } from './use-workbench.ts';

const runMs = 120_000;

describe.skipIf(testChromium === undefined)('what predictions rely on', () => {
  const open = useWorkbench();

  const permutations = (page: Page): Locator => page.getByRole('combobox', { name: 'Permutations' });
  const compute = (page: Page): Locator => page.getByRole('button', { name: 'Compute', exact: true });

  it(
    'is computed when asked for, with as many permutations as chosen',
    async () => {
      const { page } = open;
      await page.locator('button[data-sample="pump-monitor"]').click();
      await waitForScreen(page, 'Design check');
      await page.getByRole('button', { name: 'Run', exact: true }).click();
      await page.locator('[data-verdict]').waitFor({ timeout: runMs });
      await waitForScreen(page, 'Compare');
      await page.keyboard.press('Control+9');
      await waitForScreen(page, 'Explain');
      await compute(page).waitFor();
      expect(await permutations(page).inputValue()).toBe('5');
      await permutations(page).selectOption('20');
      await compute(page).press('Enter');
      await page.locator('[data-importance$=" 20"]').waitFor({ timeout: runMs });
      await permutations(page).selectOption('5');
      await compute(page).press('Enter');
      await page.locator('[data-importance$=" 5"]').waitFor({ timeout: runMs });
    },
    2 * runMs,
  );

  it('stands as a picture and as a table, the arm beside the twin, and stays with the study', async () => {
    const { page } = open;
    const title = await page.locator('[data-importance] h2').textContent();
    await page.getByRole('img', { name: title ?? '' }).waitFor();
    await page.getByRole('button', { name: `View ${title ?? ''} as table` }).press('Enter');
    const table = page.getByRole('region', { name: title ?? '' }).getByRole('table');
    const heads = await table.getByRole('columnheader').allTextContents();
    expect(heads.map((head) => head.replace(/[↕↑↓\s]+$/u, '')).slice(0, 5)).toEqual(
      expect.arrayContaining(['Input', 'Twin']),
    );
    expect(await table.getByRole('row').count()).toBe(13);
    await page.reload();
    await waitForScreen(page, 'Explain');
    await page.locator('[data-importance$=" 5"]').waitFor();
    expect(await page.locator('[data-importance]').textContent()).toContain('no evidence of reliance');
  });

  it.each(['light', 'dark'] as const)('has no violation that axe finds in the %s theme', async (theme) => {
    const { page } = open;
    await chooseTheme(page, theme);
    await page.locator('[data-importance]').waitFor();
    expect(await findViolations(page)).toEqual([]);
  });
});
