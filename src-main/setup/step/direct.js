import { existsSync, lstatSync, mkdirSync, readlinkSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { compileLevels, tryDirect } from './direct/compile.js';
import { addonName, findDirectRecipe, ownLevel } from './direct/recipe.js';
import { findCompiler } from './engine/compile.js';
import { SetupFailure } from './engine/failure.js';
import { withLock } from './lock.js';
import { cacheFolder, platform, root } from './place.js';
import { changeRecord, isRecent, readRecord } from './record.js';
import { say } from './say.js';

/** Where the direct engine looks for its addon: in a checkout a link to a folder of the cache. */
export const directFolder = join(root, 'build', 'direct');

/**
 * Makes the addon of the direct engine ready, or says once why it is not; the other engines then do its work.
 *
 * @param {object} [options]
 * @param {boolean} [options.allLevels] for every processor of this platform, as a package needs it
 * @param {string} [options.sources] the folder of its sources
 * @param {string} [options.link] where the addon is looked for
 * @returns {Promise<boolean>} whether it is there
 */
export async function ensureDirect({
  allLevels = false,
  sources = join(root, 'src-native'),
  link = directFolder,
} = {}) {
  const asked = process.env['TANDEM_DIRECT'];
  if (asked === 'off' && !allLevels) return false;
  const recipe = findDirectRecipe(sources);
  if (recipe === null) {
    changeRecord({
      direct: { available: false, folder: null, notice: `The direct engine is not made for ${platform}.` },
    });
    return false;
  }
  const own = ownLevel(recipe.levels);
  const wanted = recipe.levels.filter((level) => allLevels || level === own || level.name === asked);
  if (isLinked(recipe.folder, link) && lacking(recipe, wanted).length === 0) return succeed(recipe);
  const before = readRecord().direct;
  if (before?.available === false && before.folder === recipe.folder && !allLevels && !isWorthTrying(before))
    return false;
  return withLock(join(cacheFolder(), 'direct.lock'), async () => {
    try {
      if (own === undefined && !allLevels) throw new SetupFailure('this processor is older than it needs', null);
      await build(recipe, lacking(recipe, wanted), own);
      point(recipe.folder, link);
      return succeed(recipe);
    } catch (error) {
      // An addon of other sources would not fit the program beside it.
      if (!isLinked(recipe.folder, link)) rmSync(link, { recursive: true, force: true });
      const packages = error instanceof SetupFailure ? error.packages : null;
      const notice = describe(error, packages);
      const attemptedAt = new Date().toISOString();
      const lacksTools = packages !== null;
      changeRecord({ direct: { available: false, folder: recipe.folder, notice, attemptedAt, lacksTools } });
      say(notice);
      return false;
    }
  });
}

/** @param {import('./direct/recipe.js').DirectRecipe} recipe */
function succeed({ folder }) {
  changeRecord({ direct: { available: true, folder, notice: null } });
  return true;
}

/**
 * The levels whose file is not there yet.
 *
 * @param {import('./direct/recipe.js').DirectRecipe} recipe
 * @param {readonly import('./direct/recipe.js').Level[]} levels
 */
function lacking(recipe, levels) {
  return levels.filter(({ name }) => !existsSync(join(recipe.folder, addonName(name))));
}

/**
 * @param {import('./direct/recipe.js').DirectRecipe} recipe
 * @param {readonly import('./direct/recipe.js').Level[]} levels
 * @param {import('./direct/recipe.js').Level | undefined} own the one that can be tried here
 */
async function build(recipe, levels, own) {
  if (levels.length === 0) return;
  const compiler = findCompiler();
  const scratch = join(dirname(recipe.folder), `making-${process.pid}`);
  const sweep = () => rmSync(scratch, { recursive: true, force: true });
  process.once('exit', sweep);
  const stop = () => process.exit(130);
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  try {
    await compileLevels(compiler, recipe, levels, scratch);
    if (own !== undefined && levels.includes(own)) await tryDirect(join(scratch, addonName(own.name)));
    mkdirSync(recipe.folder, { recursive: true });
    for (const { name } of levels) renameSync(join(scratch, addonName(name)), join(recipe.folder, addonName(name)));
  } finally {
    sweep();
    process.off('exit', sweep);
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  }
}

/**
 * @param {string} folder
 * @param {string} link
 */
function isLinked(folder, link) {
  try {
    return readlinkSync(link) === folder;
  } catch {
    return false;
  }
}

/**
 * Puts the addon where the loader looks for it. The whole folder is one link: levels of other sources do not linger.
 *
 * @param {string} folder
 * @param {string} link
 */
function point(folder, link) {
  if (isLinked(folder, link)) return;
  mkdirSync(dirname(link), { recursive: true });
  const temporary = `${link}.${process.pid}`;
  symlinkSync(folder, temporary);
  // A link is replaced in one step; a folder made by hand has to go first.
  if (lstatSync(link, { throwIfNoEntry: false })?.isDirectory()) rmSync(link, { recursive: true });
  renameSync(temporary, link);
}

/**
 * Whether a failure is old, or the compiler that was missing has been installed since.
 *
 * @param {import('./record.js').DirectRecord} direct
 */
function isWorthTrying(direct) {
  if (!isRecent(direct.attemptedAt, 1)) return true;
  if (direct.lacksTools !== true) return false;
  try {
    findCompiler();
    return true;
  } catch {
    return false;
  }
}

/**
 * @param {unknown} failure
 * @param {string | null} packages
 */
function describe(failure, packages) {
  const reason = failure instanceof Error ? failure.message : String(failure);
  const remedy =
    packages === null
      ? 'It is tried again in an hour, or at once with TANDEM_RETRY=1.'
      : `Install ${packages}; the next start does the rest.`;
  return `Notice: the direct engine is not available: ${reason}. Training uses the other engines, slower. ${remedy}`;
}
