import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ensureDependencies } from './dependencies.js';
import { ensureDirect } from './direct.js';
import { ensureEngine } from './engine.js';
import { cacheFolder, childNode } from './place.js';
import { runInstead } from './process.js';

/** Environment of every process that may load TensorFlow. */
export const quietEnvironment = { TF_CPP_MIN_LOG_LEVEL: '3' };

/**
 * What every command needs first: packages, the Node that runs them, and the engines as far as this machine can.
 *
 * @param {object} [options]
 * @param {boolean} [options.forPackage] for other machines too: the direct engine for every processor
 * @returns {Promise<{ node: string, hasNativeEngine: boolean, hasDirectEngine: boolean }>}
 */
export async function ensureGround({ forPackage = false } = {}) {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if ((major ?? 0) < 20) {
    throw new Error(
      `Node 20 or newer is needed to set Tandem up; this is ${major}.${minor}. Install it from your package manager or nodejs.org.`,
    );
  }
  await ensureDependencies();
  const node = childNode();
  if (node === null) {
    throw new Error(
      `Tandem runs on Node 24, which the npm registry does not carry for ${process.platform} ${process.arch}; ` +
        `this is ${process.versions.node}. Install Node 24 or newer and run the same command again.`,
    );
  }
  const hasDirectEngine = await ensureDirect({ allLevels: forPackage });
  return { node, hasNativeEngine: await ensureEngine({ hasDirectEngine }), hasDirectEngine };
}

/**
 * Runs one of Tandem's own TypeScript entries in this terminal.
 *
 * @param {string} node
 * @param {string} entry
 * @param {readonly string[]} args
 * @returns {Promise<number>} its exit code
 */
export function runEntry(node, entry, args) {
  return runInstead(node, ['--no-deprecation', '--disable-warning=ExperimentalWarning', entry, ...args], {
    env: { ...compiledCode(), ...process.env, ...quietEnvironment },
  });
}

/**
 * Where Tandem keeps what V8 made of its source, once it has: even the entry need not be compiled again then.
 *
 * @returns {{ NODE_COMPILE_CACHE?: string }}
 */
function compiledCode() {
  const folder = join(cacheFolder(), 'code');
  return existsSync(folder) ? { NODE_COMPILE_CACHE: folder } : {};
}

/**
 * Runs a command of the set-up; what goes wrong is one message and exit code 1.
 *
 * @param {() => Promise<number>} command
 */
export async function main(command) {
  try {
    process.exitCode = await command();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
