import { statSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { inModules, root } from '../setup/step/place.js';

/**
 * Packages that the bundle takes in: what many small files make slow to load. The others stay where npm put them; those with
 * parts in machine code must.
 */
const taken = /^(zod|@stdlib|@tensorflow[/]tfjs-core|@tensorflow[/]tfjs-backend-cpu)([/]|$)/;

/** Modules that the bundle takes for others. */
const replaced = new Map([
  ['@tensorflow/tfjs-core', inModules('@tensorflow', 'tfjs-core', 'dist', 'index.js')],
  ['@tensorflow/tfjs-backend-cpu', inModules('@tensorflow', 'tfjs-backend-cpu', 'dist', 'index.js')],
  ['@tensorflow/tfjs', join(import.meta.dirname, 'tensorflow.js')],
  [join(root, 'src-main', 'core', 'engine', 'native', 'load-package.ts'), join(import.meta.dirname, 'load-package.js')],
]);

/** Modules of this program that are started as a process or a thread. */
const startedEntry = /new URL\('([^']+\.ts)', import\.meta\.url\)/g;

/** What decides the result beside the modules: how they are bundled, and what lies in node_modules. */
const deciding = [
  join(import.meta.dirname, 'main.js'),
  join(import.meta.dirname, 'plugin.js'),
  join(root, 'package-lock.json'),
  inModules('.package-lock.json'),
];

/**
 * Whether an import stays an import.
 *
 * @param {string} id
 * @param {string | undefined} importer
 */
export function isOutside(id, importer) {
  if (id.startsWith('node:') || builtinModules.includes(id)) return true;
  if (id.startsWith('.') || id.startsWith('/') || /^[a-zA-Z]:/.test(id) || replaced.has(id)) return false;
  // a package that was taken in brings its own
  if (importer?.includes('node_modules') === true) return false;
  return !taken.test(id) && !id.startsWith('@tensorflow/tfjs-node-gpu/dist/');
}

/**
 * Makes of every module that is named as `new URL('NAME.ts', import.meta.url)` an entry of its own, lets modules that look around
 * find what they would find from their own place, and notes what was read.
 */
export function createPlugin() {
  /** @type {Map<string, import('node:fs').Stats>} */
  const sources = new Map(deciding.map((path) => [path, statSync(path)]));
  return {
    sources,
    /** @type {import('rolldown').Plugin} */
    plugin: {
      name: 'tandem-program',
      resolveId(source, importer) {
        const path = source.startsWith('.') && importer !== undefined ? resolve(dirname(importer), source) : source;
        return replaced.get(path);
      },
      load(id) {
        // before it is read: what is changed meanwhile counts as changed
        if (id.startsWith(root) && !id.startsWith(inModules())) sources.set(id, statSync(id));
      },
      transform(code, id) {
        if (!id.startsWith(join(root, 'src-main') + sep) || !code.includes('import.meta')) return null;
        const started = code.replaceAll(startedEntry, (_, /** @type {string} */ name) => {
          const path = resolve(dirname(id), name);
          const reference = this.emitFile({ type: 'chunk', id: path, name: nameOf(path) });
          return `new URL(import.meta.ROLLUP_FILE_URL_${reference})`;
        });
        const ownPlace = `new URL(${JSON.stringify(`../../${relative(root, id).replaceAll(sep, '/')}`)}, import.meta.url).href`;
        return { code: started.replaceAll(/import\.meta\.url\b/g, ownPlace), map: null };
      },
    },
  };
}

/** @param {string} path */
function nameOf(path) {
  const name = basename(path, '.ts');
  return name === 'main' ? basename(dirname(path)) : name;
}
