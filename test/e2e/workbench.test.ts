import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { findViolations } from './accessibility.ts';
import { chooseTheme, testChromium, waitForScreen, waitUntilReady } from './browser-workbench.ts';
import { dropFile } from './drop-file.ts';
import { patienceMs } from './machine.ts';
import { findOverflow } from './still-page.ts';
import { useWorkbench } from './use-workbench.ts';
import { dentalTable, leakyDentalTable } from './workbench-data.ts';

const screens = [
  ['1', 'Data'],
  ['2', 'Audit'],
  ['3', 'Tasks'],
  ['4', 'Sharing'],
  ['5', 'Balancing'],
  ['6', 'Design check'],
  ['7', 'Run'],
  ['8', 'Compare'],
  ['9', 'Explain'],
  ['', 'Report'],
  ['', 'Models'],
  ['', 'History'],
  ['', 'Principles lab'],
] as const;
const runMs = 2 * patienceMs;

/** By its key, or by its name in the sidebar where it has none. */
async function goTo(page: Page, key: string, title: string): Promise<void> {
  if (key !== '') await page.keyboard.press(`Control+${key}`);
  else
    await page
      .getByRole('navigation', { name: /^(Steps|More)$/ })
      .getByRole('button', { name: title })
      .click();
  await waitForScreen(page, title);
}

