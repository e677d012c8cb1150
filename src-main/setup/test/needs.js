import { cpSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureTestElectron } from '../step/test-electron.js';
import { inModules, root } from '../step/place.js';
import { runToEnd } from '../step/process.js';

/** @returns {string | null} a Chromium or Chrome of this machine */
export function findChromium() {
  const given = process.env['TANDEM_CHROMIUM'];
  const names = [...(given ? [given] : []), 'chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  for (const folder of (process.env['PATH'] ?? '').split(':')) {
    for (const name of names) {
      const path = name.startsWith('/') ? name : join(folder, name);
      if (existsSync(path)) return path;
    }
  }
  return null;
}

/**
 * A copy of the test Electron that starts this checkout: it has no default application and takes none as an argument.
 *
 * @returns {Promise<string>} the executable
 */
export async function prepareTestElectron() {
  const distribution = await ensureTestElectron();
  const folder = join(root, 'build', 'test-electron');
  const executable = join(folder, 'electron');
  if (!existsSync(executable)) {
    rmSync(folder, { recursive: true, force: true });
    const scratch = `${folder}.making-${process.pid}`;
    mkdirSync(join(root, 'build'), { recursive: true });
    // Hard links where the cache is on the same disk: no second copy of 300 MB.
    const linked = await runToEnd('cp', ['-al', distribution, scratch]);
    if (linked.code !== 0) {
      rmSync(scratch, { recursive: true, force: true });
      cpSync(distribution, scratch, { recursive: true, verbatimSymlinks: true });
    }
    renameSync(scratch, folder);
  }
  const app = join(folder, 'resources', 'app');
  rmSync(app, { recursive: true, force: true });
  mkdirSync(app);
  writeFileSync(join(app, 'package.json'), JSON.stringify({ name: 'tandem', main: 'main.cjs' }));
  // Playwright's own loader holds the application until the test has attached; without it one start in five hangs.
  const parts = [
    inModules('playwright-core', 'lib', 'server', 'electron', 'loader.js'),
    join(root, 'build', 'electron', 'main.cjs'),
  ];
  writeFileSync(join(app, 'main.cjs'), parts.map((part) => `require(${JSON.stringify(part)});\n`).join(''));
  return executable;
}
