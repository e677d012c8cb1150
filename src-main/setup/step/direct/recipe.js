import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder, platform, root } from '../place.js';

/** Raised when how the addon is compiled changes in more than its flags. */
const recipeVersion = 1;

const flags = [
  ...['-O3', '-std=c++17', '-fPIC', '-ffp-contract=off', '-fvisibility=hidden', '-fno-exceptions', '-pthread'],
  // Nothing reads errno or floating-point traps, and without them more loops are vectorised; no value changes.
  ...['-fno-math-errno', '-fno-trapping-math'],
  // Another compiler may warn of more: warnings are for those who write the sources.
  ...['-w', '-DNAPI_VERSION=8'],
];

// Bound to itself: what the addon has of the standard library is compiled for its level, and Node has its own.
const linkFlags =
  process.platform === 'darwin'
    ? ['-dynamiclib', '-undefined', 'dynamic_lookup']
    : ['-shared', '-pthread', '-Wl,-Bsymbolic-functions'];

/**
 * A set of instructions that the addon is compiled for; the highest one first.
 *
 * @typedef {object} Level
 * @property {string} name
 * @property {readonly string[]} platforms
 * @property {readonly string[]} needs flags of /proc/cpuinfo
 * @property {readonly string[]} compile flags of the compiler
 *
 * @typedef {object} DirectRecipe
 * @property {readonly Level[]} levels of this platform
 * @property {readonly { name: string, bytes: Buffer }[]} sources as they were when the recipe was made
 * @property {readonly string[]} flags
 * @property {readonly string[]} linkFlags
 * @property {string} folder where the finished files lie
 */

/**
 * How the direct engine's addon is made on this platform.
 *
 * @param {string} folder of the sources
 * @returns {DirectRecipe | null} null where the platform has no level
 */
export function findDirectRecipe(folder) {
  const levels = readLevels().filter((level) => level.platforms.includes(platform));
  if (levels.length === 0) return null;
  const sources = readdirSync(folder)
    .filter((name) => /[.](cc|h)$/.test(name))
    .sort()
    .map((name) => ({ name, bytes: readFileSync(join(folder, name)) }));
  const hash = createHash('sha256').update(
    JSON.stringify([recipeVersion, platform, process.env['CXX'] ?? '', flags, linkFlags, levels]),
  );
  for (const { name, bytes } of sources) hash.update(`${name} ${bytes.length}\n`).update(bytes);
  return { levels, sources, flags, linkFlags, folder: join(cacheFolder(), 'direct', hash.digest('hex').slice(0, 16)) };
}

/** @param {string} level @returns {string} */
export function addonName(level) {
  return `tandem_direct-${level}.node`;
}

/**
 * The highest level that this machine's processor runs, as the loader chooses it.
 *
 * @param {readonly Level[]} levels
 * @returns {Level | undefined}
 */
export function ownLevel(levels) {
  const cpuinfo = process.platform === 'linux' ? readFileSync('/proc/cpuinfo', 'utf8') : '';
  const line = /^(?:flags|Features)\s*:(.*)$/m.exec(cpuinfo)?.[1] ?? '';
  const found = new Set(line.trim().split(/\s+/));
  return levels.find(({ needs }) => needs.every((flag) => found.has(flag)));
}

/** @returns {Level[]} the table that the loader reads too */
function readLevels() {
  return JSON.parse(readFileSync(join(root, 'src-main', 'core', 'engine', 'direct', 'processor-levels.json'), 'utf8'));
}
