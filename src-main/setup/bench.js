import { join } from 'node:path';
import { ensureGround, main, runEntry } from './step/command.js';
import { root } from './step/place.js';

/** `npm run bench`: measurements, printed as ratios and saved as JSON. */
await main(async () => {
  const { node } = await ensureGround();
  return runEntry(node, join(root, 'test', 'bench', 'main.ts'), process.argv.slice(2));
});
