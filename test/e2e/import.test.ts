import path from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { findViolations } from './accessibility.ts';
import { testChromium, waitForScreen } from './browser-workbench.ts';
import { dropFile, dropFiles } from './drop-file.ts';
import { useWorkbench } from './use-workbench.ts';

const fixtures = path.resolve(import.meta.dirname, '../fixture/format');

describe.skipIf(testChromium === undefined)('importing in a browser', () => {
  const open = useWorkbench();

  async function goHome(page: Page): Promise<void> {
    await page.getByRole('button', { name: 'Cancel', exact: true }).click();
    await page.keyboard.press('Alt+Home');
    await waitForScreen(page, 'Home');
  }

  async function choose(page: Page, file: string): Promise<void> {
    const chooser = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Open a file…' }).click();
    await (await chooser).setFiles(path.join(fixtures, file));
    await waitForScreen(page, 'Read a file');
  }

  async function cells(page: Page): Promise<string[][]> {
    const rows = await page.locator('[aria-label="First rows of the file"] tbody tr').all();
    return Promise.all(rows.map((row) => row.locator('td').allInnerTexts()));
  }

  it('offers the sheets of a workbook and the tables of a database, also where the first cannot be read', async () => {
    const { page } = open;
    await choose(page, 'typed.xlsx');
    await page.getByLabel('Sheet', { exact: true }).selectOption('Zweite');
    await page.getByRole('columnheader', { name: /^p/ }).waitFor();
    expect(await cells(page)).toEqual([
      ['1', '2'],
      ['3', '4'],
    ]);
    await goHome(page);
    await choose(page, 'tables.sqlite');
    await page.getByText(/column b: holds binary data/).waitFor();
    await page.getByLabel('Table', { exact: true }).selectOption('house');
    await page.getByText("Robert'); DROP TABLE house;--").waitFor();
    expect(await findViolations(page)).toEqual([]);
    await goHome(page);
  });

  it('reads a proposed text as missing, and shows what does not fit', async () => {
    const { page } = open;
    const rows = Array.from({ length: 40 }, (_, row) => `${row},${row},<b>r${row}</b>`);
    await dropFile(page, 'messy.csv', ['x,y,weird', '1,-999,=1+1', '2,oops,שלום', ...rows].join('\n'));
    await waitForScreen(page, 'Read a file');
    await page.getByText('1 unreadable').waitFor();
    await page.getByRole('button', { name: 'Read -999 as missing' }).click();
    await page.getByRole('button', { name: 'Read -999 as missing' }).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Read oops as missing' }).click();
    await page.getByText('1 unreadable').waitFor({ state: 'detached' });
    expect((await cells(page)).slice(0, 3)).toEqual([
      ['1', '—', '=1+1'],
      ['2', '—', 'שלום'],
      ['0', '0', '<b>r0</b>'],
    ]);
    await goHome(page);
  });

  it('joins files that are dropped together', async () => {
    const { page } = open;
    await dropFiles(page, { 'a.csv': 'id,x\n1,0.5\n2,0.7\n', 'b.csv': 'id;y\n2;p\n9;q\n' });
    await page.getByRole('radio', { name: 'joined by a key' }).check();
    await page.getByText('lacks x; has also y').waitFor();
    await page.getByRole('checkbox', { name: 'id', exact: true }).check();
    expect(await findViolations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Read them as one' }).click();
    await page.getByText(/1 rows of b\.csv have no row in a\.csv/).waitFor();
    expect(await cells(page)).toEqual([
      ['1', '0.5', '—'],
      ['2', '0.7', 'p'],
      ['9', '—', 'q'],
    ]);
    await goHome(page);
  });

  it('reads cells that are pasted, and keeps them as a study', async () => {
    const { page } = open;
    await page.evaluate(() => {
      const data = new DataTransfer();
      data.setData('text/plain', 'size\tkind\n1\ta\n2\tb\n');
      document.body.dispatchEvent(
        new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }),
      );
    });
    await waitForScreen(page, 'Read a file');
    await page.getByRole('columnheader', { name: /size/ }).waitFor();
    await page.getByRole('button', { name: 'Import', exact: true }).click();
    await waitForScreen(page, 'Data');
    await page.locator('tr[data-column="kind"]').waitFor();
  });
});
