import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { waitUntilStill } from './still-page.ts';

/** What axe-core finds wrong on the page once it is at rest: one line a finding, with the places. */
export async function findViolations(page: Page): Promise<readonly string[]> {
  await waitUntilStill(page);
  await page.evaluate(axe.source);
  // The report's preview is a frame without scripts; the report has its own check.
  const results = await page.evaluate<axe.AxeResults>(
    "axe.run(document, { iframes: false, resultTypes: ['violations'], rules: { region: { enabled: true } } })",
  );
  return results.violations.map(
    (violation) =>
      `${violation.id}: ${violation.help} at ${violation.nodes.map((node) => node.target.join(' ')).join('; ')}`,
  );
}
