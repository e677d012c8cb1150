import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { findViolations } from './accessibility.ts';
import { chooseTheme, testChromium, waitForScreen, waitUntilReady } from './browser-workbench.ts';
import { patienceMs } from './machine.ts';
import { findOverflow } from './still-page.ts';
import { useWorkbench } from './use-workbench.ts';

const runMs = 2 * patienceMs;

describe.skipIf(testChromium === undefined)('the screen History', () => {
  const open = useWorkbench();
  const listFiles = (folder: 'runs' | 'datasets'): string[] => readdirSync(path.join(open.workspace, folder));
  const dialog = (): Locator => open.page.getByRole('dialog');
  const actionsOf = (name: string): Locator =>
    open.page.getByRole('button', { name: `Actions for ${name}`, exact: true });
  const focused = (): Locator => open.page.locator(':focus');

  async function showHistory(shown: 'current' | 'archived'): Promise<void> {
    const { page } = open;
    await page.getByRole('navigation', { name: 'More' }).getByRole('button', { name: 'History' }).click();
    await waitForScreen(page, 'History');
    await page.getByRole('radio', { name: shown }).check({ force: true });
  }

  /** By keyboard alone. */
  async function choose(name: string, action: string): Promise<void> {
    const { page } = open;
    await actionsOf(name).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name: action }).focus();
    await page.keyboard.press('Enter');
  }

  /** Opens the sample as a draft of this name. */
  async function openDraft(name: string): Promise<void> {
    const { page } = open;
    await page.getByRole('button', { name: 'Tandem, home' }).click();
    await page.locator('button[data-sample="pump-monitor"]').click();
    await waitForScreen(page, 'Design check');
    await showHistory('current');
    await choose('Pump monitor', 'Rename…');
    await page.getByLabel('Name', { exact: true }).fill(name);
    await page.keyboard.press('Enter');
    await actionsOf(name).waitFor();
  }

  it(
    'archives first, with the focus on the study that took the place, and deletes from the archive alone',
    async () => {
      const { page } = open;
      await openDraft('Draft');
      await openDraft('Trained');
      await page.getByRole('button', { name: 'Trained', exact: true }).click();
      await waitForScreen(page, 'Design check');
      await page.getByRole('button', { name: 'Run', exact: true }).click();
      await page.locator('[data-verdict]').waitFor({ timeout: runMs });
      await showHistory('current');
      await actionsOf('Trained').click();
      expect(await page.getByRole('menuitem').allTextContents()).toEqual(['Open', 'Duplicate', 'Rename…', 'Archive']);
      await page.keyboard.press('Escape');
      await page.keyboard.press('Alt+Home');
      for (const name of ['Trained', 'Draft']) {
        await page.getByRole('button', { name: `Archive ${name}`, exact: true }).focus();
        await page.keyboard.press('Enter');
        const next = name === 'Trained' ? page.getByRole('button', { name: 'Archive Draft' }) : page.locator('h1');
        await focused().and(next).waitFor();
      }
      await showHistory('archived');
      await choose('Draft', 'Restore');
      await focused().and(actionsOf('Trained')).waitFor();
      await choose('Trained', 'Restore');
      await showHistory('current');
      await choose('Trained', 'Archive');
      await focused().and(actionsOf('Draft')).waitFor();
      await choose('Draft', 'Archive');
      await focused()
        .and(page.getByRole('heading', { level: 1, name: 'History' }))
        .waitFor();
      await page.keyboard.press('Alt+Home');
      await waitForScreen(page, 'Home');
      await page.getByText('None yet.').waitFor();
      await showHistory('archived');
      await actionsOf('Trained').click();
      expect((await page.getByRole('menuitem').allTextContents()).slice(-2)).toEqual(['Restore', 'Delete…']);
      await page.keyboard.press('Escape');
    },
    2 * runMs,
  );

  it.each(['light', 'dark'] as const)('asks first, and says what goes and what stays: %s', async (theme) => {
    const { page } = open;
    await chooseTheme(page, theme);
    await choose('Trained', 'Delete…');
    await dialog().getByRole('heading', { level: 2, name: 'Delete Trained?' }).waitFor();
    const goes = dialog().getByRole('region', { name: 'Deleted for good' });
    await goes.getByText(/^the models of \d+ runs$/).waitFor();
    await goes.getByText(/^\d+ runs with their curves, scores and predictions$/).waitFor();
    await dialog().getByRole('region', { name: 'Stays' }).getByText('the data in pump-monitor.csv').waitFor();
    await dialog().getByText('“Draft” uses pump-monitor.csv too.').waitFor();
    expect(await dialog().getByRole('checkbox').count()).toBe(0);
    expect(await findViolations(page)).toEqual([]);
    await page.setViewportSize({ width: 320, height: 640 });
    expect(await findOverflow(page, 320)).toBe(0);
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.keyboard.press('Escape');
    await focused().and(actionsOf('Trained')).waitFor();
    expect(listFiles('runs')).toHaveLength(1);
  });

  it('deletes a study by keyboard, says what that freed, and goes on at the next one', async () => {
    const { page } = open;
    const [studyId = ''] = listFiles('runs');
    await choose('Trained', 'Delete…');
    const button = dialog().getByRole('button', { name: 'Delete study' });
    await dialog().getByText('“Draft” uses pump-monitor.csv too.').waitFor();
    await button.focus();
    await page.keyboard.press('Enter');
    await page
      .getByText(/^Trained is deleted; \d.* [kM]B freed on the disk\.$/)
      .first()
      .waitFor();
    await focused().and(actionsOf('Draft')).waitFor();
    expect(await actionsOf('Trained').count()).toBe(0);
    expect(existsSync(path.join(open.workspace, 'runs', studyId))).toBe(false);
    expect(listFiles('datasets')).toHaveLength(2);
    // it was the study that was open, and its archiving cannot be undone any more
    await page.getByRole('complementary', { name: 'Study' }).getByText('No study open').waitFor();
    await page.getByText('Trained is archived.').waitFor({ state: 'detached' });
    await page.goto(`${page.url().replace(/#.*/, '')}#/study/${studyId}/compare`);
    await page.reload();
    await waitUntilReady(page);
    await page.getByText(`unknown study: ${studyId}; it was deleted`).first().waitFor();
    await waitForScreen(page, 'Home');
  });

  it('lets go of a study that another window deletes with its data', async () => {
    const { page } = open;
    await showHistory('archived');
    await page.getByRole('button', { name: 'Draft', exact: true }).click();
    await waitForScreen(page, 'Design check');
    const other = await open.context.newPage();
    const complaints: string[] = [];
    other.on('pageerror', (error) => complaints.push(error.message));
    await other.goto(page.url());
    await waitUntilReady(other);
    await waitForScreen(other, 'Design check');

    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Command' }).fill('Delete this study');
    await page.keyboard.press('Enter');
    await dialog().getByRole('checkbox', { name: 'Delete the data too' }).check();
    await dialog().getByText('the data in pump-monitor.csv').waitFor({ state: 'detached' });
    expect(await findViolations(page)).toEqual([]);
    await dialog().getByRole('button', { name: 'Delete study and data' }).click();
    await page
      .getByText(/^Draft is deleted with its data; \d.* kB freed on the disk\.$/)
      .first()
      .waitFor();
    await waitForScreen(page, 'Home');
    await focused()
      .and(page.getByRole('heading', { level: 1, name: 'Home' }))
      .waitFor();

    await other.getByText('Draft was deleted; nothing of it is open any more.').first().waitFor();
    await waitForScreen(other, 'Home');
    await other.close();
    expect(complaints).toEqual([]);
    expect(listFiles('datasets')).toEqual([]);
    await showHistory('archived');
    await page.getByText('Nothing is archived').waitFor();
    expect(open.complaints).toEqual([]);
  });
});
