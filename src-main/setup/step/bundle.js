import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from './lock.js';
import { childNode, inModules, root } from './place.js';
import { runToEnd } from './process.js';
import { say, secondsSince } from './say.js';

/**
 * @typedef {object} Bundle
 * @property {string} name
 * @property {string} config of vite, relative to the root
 * @property {string} folder where the result lies, relative to the root
 * @property {readonly string[]} modes of vite, one build each
 * @property {readonly string[]} sources files and folders that decide the result
 */

/** @type {Bundle} The page. */
export const rendererBundle = {
  name: 'the workbench',
  config: 'src-renderer/vite.config.ts',
  folder: 'build/renderer',
  modes: ['production'],
  sources: ['src-renderer', 'src-main/contract', 'package-lock.json'],
};

/** @type {Bundle} Electron's own process, which cannot run TypeScript. */
export const electronBundle = {
  name: 'the Electron shell',
  config: 'src-main/shell/electron/vite.config.ts',
  folder: 'build/electron',
  modes: ['main', 'preload'],
  sources: ['src-main/shell/electron', 'src-main/contract', 'package-lock.json'],
};

/**
 * Bundles with vite unless the last result was made from the same sources.
 *
 * @param {Bundle} bundle
 */
export async function ensureBundle(bundle) {
  if (isFresh(bundle)) return;
  await withLock(join(root, 'build', `.${bundle.folder.replace('/', '-')}.lock`), async () => {
    if (isFresh(bundle)) return;
    const node = childNode();
    if (node === null)
      throw new Error('missing Node 24: this platform has no package of it; install Node 24 or newer and start again');
    const from = Date.now();
    say(`Building ${bundle.name}`);
    const hash = sourceHash(bundle);
    const scratch = join(root, `${bundle.folder}.making-${process.pid}`);
    for (const mode of bundle.modes) {
      const { code, output } = await runToEnd(
        node,
        [inModules('vite', 'bin', 'vite.js'), 'build', '--config', bundle.config, '--mode', mode, '--outDir', scratch],
        { cwd: root, env: { ...process.env, NODE_ENV: 'production', NO_COLOR: '1', FORCE_COLOR: '0' } },
      );
      if (code !== 0) {
        rmSync(scratch, { recursive: true, force: true });
        throw new Error(`${bundle.name} could not be built:\n${output}`);
      }
    }
    mkdirSync(join(root, 'build'), { recursive: true });
    rmSync(join(root, bundle.folder), { recursive: true, force: true });
    renameSync(scratch, join(root, bundle.folder));
    writeFileSync(stampPath(bundle), hash);
    say(`Built in ${secondsSince(from)}`);
  });
}

/** @param {Bundle} bundle */
function stampPath(bundle) {
  return join(root, bundle.folder, '.source-hash');
}

/** @param {Bundle} bundle */
function isFresh(bundle) {
  const path = stampPath(bundle);
  return existsSync(path) && readFileSync(path, 'utf8') === sourceHash(bundle);
}

/** @param {Bundle} bundle */
function sourceHash(bundle) {
  const hash = createHash('sha256');
  for (const source of bundle.sources) {
    for (const file of listFiles(join(root, source))) hash.update(file.slice(root.length)).update(readFileSync(file));
  }
  return hash.digest('hex');
}

/** @param {string} path @returns {string[]} the file itself, or all files of the folder in a fixed order */
function listFiles(path) {
  try {
    return readdirSync(path, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort();
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOTDIR') return [path];
    throw error;
  }
}
