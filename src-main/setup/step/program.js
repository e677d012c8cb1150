import { join } from 'node:path';
import { findProgram } from '../../launch/program.js';
import { withLock } from './lock.js';
import { root } from './place.js';
import { lastLines, runToEnd } from './process.js';
import { say } from './say.js';

/**
 * Bundles the program for a faster start unless these very sources are bundled already. Without a bundle the program runs from its
 * sources, so a failure is only told.
 *
 * @param {string} node
 */
export async function ensureProgram(node) {
  if (findProgram() !== null) return;
  await withLock(join(root, 'build', '.program.lock'), async () => {
    if (findProgram() !== null) return;
    const script = join(root, 'src-main', 'bundle', 'main.js');
    const { code, output } = await runToEnd(node, [script], { cwd: root, env: { ...process.env, NO_COLOR: '1' } });
    if (code !== 0)
      say(`The program runs from its sources and starts slower: it could not be bundled (${lastLines(output)})`);
  });
}
