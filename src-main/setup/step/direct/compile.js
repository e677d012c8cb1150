import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { SetupFailure } from '../engine/failure.js';
import { childNode, inModules } from '../place.js';
import { lastLines, runToEnd } from '../process.js';
import { say, secondsSince } from '../say.js';
import { addonName } from './recipe.js';

/**
 * Compiles the addon for each of the levels, as many files side by side as there are cores.
 *
 * @param {string} compiler
 * @param {import('./recipe.js').DirectRecipe} recipe
 * @param {readonly import('./recipe.js').Level[]} levels
 * @param {string} folder gets the addons
 */
export async function compileLevels(compiler, recipe, levels, folder) {
  const from = Date.now();
  say(`Compiling the direct engine with ${compiler} (${levels.map(({ name }) => name).join(', ')})`);
  const napi = inModules('node-api-headers', 'include');
  if (!existsSync(join(napi, 'node_api.h'))) throw new SetupFailure('node-api-headers is not installed', null);
  const scratch = join(folder, 'scratch');
  mkdirSync(scratch, { recursive: true });
  // From what the hash was taken of, also when a source is being edited meanwhile.
  for (const { name, bytes } of recipe.sources) writeFileSync(join(scratch, name), bytes);
  const units = recipe.sources.map(({ name }) => name).filter((name) => name.endsWith('.cc'));
  const object = (/** @type {string} */ level, /** @type {string} */ unit) => `${unit}-${level}.o`;
  const call = (/** @type {readonly string[]} */ args) => callCompiler(compiler, args, scratch);
  await sideBySide(
    levels.flatMap(({ name, compile }) =>
      units.map((unit) => () => {
        const options = [...recipe.flags, ...compile, `-I${napi}`];
        return call([...options, '-c', unit, '-o', object(name, unit)]);
      }),
    ),
  );
  await sideBySide(
    levels.map(({ name }) => () => {
      const objects = units.map((unit) => object(name, unit));
      return call([...objects, ...recipe.linkFlags, '-o', join(folder, addonName(name))]);
    }),
  );
  say(`Compiled in ${secondsSince(from)}`);
}

/**
 * Loads an addon in a process of its own.
 *
 * @param {string} file
 */
export async function tryDirect(file) {
  const node = childNode();
  if (node === null) throw new SetupFailure('Node 24 is not installed for this platform', 'Node 24 or newer');
  const script = 'process.dlopen({ exports: {} }, process.argv[1])';
  const { code, output } = await runToEnd(node, ['-e', script, file], { timeoutMs: 60_000 });
  if (code !== 0) throw new SetupFailure(`the compiled addon does not run here (${lastLines(output, 2)})`, null);
}

/**
 * @param {string} compiler
 * @param {readonly string[]} args
 * @param {string} folder
 */
async function callCompiler(compiler, args, folder) {
  const { code, output } = await runToEnd(compiler, args, { cwd: folder });
  if (code === 0) return;
  const error = output.split('\n').find((line) => /\berror\b/.test(line)) ?? lastLines(output, 2);
  const what = `${compiler} could not compile it (${error.trim()}); it needs g++ 11, clang++ 12 or newer`;
  throw new SetupFailure(what, null);
}

/** @param {readonly (() => Promise<void>)[]} works begun in their order, a core each; none is left at work by a failure */
async function sideBySide(works) {
  const waiting = [...works];
  const lanes = Array.from({ length: Math.min(availableParallelism(), works.length) }, async () => {
    for (let work = waiting.shift(); work !== undefined; work = waiting.shift()) {
      try {
        await work();
      } catch (error) {
        waiting.length = 0;
        throw error;
      }
    }
  });
  await Promise.allSettled(lanes);
  await Promise.all(lanes);
}