describe.skipIf(testChromium === undefined)('the workbench in a browser', () => {
  const open = useWorkbench();

  it('goes from a sample to a saved report in three clicks', async () => {
    const { page } = open;
    await page.locator('button[data-sample]').first().click();
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    const verdict = page.locator('[data-verdict]');
    await verdict.waitFor({ timeout: runMs });
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save report', exact: true }).click();

    const report = readFileSync(await (await download).path(), 'utf8');
    const title = (await verdict.getByRole('heading').textContent()) ?? '';
    expect(title.length).toBeGreaterThan(5);
    expect(report).toContain(title.trim());
    expect(report).toContain('</html>');
  });

  it('shows the same study on the same screen after a reload', async () => {
    const { page } = open;
    const title = await page.locator('[data-verdict]').getByRole('heading').textContent();
    await page.reload();
    await waitUntilReady(page);
    await waitForScreen(page, 'Compare');
    expect(await page.locator('[data-verdict]').getByRole('heading').textContent()).toBe(title);
  });

  it('copies the comparison with its heads, in full precision', async () => {
    const { page } = open;
    await page.getByRole('button', { name: 'Export', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Copy table' }).click();
    await page.getByText('Table copied.').first().waitFor();
    const text = await page.evaluate(() => navigator.clipboard.readText());
    const [heads, ...rows] = text.split('\n').map((line) => line.split('\t'));
    expect(heads?.slice(0, 5)).toEqual(['Task', 'Metric', 'Arm', 'Baseline', 'Mean']);
    expect(rows.length).toBeGreaterThan(3);
    for (const row of rows) expect(String(Number(row[4])).length).toBeGreaterThan(6);
  });

  it('shows every chart as a table too', async () => {
    const { page } = open;
    await page.getByRole('button', { name: /View Difference to the single-task twin as table/ }).click();
    const table = page.getByRole('region', { name: /Difference to the single-task twin/ }).getByRole('table');
    expect(await table.getByRole('row').count()).toBeGreaterThan(3);
  });

  it('looks closer at every pair, at trade-offs and at retraining, and remembers the columns', async () => {
    const { page } = open;
    for (const [look, title] of [
      ['Arms against each other', 'Every arm against every other'],
      ['Task against task', 'What one task costs another'],
      ['Change from retraining', 'Change from retraining'],
    ] as const) {
      await page.getByRole('radio', { name: look }).check({ force: true });
      await page.getByRole('heading', { name: title }).waitFor();
      expect(await findViolations(page)).toEqual([]);
    }
    const heads = page.getByRole('region', { name: 'Comparison table' }).locator('thead');
    await page.getByRole('button', { name: 'columns' }).click();
    await page.getByRole('checkbox', { name: 'Relative %' }).check();
    expect(await findViolations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.reload();
    await waitUntilReady(page);
    await heads.getByText('Relative %').waitFor();
  });

  it.each(['light', 'dark'] as const)('has nothing for axe-core to find on any screen: %s', async (theme) => {
    const { page } = open;
    await chooseTheme(page, theme);
    const violations: Record<string, readonly string[]> = {};
    const check = async (name: string): Promise<void> => {
      const found = await findViolations(page);
      if (found.length > 0) violations[name] = found;
    };
    for (const [key, title] of screens) {
      await goTo(page, key, title);
      if (title === 'Audit') await page.getByRole('heading', { name: 'Checks' }).waitFor();
      await check(title);
    }
    await page.getByRole('button', { name: 'Tandem, home' }).click();
    await waitForScreen(page, 'Home');
    await check('Home');
    for (const [key, name] of [
      ['Control+k', 'Commands'],
      ['?', 'Keyboard'],
    ] as const) {
      await page.keyboard.press(key);
      await page.getByRole('dialog', { name }).waitFor();
      await check(name);
      await page.keyboard.press('Escape');
      await page.locator('dialog').waitFor({ state: 'detached' });
    }
    expect(violations).toEqual({});
  });

  it('keeps the current step and filled bars apart in the colours of the system', async () => {
    const { page } = open;
    await page.emulateMedia({ forcedColors: 'active' });
    const steps = page.getByRole('navigation', { name: 'Steps' });
    await steps.getByRole('button', { name: 'Tasks' }).click();
    await waitForScreen(page, 'Tasks');
    const outlines = await steps
      .getByRole('button')
      .evaluateAll((all) =>
        all.filter((step) => getComputedStyle(step).outlineStyle === 'solid').map((step) => step.getAttribute('title')),
      );
    const bar = page.locator('.bar').first();
    await bar.waitFor();
    const [ground, filled] = await bar.evaluate((whole) =>
      [whole, whole.firstElementChild ?? whole].map((part) => getComputedStyle(part).backgroundColor),
    );
    await page.emulateMedia({ forcedColors: null });
    expect(outlines).toHaveLength(1);
    expect(outlines[0]).toMatch(/^Tasks/);
    expect(filled).not.toBe(ground);
  });

  it('says why a file is refused, and keeps nothing of it', async () => {
    const { page } = open;
    await dropFile(page, 'empty.csv', '');
    await waitForScreen(page, 'Read a file');
    await page
      .getByText(/empty\.csv/)
      .nth(1)
      .waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await goTo(page, '', 'History');
    expect(await page.getByRole('button', { name: 'empty', exact: true }).count()).toBe(0);
  });

  it('takes a dropped file to its verdict by keyboard alone', async () => {
    const { page } = open;
    await dropFile(page, 'dental.csv', dentalTable(160));
    await waitForScreen(page, 'Read a file');
    await page.getByRole('columnheader', { name: /pressure/ }).waitFor();
    await page.getByRole('button', { name: 'Import', exact: true }).focus();
    await page.keyboard.press('Enter');
    await waitForScreen(page, 'Data');

    const types = page.getByRole('combobox', { name: 'Type of age' });
    await types.selectOption('categorical');
    await page.locator('tr[data-column="age"]').getByText('many categories').waitFor();
    await types.selectOption('numeric');
    await page.locator('tr[data-column="age"]').getByText('many categories').waitFor({ state: 'detached' });

    await page.locator('tr[data-column="pressure"]').focus();
    for (const [role, column] of [
      ['t', 'depth'],
      ['t', 'bleeding'],
    ] as const) {
      while ((await page.evaluate(() => document.activeElement?.getAttribute('data-column'))) !== column) {
        await page.keyboard.press('ArrowDown');
      }
      await page.keyboard.press(role);
      await page.locator(`tr[data-column="${column}"][data-role="task"]`).waitFor();
    }
    await page.keyboard.press('Control+5');
    await page.getByRole('checkbox', { name: 'PCGrad' }).focus();
    await page.keyboard.press('Space');
    await page.keyboard.press('Control+4');
    await page.getByLabel('Epochs', { exact: true }).fill('8');
    await page.keyboard.press('Control+6');
    await page.getByLabel('Splits', { exact: true }).fill('3');
    await page.getByText('Saved').first().waitFor();
    await page.getByRole('button', { name: 'Run', exact: true }).focus();
    await page.keyboard.press('Enter');
    await page.locator('[data-verdict]').waitFor({ timeout: runMs });

    const table = page.getByRole('region', { name: 'Comparison table' });
    expect(await table.getByRole('rowheader', { name: 'PCGrad' }).count()).toBe(2);
    expect(await table.getByRole('rowheader', { name: 'single-task twin' }).count()).toBe(2);
    expect(await page.getByText('Every task, every arm').locator('..').textContent()).toContain('3 splits × 1 seed');
  });

  it('keeps Run from a leak, mends it with one click, and takes the mend back', async () => {
    const { page } = open;
    await dropFile(page, 'leaky.csv', leakyDentalTable(160));
    await waitForScreen(page, 'Read a file');
    await page.getByRole('button', { name: 'Import', exact: true }).click();
    await waitForScreen(page, 'Data');
    for (const column of ['depth', 'bleeding']) {
      await page.locator(`tr[data-column="${column}"]`).focus();
      await page.keyboard.press('t');
      await page.locator(`tr[data-column="${column}"][data-role="task"]`).waitFor();
    }
    await goTo(page, '2', 'Audit');
    const red = page.getByRole('list', { name: 'Findings by severity' }).getByText(/red blocks the run/);
    await red.filter({ hasText: /[1-9]/ }).waitFor();
    await goTo(page, '6', 'Design check');
    await page.locator('button[aria-disabled="true"]', { hasText: /^Run$/ }).waitFor();
    await page
      .getByText(/input 'record' is task 'depth' again/)
      .first()
      .waitFor();
    await goTo(page, '2', 'Audit');
    await page.getByRole('button', { name: 'Show rows and details' }).first().click();
    await page
      .getByRole('region', { name: /Rows that show it/ })
      .getByRole('table')
      .waitFor();
    expect(await findViolations(page)).toEqual([]);
    await page.getByRole('button', { name: "Ignore 'record'" }).first().click();
    await red.filter({ hasText: /\b0\b/ }).waitFor();
    await goTo(page, '6', 'Design check');
    await page.locator('button:not([aria-disabled])', { hasText: /^Run$/ }).waitFor();
    await goTo(page, '2', 'Audit');
    await page.getByRole('button', { name: 'Undo', exact: true }).click();
    await red.filter({ hasText: /[1-9]/ }).waitFor();
    await page.locator('[data-check="target-among-inputs"]').getByRole('checkbox', { name: 'Check it' }).uncheck();
    await page.locator('[data-check="input-leakage"]').getByRole('checkbox', { name: 'Check it' }).uncheck();
    await red.filter({ hasText: /\b0\b/ }).waitFor();
  });

  it.each(screens)('holds screen %s, %s, in a window of 320 pixels', async (key, title) => {
    const { page } = open;
    await page.setViewportSize({ width: 320, height: 640 });
    await goTo(page, key, title);
    const overflow = await findOverflow(page, 320);
    await page.setViewportSize({ width: 1280, height: 800 });
    expect(overflow).toBe(0);
  });

  it('goes on reading at the head of the screen that was asked for', async () => {
    const { page } = open;
    const focused = page.locator(':focus');
    await page.getByRole('navigation', { name: 'Steps' }).getByRole('button', { name: 'Sharing' }).click();
    await focused.and(page.getByRole('heading', { level: 1, name: 'Sharing' })).waitFor();
    expect(await page.title()).toMatch(/^Sharing · .* · Tandem$/);
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Command' }).fill('Go to Tasks');
    await page.keyboard.press('Enter');
    await focused.and(page.getByRole('heading', { level: 1, name: 'Tasks' })).waitFor();
    await page.getByRole('button', { name: 'Tandem, home' }).focus();
    await page.keyboard.press('Enter');
    await focused.and(page.getByRole('heading', { level: 1, name: 'Home' })).waitFor();
  });

  it('archives a study with undo, and cycles its regions', async () => {
    const { page } = open;
    await goTo(page, '', 'History');
    const name = page.getByRole('button', { name: 'dental', exact: true });
    await name.waitFor();
    await page.getByRole('button', { name: 'Actions for dental' }).click();
    await page.getByRole('menuitem', { name: 'Archive' }).click();
    await name.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Undo', exact: true }).click();
    await name.waitFor();

    const regions = new Set<string | null>();
    for (let turn = 0; turn < 3; turn += 1) {
      await page.keyboard.press('F6');
      regions.add(await page.evaluate(() => document.activeElement?.getAttribute('data-region') ?? null));
    }
    expect([...regions].sort()).toEqual(['content', 'navigation', 'status']);
  });

  it('asks nobody but its own service, and logs no error', () => {
    expect(open.strangers).toEqual([]);
    expect(open.complaints).toEqual([]);
  });
});
