import { beforeAll, describe, expect, it } from 'vitest';
import { findViolations } from './accessibility.ts';
import { testChromium, waitForScreen } from './browser-workbench.ts';
import { useWorkbench } from './use-workbench.ts';

describe.skipIf(testChromium === undefined)('the Sharing screen', () => {
  const open = useWorkbench();

  beforeAll(async () => {
    const { page } = open;
    await page.locator('button[data-sample="soil-laboratory"]').click();
    await page.getByRole('button', { name: 'Run', exact: true }).waitFor();
    await page.keyboard.press('Control+4');
    await waitForScreen(page, 'Sharing');
    await page.getByRole('button', { name: 'Add a layer' }).click();
  });

  it('draws every form as it is chosen', async () => {
    const { page } = open;
    const form = page.getByLabel('Form', { exact: true });
    const names = await form.locator('option').allTextContents();
    expect(names.length).toBeGreaterThan(10);
    for (const name of names) {
      await form.selectOption(name);
      await page.getByRole('img', { name: new RegExp(`^${name.replace(/[()]/g, '\\$&')}: 24 inputs`) }).waitFor();
    }
    expect(await findViolations(page)).toEqual([]);
  });

  it('changes the drawing with the depth, from the number field and from the slider', async () => {
    const { page } = open;
    await page.getByLabel('Form', { exact: true }).selectOption('split');
    const depth = page.getByRole('spinbutton', { name: 'Shared layers' }).or(page.getByLabel('Shared layers').last());
    await depth.first().fill('0');
    await page.keyboard.press('Tab');
    await page.getByRole('img', { name: /shared layers 0: .* 0 parameters that several tasks train/ }).waitFor();
    await page.getByText('compares the tasks').first().waitFor();
    await page.getByRole('slider').first().focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await page.getByRole('img', { name: /shared layers 2: .* 1,200 parameters that several tasks train/ }).waitFor();
  });

  it('compares several forms in one study, and takes one out again', async () => {
    const { page } = open;
    await page.getByRole('button', { name: 'Compare another form' }).click();
    await page.getByLabel('Form', { exact: true }).selectOption('film');
    const picker = page.getByRole('radiogroup', { name: 'Which network is drawn and changed' });
    await picker.getByRole('radio', { name: 'FiLM' }).waitFor();
    expect(await picker.getByRole('radio').count()).toBe(2);
    await page.getByText('The blocks as a table').click();
    const table = page.getByRole('region', { name: 'Blocks of FiLM' });
    expect(await table.getByRole('row').count()).toBe(1 + 2 + 2 * 3 + 3);
    expect(await findViolations(page)).toEqual([]);
    await page.getByRole('button', { name: /Remove this form/ }).click();
    await picker.waitFor({ state: 'detached' });
  });
});
