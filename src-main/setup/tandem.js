import { join } from 'node:path';
import { ensureBundle, rendererBundle } from './step/bundle.js';
import { ensureGround, main, runEntry } from './step/command.js';
import { root } from './step/place.js';
import { ensureProgram } from './step/program.js';

/** `npm run tandem -- VERB ...`: the command line. */
await main(async () => {
  const args = process.argv.slice(2);
  const { node } = await ensureGround();
  if (args[0] === 'serve') await ensureBundle(rendererBundle);
  await ensureProgram(node);
  return runEntry(node, join(root, 'src-main', 'launch', 'cli.js'), args);
});
