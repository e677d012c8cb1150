import { readFileSync } from 'node:fs';
import type { Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { findViolations } from './accessibility.ts';
import { chooseTheme, testChromium, waitForScreen } from './browser-workbench.ts';
import { findOverflow } from './still-page.ts';
import { useWorkbench } from './use-workbench.ts';

const titles = [
  'Shared subspace',
  'Soft sharing',
  'Gradient conflict',
  'Spurious link',
  'Unequal scales',
  'Uncertainty weighting',
  'Target standardisation',
  'FiLM’s sign flip',
  'Regularisation',
  'Task dominance',
  'Capacity',
];

describe.skipIf(testChromium === undefined)('the principles lab', () => {
  const open = useWorkbench();

  const scenarios = (page: Page): Locator => page.getByRole('navigation', { name: 'Scenarios' }).getByRole('button');
  const reading = (page: Page): Locator => page.getByRole('region', { name: 'What to notice' });

  /** Waits until what is trained belongs to the present settings. */
  async function untilTrained(page: Page): Promise<void> {
    await page.locator('[data-trained="true"]').waitFor();
  }

  async function openScenario(page: Page, title: string): Promise<void> {
    await scenarios(page).filter({ hasText: title }).click();
    await page.getByRole('heading', { level: 2, name: title, exact: true }).waitFor();
    await untilTrained(page);
  }

  async function press(page: Page, key: string, times: number): Promise<void> {
    for (let turn = 0; turn < times; turn += 1) await page.keyboard.press(key);
  }

  it('opens from the commands, without a study, and comes back to itself after a reload', async () => {
    const { page } = open;
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Command' }).fill('Principles lab');
    await page.keyboard.press('Enter');
    await waitForScreen(page, 'Principles lab');
    await untilTrained(page);
    expect(await scenarios(page).allTextContents()).toEqual(titles);
    await page.reload();
    await waitForScreen(page, 'Principles lab');
    await untilTrained(page);
  });

  it('moves closed form and training by keyboard: slider, field, and back', async () => {
    const { page } = open;
    const before = await reading(page).textContent();
    expect(before).toMatch(/At 30° with 40 rows .* over 64 replicates/);
    await page.getByRole('slider', { name: 'Angle, °, slider' }).focus();
    await press(page, 'ArrowRight', 50);
    await reading(page).getByText('At 80°').waitFor();
    await untilTrained(page);
    expect(await reading(page).textContent()).toMatch(/hurts.*Trained at 80°/);
    const rows = page.getByLabel('Rows', { exact: true });
    await rows.fill('400');
    await reading(page).getByText('At 80° with 400 rows').waitFor();
    await rows.fill('7');
    await page.getByText('At least 20.').waitFor();
    await rows.blur();
    expect(await rows.inputValue()).toBe('400');
    await page.getByRole('button', { name: 'Reset' }).click();
    await untilTrained(page);
    expect(await reading(page).textContent()).toBe(before);
  });

  it('answers at once while a slider moves and never trains what is past', async () => {
    const { page } = open;
    const trainings: number[] = [];
    page.on('request', (request) => {
      const body = request.postData() ?? '';
      if (body.includes('"lab.train"'))
        trainings.push((JSON.parse(body) as { input: { settings: { angle: number } } }).input.settings.angle);
    });
    await page.getByRole('slider', { name: 'Angle, °, slider' }).focus();
    await page.evaluate(() => {
      const slider = document.querySelector<HTMLInputElement>('input[aria-label="Angle, °, slider"]')!;
      for (let angle = 31; angle <= 70; angle += 1) {
        slider.value = String(angle);
        slider.dispatchEvent(new Event('input', { bubbles: true }));
      }
    });
    await reading(page).getByText('At 70°').waitFor();
    await untilTrained(page);
    expect(trainings).toEqual([70]);
    await page.getByRole('button', { name: 'Reset' }).click();
    await untilTrained(page);
  });

  it('drags gradients by pointer and by keyboard', async () => {
    const { page } = open;
    await openScenario(page, 'Gradient conflict');
    const end = page.getByRole('slider', { name: 'End of g₁' });
    expect(await end.getAttribute('aria-valuetext')).toBe('across 3.0, up 1.0');
    await end.focus();
    await page.keyboard.press('Shift+ArrowDown');
    await press(page, 'ArrowLeft', 3);
    expect(await end.getAttribute('aria-valuetext')).toBe('across 2.7, up 0.0');
    await reading(page).getByText('cosine −0.447').waitFor();
    await untilTrained(page);
    const handle = await page.getByRole('slider', { name: 'End of g₂' }).locator('circle').boundingBox();
    await page.mouse.move(handle!.x + handle!.width / 2, handle!.y + handle!.height / 2);
    await page.mouse.down();
    await page.mouse.move(handle!.x + 60, handle!.y + handle!.height / 2, { steps: 5 });
    await page.mouse.up();
    await reading(page).getByText('do not oppose each other').waitFor();
    expect(Number(await page.getByLabel('g₂ across', { exact: true }).inputValue())).toBeGreaterThan(0);
    await untilTrained(page);
    await page.getByRole('button', { name: 'View Gradient conflict as table' }).click();
    const table = page.getByRole('region', { name: /^Gradient conflict/ }).getByRole('table');
    expect(await table.getByRole('row').filter({ hasText: 'PCGrad' }).count()).toBe(4);
    await page.getByRole('button', { name: 'View Gradient conflict as table' }).click();
  });

  it('exports its picture and its table', async () => {
    const { page } = open;
    await openScenario(page, 'Task dominance');
    for (const [item, name, start] of [
      ['Save table as CSV', 'lab-dominance.csv', 'share of the steps'],
      ['Save picture as SVG', 'lab-dominance.svg', '<svg'],
    ] as const) {
      await page.getByRole('button', { name: 'Export Task dominance' }).click();
      const download = page.waitForEvent('download');
      await page.getByRole('menuitem', { name: item }).click();
      expect((await download).suggestedFilename()).toBe(name);
      expect(readFileSync(await (await download).path(), 'utf8').startsWith(start)).toBe(true);
    }
  });

  it.each(['light', 'dark'] as const)('has nothing for axe-core to find at any scenario: %s', async (theme) => {
    const { page } = open;
    await chooseTheme(page, theme);
    const violations: Record<string, readonly string[]> = {};
    for (const title of titles) {
      await openScenario(page, title);
      const found = await findViolations(page);
      if (found.length > 0) violations[title] = found;
    }
    expect(violations).toEqual({});
  });

  it('holds every scenario in a window of 320 pixels', async () => {
    const { page } = open;
    const overflows: Record<string, number> = {};
    await page.setViewportSize({ width: 320, height: 640 });
    for (const title of titles) {
      await openScenario(page, title);
      const overflow = await findOverflow(page, 320);
      if (overflow > 0) overflows[title] = overflow;
    }
    await page.setViewportSize({ width: 1280, height: 800 });
    expect(overflows).toEqual({});
  });

  it('opens a scenario as a study', async () => {
    const { page } = open;
    await openScenario(page, 'Regularisation');
    await page.getByRole('button', { name: 'Open as study' }).click();
    await waitForScreen(page, 'Design check');
    await page.getByText('Lab: Regularisation').first().waitFor();
    await page.getByRole('button', { name: 'Run', exact: true }).waitFor();
    await page.getByRole('button', { name: 'Principles lab' }).click();
    await waitForScreen(page, 'Principles lab');
    expect(await page.locator('[data-scenario]').getAttribute('data-scenario')).toBe('regularisation');
  });

  it('asks nobody but its own service, and logs no error', () => {
    expect(open.strangers).toEqual([]);
    expect(open.complaints).toEqual([]);
  });
});
