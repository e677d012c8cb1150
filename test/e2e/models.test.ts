import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { findViolations } from './accessibility.ts';
import { chooseTheme, testChromium, waitForScreen } from './browser-workbench.ts';
import { useWorkbench } from './use-workbench.ts';

const runMs = 120_000;
const inputs = ['inlet_pressure', 'outlet_pressure', 'flow', 'motor_current', 'motor_voltage', 'shaft_speed'];
const others = ['oil_level', 'oil_viscosity', 'room_temperature', 'filter_drop', 'water_hardness', 'valve_position'];

describe.skipIf(testChromium === undefined)('the screen Models', () => {
  const open = useWorkbench();
  const folder = mkdtempSync(path.join(os.tmpdir(), 'tandem-test-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  async function predict(name: string, text: string): Promise<void> {
    const file = path.join(folder, name);
    writeFileSync(file, text);
    const { page } = open;
    const chooser = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Predict a file…' }).click();
    await (await chooser).setFiles(file);
  }

  it(
    'says what it needs before there are models, and lists them when there are',
    async () => {
      const { page } = open;
      await page.locator('button[data-sample="pump-monitor"]').click();
      await waitForScreen(page, 'Design check');
      await page.getByRole('navigation', { name: 'Steps' }).getByRole('button', { name: 'Models' }).click();
      await waitForScreen(page, 'Models');
      await page.getByRole('button', { name: 'Go to Design check' }).click();
      await page.getByRole('button', { name: 'Run', exact: true }).click();
      await page.locator('[data-verdict]').waitFor({ timeout: runMs });
      await waitForScreen(page, 'Compare');
      await page.getByRole('navigation', { name: 'Steps' }).getByRole('button', { name: 'Models' }).click();
      await waitForScreen(page, 'Models');
      const models = page.getByRole('region', { name: 'Kept models' });
      await models.getByRole('row').filter({ hasText: 'single-task twin of vibration' }).waitFor();
      expect(await models.getByRole('row').count()).toBeGreaterThan(5);
    },
    2 * runMs,
  );

  it(
    'predicts a file, says where it drifts, predicts it anew by another arm, and saves it',
    async () => {
      const { page } = open;
      const row = [...inputs, ...others].map(() => '0').join(',');
      await predict('new.csv', `${[...inputs, ...others].join(',')}\n${row}\n${row.replace('0', '1e6')}\n`);
      await page.locator('[data-predicted="new.csv"]').waitFor({ timeout: runMs });
      const table = page.getByRole('region', { name: 'Predictions of new.csv' });
      expect(await table.getByRole('row').count()).toBe(3);
      await page.getByText(/inlet_pressure lies outside the training range/).waitFor();
      const cells = (): Promise<string[]> => table.getByRole('row').nth(1).getByRole('cell').allTextContents();
      const before = await cells();
      const serve = page.getByLabel('vibration', { exact: true });
      const other = (await serve.inputValue()) === 'equal' ? 'single-task:vibration' : 'equal';
      await serve.selectOption(other);
      await expect.poll(async () => (await table.isVisible()) && (await cells())[1] !== before[1]).toBe(true);
      expect((await cells())[3]).toBe(before[3]);
      const download = page.waitForEvent('download');
      await page.getByRole('button', { name: 'Save as CSV' }).click();
      const saved = readFileSync(await (await download).path(), 'utf8');
      expect(saved.split('\r\n')[0]).toContain('row,vibration,vibration spread');
    },
    2 * runMs,
  );

  it('names what does not fit', async () => {
    const { page } = open;
    await predict('bad.csv', `${[...inputs.slice(1), ...others].join(',')}\n${'1,'.repeat(10)}1\n`);
    await page.getByText("bad.csv: missing input column 'inlet_pressure'").waitFor();
  });

  it(
    'takes an input that is not there as missing where that is allowed, and says so',
    async () => {
      const { page } = open;
      const allow = page.getByLabel('Take input columns that a file lacks as missing values');
      await allow.check();
      await page.locator('[data-predicted="bad.csv"]').waitFor({ timeout: runMs });
      await page.getByText(/not in the file and read as missing in every row: inlet_pressure/).waitFor();
      await allow.uncheck();
      await page.getByText("bad.csv: missing input column 'inlet_pressure'").waitFor();
      await allow.check();
      await page.locator('[data-predicted="bad.csv"]').waitFor({ timeout: runMs });
    },
    runMs,
  );

  it.each(['light', 'dark'] as const)('has nothing for axe-core to find: %s', async (theme) => {
    const { page } = open;
    await chooseTheme(page, theme);
    await page.getByRole('region', { name: 'Kept models' }).waitFor();
    expect(await findViolations(page)).toEqual([]);
  });
});
