import { join } from 'node:path';
import { ensureBundle, rendererBundle } from './step/bundle.js';
import { ensureGround, main, runEntry } from './step/command.js';
import { root } from './step/place.js';
import { ensureProgram } from './step/program.js';
import { findChromium } from './test/needs.js';

/** `npm run bench`: measurements, printed as ratios and saved as JSON. */
await main(async () => {
  const { node } = await ensureGround();
  await ensureBundle(rendererBundle);
  await ensureProgram(node);
  const chromium = findChromium();
  if (chromium !== null) process.env['TANDEM_CHROMIUM'] = chromium;
  return runEntry(node, join(root, 'test', 'bench', 'main.ts'), process.argv.slice(2));
});
