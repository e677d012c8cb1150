import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { childNode, inModules } from '../place.js';
import { answers, lastLines, runToEnd } from '../process.js';
import { say, secondsSince } from '../say.js';
import { SetupFailure } from './failure.js';
import { addonSources } from './recipe.js';

/** @returns {string} a C++ compiler that answers */
export function findCompiler() {
  const given = process.env['CXX'];
  const candidates = [...(given === undefined || given === '' ? [] : [given]), 'g++', 'clang++', 'c++'];
  const compiler = candidates.find((name) => answers(name, ['--version']));
  if (compiler === undefined) {
    throw new SetupFailure(
      'no C++ compiler was found',
      process.platform === 'darwin' ? "Apple's command line tools (xcode-select --install)" : 'g++ (or clang)',
    );
  }
  return compiler;
}

/**
 * Compiles the addon beside the libraries in the folder; it finds them there wherever the folder is moved.
 *
 * @param {string} compiler
 * @param {import('./recipe.js').Recipe} recipe
 * @param {string} folder
 */
export async function compileAddon(compiler, recipe, folder) {
  const from = Date.now();
  say(`Compiling the engine's addon with ${compiler}: about 15 seconds`);
  const include = join(folder, 'include');
  const napi = inModules('node-api-headers', 'include');
  if (!existsSync(join(napi, 'node_api.h'))) throw new SetupFailure('node-api-headers is not installed', null);
  mkdirSync(include, { recursive: true });
  const link =
    process.platform === 'darwin'
      ? [
          '-dynamiclib',
          '-undefined',
          'dynamic_lookup',
          '-Wl,-rpath,@loader_path',
          ...recipe.libraries.map((name) => join(folder, name)),
        ]
      : ['-shared', '-Wl,-rpath,$ORIGIN', `-L${folder}`, ...recipe.libraries.map((name) => `-l:${name}`)];
  const { code, output } = await runToEnd(compiler, [
    ...['-O2', '-std=c++17', '-fPIC', '-w', '-DNAPI_VERSION=8', `-I${addonSources}`, `-I${include}`, `-I${napi}`],
    join(addonSources, 'binding', 'tfjs_backend.cc'),
    join(addonSources, 'binding', 'tfjs_binding.cc'),
    ...['-o', join(folder, 'tfjs_binding.node'), ...link],
  ]);
  if (code !== 0) {
    throw new SetupFailure(
      `${compiler} could not compile the addon (${lastLines(output, 2)})`,
      process.platform === 'linux' ? 'g++ and libc6-dev' : null,
    );
  }
  say(`Compiled in ${secondsSince(from)}`);
}

/**
 * Loads the addon in a process of its own: a library that this machine's processor or C library cannot run ends it.
 *
 * @param {string} folder
 * @returns {Promise<string>} TensorFlow's version, as it says itself
 */
export async function tryAddon(folder) {
  const node = childNode();
  if (node === null) throw new SetupFailure('Node 24 is not installed for this platform', 'Node 24 or newer');
  const script = `
    const holder = { exports: {} };
    process.dlopen(holder, process.argv[1]);
    process.stdout.write('version ' + holder.exports.TF_Version);`;
  const { code, output } = await runToEnd(node, ['-e', script, join(folder, 'tfjs_binding.node')], {
    env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3' },
    timeoutMs: 120_000,
  });
  const version = /version (\S+)/.exec(output)?.[1];
  if (code !== 0 || version === undefined) {
    throw new SetupFailure(`the compiled addon does not run here (${lastLines(output, 2)})`, null);
  }
  return version;
}
