import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { onnxModel } from '../helper/onnx.ts';
import { findViolations } from './accessibility.ts';
import { testChromium, waitForScreen } from './browser-workbench.ts';
import { dropFile } from './drop-file.ts';
import { useWorkbench } from './use-workbench.ts';

const words = ['loud', 'quiet', 'pump', 'valve', 'leaks', 'runs', 'again', 'today'];

/** Notes of four words, a date, four numbers that belong together, and two tasks. */
function noteTable(rows: number): string {
  const lines = Array.from({ length: rows }, (_, row) => {
    const note = [0, 1, 2, 3].map((place) => words[(row * (place + 3) + 5 * place) % 8]).join(' ');
    const pixels = [0, 1, 2, 3].map((place) => ((row * (7 + place)) % 11) / 11);
    const day = new Date(Date.UTC(2024, 0, 1 + row)).toISOString().slice(0, 10);
    return [`${note} ${row}`, day, ...pixels, (row % 13) / 3, row % 2 === 0 ? 'yes' : 'no'].join(',');
  });
  return ['note,day,px_1,px_2,px_3,px_4,cost,fails', ...lines].join('\n');
}

/** Numbers in, the same numbers out. */
const model = onnxModel(
  [{ name: 'vector', type: 'float', shape: ['rows', 'length'] }],
  [{ name: 'same', type: 'float', shape: ['rows', 'length'] }],
  [{ op: 'Identity', inputs: ['vector'], outputs: ['same'] }],
);

describe.skipIf(testChromium === undefined)('what columns become', () => {
  const open = useWorkbench();

  beforeAll(async () => {
    const { page } = open;
    await dropFile(page, 'notes.csv', noteTable(80));
    await waitForScreen(page, 'Read a file');
    await page.getByRole('columnheader', { name: /note/ }).waitFor();
    await page.getByRole('button', { name: 'Import', exact: true }).click();
    await waitForScreen(page, 'Data');
    await page.getByRole('button', { name: /^note becomes/ }).waitFor();
  });

  it('is said beside each column, and chosen in a dialog', async () => {
    const { page } = open;
    await page.getByRole('button', { name: 'day becomes calendar parts · 5; change' }).waitFor();
    await page.getByRole('button', { name: 'note becomes word n-grams · 512; change' }).click();
    const dialog = page.getByRole('dialog', { name: 'What note becomes' });
    await dialog.getByRole('radio', { name: 'word vectors' }).check();
    await dialog.getByLabel('Width of a vector').fill('6');
    await dialog.getByText('6 learned numbers').waitFor();
    expect(await findViolations(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Done' }).click();
    await page.getByRole('button', { name: 'note becomes word vectors · 6; change' }).waitFor();
  });

  it('joins numbers into one picture and takes them apart again', async () => {
    const { page } = open;
    for (const place of [1, 2, 3, 4]) await page.getByRole('checkbox', { name: `Select px_${place}` }).check();
    await page.getByRole('button', { name: 'As one vector…' }).click();
    const dialog = page.getByRole('dialog', { name: 'What px becomes' });
    await dialog.getByRole('radio', { name: 'picture' }).check();
    await dialog.getByText('2 × 2 pixels').waitFor();
    expect(await findViolations(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Done' }).click();
    await page.getByRole('button', { name: 'px_3 becomes in px; change' }).click();
    await dialog.getByRole('button', { name: 'Single inputs again' }).click();
    await page.getByRole('button', { name: 'px_3 becomes number; change' }).waitFor();
  });

  it('draws the encoder in the network', async () => {
    const { page } = open;
    await page.locator('tr[data-column="cost"]').focus();
    await page.keyboard.press('t');
    await page.locator('tr[data-column="cost"][data-role="task"]').waitFor();
    await page.locator('tr[data-column="fails"]').focus();
    await page.keyboard.press('t');
    await page.locator('tr[data-column="fails"][data-role="task"]').waitFor();
    await page.keyboard.press('Control+4');
    await waitForScreen(page, 'Sharing');
    await page.locator('svg').getByText('note', { exact: true }).waitFor();
    await page.keyboard.press('Control+1');
    await waitForScreen(page, 'Data');
  });

  it('embeds a column by a model from disk', async () => {
    const { page } = open;
    const file = path.join(open.workspace, '..', 'same.onnx');
    writeFileSync(file, model);
    await page.getByRole('combobox', { name: 'Type of note' }).selectOption('text');
    await page.getByRole('button', { name: /^note becomes/ }).click();
    await page.getByRole('button', { name: 'Embed by a model…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Embed note by a model' });
    const chooser = page.waitForEvent('filechooser');
    await dialog.getByRole('button', { name: 'Choose model…' }).click();
    await (await chooser).setFiles(file);
    await dialog.getByText('same.onnx').waitFor();
    expect(await findViolations(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Embed', exact: true }).click();
    await dialog.getByRole('alert').waitFor();
    expect(await dialog.getByRole('alert').textContent()).toMatch(/same\.onnx does not fit column 'note'/);
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    expect(open.complaints).toEqual([]);
  });
});
