import { existsSync, mkdirSync, readlinkSync, renameSync, rmSync, statfsSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { withLock } from './lock.js';
import { cacheFolder, platform } from './place.js';
import { changeRecord, isRecent, readRecord } from './record.js';
import { megabytes, say } from './say.js';
import { compileAddon, findCompiler, tryAddon } from './engine/compile.js';
import { SetupFailure } from './engine/failure.js';
import { findGpu } from './engine/gpu.js';
import { addonFolder, addonPath, findRecipe, tensorflowVersion } from './engine/recipe.js';
import { downloadWheels, findPython, unpackWheels } from './engine/wheel.js';

/**
 * Makes TensorFlow ready, or says once why it is not; the direct engine then does its work, or the WebAssembly one.
 *
 * @param {object} [options]
 * @param {boolean} [options.hasDirectEngine]
 * @returns {Promise<boolean>} whether the native engine is there
 */
export async function ensureEngine({ hasDirectEngine = false } = {}) {
  const gpu = findGpu();
  const wanted = /** @type {('cpu' | 'cuda')[]} */ (gpu.driver === null ? ['cpu'] : ['cuda', 'cpu']);
  const before = readRecord();
  if (before.engine?.available === true && before.gpu?.driver === gpu.driver) {
    const recipe = findRecipe(before.engine.variant ?? 'cpu');
    if (recipe !== null && isLinked(recipe.folder)) return true;
  }
  if (before.engine?.available === false && isRecent(before.engine.attemptedAt, 1) && !isNowEquipped(before.engine)) {
    return false;
  }
  return withLock(join(cacheFolder(), 'engine.lock'), async () => {
    changeRecord({ gpu });
    /** @type {unknown} */
    let failure = new SetupFailure(`TensorFlow has no library for ${platform}`, null);
    for (const variant of wanted) {
      const recipe = findRecipe(variant);
      if (recipe === null) continue;
      try {
        if (!existsSync(recipe.folder)) await build(recipe);
        link(recipe.folder);
        changeRecord({
          engine: { available: true, variant, tensorflow: tensorflowVersion, folder: recipe.folder, notice: null },
        });
        return true;
      } catch (error) {
        failure = error;
        if (variant === 'cuda')
          say(`The engine for the GPU is not available: ${text(error)}. Trying the one for the processor.`);
      }
    }
    const notice = describe(failure, hasDirectEngine);
    const attemptedAt = new Date().toISOString();
    const lacksTools = failure instanceof SetupFailure && failure.packages !== null;
    changeRecord({
      engine: { available: false, variant: null, tensorflow: null, folder: null, notice, attemptedAt, lacksTools },
    });
    say(notice);
    return false;
  });
}

/**
 * Whether the tools that were missing have been installed since: then there is no reason to wait.
 *
 * @param {import('./record.js').EngineRecord} engine
 */
function isNowEquipped(engine) {
  if (engine.lacksTools !== true) return false;
  try {
    findPython();
    findCompiler();
    return true;
  } catch {
    return false;
  }
}

/** @param {import('./engine/recipe.js').Recipe} recipe */
async function build(recipe) {
  const python = findPython();
  const compiler = findCompiler();
  const parent = dirname(recipe.folder);
  mkdirSync(parent, { recursive: true });
  const disk = statfsSync(parent);
  if (disk.bavail * disk.bsize < recipe.diskBytes) {
    throw new SetupFailure(
      `the disk of ${parent} has ${megabytes(disk.bavail * disk.bsize)} free and ${megabytes(recipe.diskBytes)} are needed`,
      null,
    );
  }
  const scratch = join(parent, `making-${process.pid}`);
  const wheels = join(scratch, 'wheels');
  const folder = join(scratch, 'engine');
  const sweep = () => rmSync(scratch, { recursive: true, force: true });
  process.once('exit', sweep);
  const stop = () => process.exit(130);
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  try {
    await downloadWheels(python, recipe, wheels);
    await unpackWheels(python, recipe, wheels, folder);
    rmSync(wheels, { recursive: true });
    await compileAddon(compiler, recipe, folder);
    const version = await tryAddon(folder);
    rmSync(join(folder, 'include'), { recursive: true });
    renameSync(folder, recipe.folder);
    say(`The native engine is ready: TensorFlow ${version}`);
  } finally {
    sweep();
    process.off('exit', sweep);
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  }
}

/** @param {string} folder */
function isLinked(folder) {
  try {
    return readlinkSync(addonPath) === join(folder, 'tfjs_binding.node') && existsSync(addonPath);
  } catch {
    return false;
  }
}

/**
 * Puts the addon where its package looks for it. Node follows the link before it loads, so that the addon's own
 * search path ($ORIGIN) is the folder with the libraries.
 *
 * @param {string} folder
 */
function link(folder) {
  if (isLinked(folder)) return;
  mkdirSync(addonFolder, { recursive: true });
  const temporary = `${addonPath}.${process.pid}`;
  symlinkSync(join(folder, 'tfjs_binding.node'), temporary);
  renameSync(temporary, addonPath);
}

/** @param {unknown} error */
function text(error) {
  return error instanceof Error ? error.message : String(error);
}

/**
 * @param {unknown} failure
 * @param {boolean} hasDirectEngine
 */
function describe(failure, hasDirectEngine) {
  const packages = failure instanceof SetupFailure ? failure.packages : null;
  const remedy =
    packages === null
      ? 'It is tried again in an hour, or at once with TANDEM_RETRY=1.'
      : `Install ${packages}; the next start does the rest.`;
  const instead = hasDirectEngine
    ? 'Training uses the direct engine, which does without; only the engines xla, graph and eager are missing.'
    : 'Training uses the WebAssembly engine, which gives the same results about 40 times slower.';
  return `Notice: TensorFlow is not available: ${text(failure)}. ${instead} ${remedy}`;
}
