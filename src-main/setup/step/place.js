import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of this checkout. */
export const root = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));

/** The platform as it stands in the names of packages and folders, for example `linux-x64`. */
export const platform = `${process.platform}-${process.arch}`;

/**
 * Where downloads and compiled parts are kept between checkouts: `TANDEM_CACHE`, or the platform's own place.
 *
 * @returns {string}
 */
export function cacheFolder() {
  const given = process.env['TANDEM_CACHE'];
  if (given !== undefined && given !== '') return given;
  if (process.platform === 'win32') {
    return join(process.env['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local'), 'tandem', 'cache');
  }
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'tandem');
  return join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'tandem');
}

/**
 * The Node that runs Tandem: the one from the registry, or the running one where that platform has none.
 *
 * @returns {string | null} null when neither is there
 */
export function childNode() {
  const system = process.platform === 'win32' ? 'win' : process.platform;
  const executable = process.platform === 'win32' ? 'node.exe' : 'node';
  const packaged = join(root, 'node_modules', `node-${system}-${process.arch}`, 'bin', executable);
  if (existsSync(packaged)) return packaged;
  return Number(process.versions.node.split('.')[0]) >= 24 ? process.execPath : null;
}

/**
 * The file of an installed package.
 *
 * @param {...string} parts
 * @returns {string}
 */
export function inModules(...parts) {
  return join(root, 'node_modules', ...parts);
}
