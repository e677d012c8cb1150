import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { rolldown } from 'rolldown';
import { listPath, programFolder, readProgram } from '../launch/program.js';
import { root } from '../setup/step/place.js';
import { createPlugin, isOutside } from './plugin.js';

/** What the launchers start; what these start in turn is found by how they name it. */
const entries = {
  cli: 'src-main/shell/cli/main.ts',
  server: 'src-main/shell/server/main.ts',
  service: 'src-main/service/main.ts',
};

/** Files of earlier bundles stay so long for programs that still run from them. */
const keptMs = 24 * 3_600_000;

/** Bundles the program into `build/program`: one file for each entry, and for what is loaded when it is needed. */
async function bundleProgram() {
  const plugin = createPlugin();
  const bundle = await rolldown({
    cwd: root,
    input: entries,
    platform: 'node',
    external: isOutside,
    plugins: [plugin.plugin],
    onLog(level, log) {
      if (level === 'warn' && log.code !== 'EVAL') throw new Error(log.message);
    },
  });
  const { output } = await bundle.generate({
    format: 'esm',
    // not written there by what this calls: the source maps name the sources from there
    dir: programFolder,
    sourcemap: true,
    entryFileNames: '[name]-[hash].js',
    chunkFileNames: '[name]-[hash].js',
    // a third of the text, which every start would read
    comments: { legal: false, annotation: false, jsdoc: false },
  });
  await bundle.close();
  mkdirSync(programFolder, { recursive: true });
  /** @type {Record<string, string>} */
  const files = {};
  for (const file of output) {
    if (file.type === 'chunk') {
      if (file.isEntry) files[file.name] = file.fileName;
      write(join(programFolder, file.fileName), file.code);
    } else if (file.fileName.endsWith('.js.map')) {
      // lines of sources move without a change of the program, and of its name
      write(join(programFolder, file.fileName), withoutSources(file.source), true);
    } else {
      throw new Error(`the bundle holds what is no program: ${file.fileName}`);
    }
  }
  const sources = [...plugin.sources].map(([path, { mtimeMs, size }]) => [toSlashes(path), mtimeMs, size]);
  const names = output.map(({ fileName }) => fileName);
  markReplaced(readProgram()?.files ?? []);
  write(listPath, JSON.stringify({ entries: files, files: names, sources }), true);
  removeOld(new Set(names));
}

/**
 * A source map without the text of its sources, which is most of it and lies in the checkout.
 *
 * @param {string | Uint8Array} map
 */
function withoutSources(map) {
  return JSON.stringify({ ...JSON.parse(map.toString()), sourcesContent: undefined });
}

/**
 * Whoever reads it meanwhile finds the whole file.
 *
 * @param {string} path
 * @param {string} text
 * @param {boolean} [replace]
 */
function write(path, text, replace = false) {
  if (!replace && existsSync(path)) return;
  const scratch = `${path}.making-${process.pid}`;
  writeFileSync(scratch, text);
  renameSync(scratch, path);
}

/**
 * From now on the files of the bundle before this one grow old.
 *
 * @param {readonly string[]} names
 */
function markReplaced(names) {
  const now = new Date();
  for (const name of names) {
    const path = join(programFolder, name);
    if (existsSync(path)) utimesSync(path, now, now);
  }
}

/** @param {ReadonlySet<string>} kept */
function removeOld(kept) {
  for (const name of readdirSync(programFolder)) {
    const path = join(programFolder, name);
    if (path === listPath || kept.has(name) || Date.now() - statSync(path).mtimeMs < keptMs) continue;
    rmSync(path, { force: true });
  }
}

/** @param {string} path */
function toSlashes(path) {
  return relative(root, path).replaceAll(sep, '/');
}

await bundleProgram();
