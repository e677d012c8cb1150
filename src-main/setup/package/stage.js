import {
  cpSync,
  existsSync,
  linkSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { findProgram, listPath, programFolder } from '../../launch/program.js';
import { directFolder } from '../step/direct.js';
import { addonFolder, addonPath } from '../step/engine/recipe.js';
import { readRecord } from '../step/record.js';
import { root } from '../step/place.js';
import { say } from '../step/say.js';

const stage = join(root, 'build', 'stage');

/** Sources that the installed service runs; the set-up and the Electron shell are not among them. */
const sources = ['contract', 'core', 'service', 'store', 'trainer', 'launch', 'shell/cli', 'shell/server'];

/** Packages of the page, which its bundle already holds. */
const inBundle = /^(@fontsource-variable\/|plotly\.js)/;

/**
 * Lays out what the installed application runs outside its archive: sources, packages, engine and Node.
 *
 * @param {string} node
 */
export function stageApplication(node) {
  const scratch = `${stage}.making-${process.pid}`;
  const application = join(scratch, 'application');
  rmSync(scratch, { recursive: true, force: true });
  mkdirSync(application, { recursive: true });
  say('Collecting what the application runs');
  for (const source of sources) copy(join(root, 'src-main', source), join(application, 'src-main', source));
  copy(join(root, 'resources'), join(application, 'resources'));
  copyBundle(application);
  copyProgram(application);
  copyPackageFile(application);
  for (const path of productionPackages()) copyPackage(path, application);
  copyEngine(application);
  copyDirect(application);
  mkdirSync(join(scratch, 'node'), { recursive: true });
  place(node, join(scratch, 'node', basename(node)));
  rmSync(stage, { recursive: true, force: true });
  renameSync(scratch, stage);
}

/** The page again, for `serve`: a server outside Electron reads no archive. @param {string} application */
function copyBundle(application) {
  const from = join(root, 'build', 'renderer');
  if (existsSync(from)) copy(from, join(application, 'build', 'renderer'));
}

/** The bundled program, of sources that do not change any more. @param {string} application */
function copyProgram(application) {
  const program = findProgram();
  if (program === null) return;
  const target = join(application, relative(root, programFolder));
  for (const name of program.files) copy(join(programFolder, name), join(target, name));
  writeFileSync(join(application, relative(root, listPath)), JSON.stringify({ ...program, sources: [] }));
}

/** @param {string} application */
function copyPackageFile(application) {
  const { name, version, description, license, type } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  writeFileSync(
    join(application, 'package.json'),
    `${JSON.stringify({ name, version, description, license, type }, null, 2)}\n`,
  );
}

/** @returns {string[]} folders of installed packages, as the lock file names those that are not for development */
function productionPackages() {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  return Object.keys(packages).filter((path) => {
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
    const entry = packages[path];
    return (
      path !== '' &&
      entry.dev !== true &&
      entry.devOptional !== true &&
      !inBundle.test(name) &&
      !/^node-(linux|win|darwin)-/.test(name) &&
      existsSync(join(root, path))
    );
  });
}

/** Folders of packages that serve only to build them. */
const buildFolders = [
  'better-sqlite3/deps',
  'better-sqlite3/src',
  'tfjs-node-gpu/src',
  'tfjs-node-gpu/binding',
  'tfjs-node-gpu/lib',
];

/**
 * One package without the packages inside it, which come by themselves, and without what is only for developers.
 *
 * @param {string} path
 * @param {string} application
 */
function copyPackage(path, application) {
  cpSync(join(root, path), join(application, path), {
    recursive: true,
    filter: (source) => {
      const inside = source.slice(join(root, path).length).replaceAll('\\', '/');
      return (
        !/(^|[/])node_modules$|[.]map$|[.]d[.]ts$/.test(inside) &&
        !buildFolders.some((folder) => `${path}${inside}`.endsWith(`/${folder}`))
      );
    },
  });
}

/** The compiled addon with the libraries it finds beside itself. @param {string} application */
function copyEngine(application) {
  const { engine } = readRecord();
  if (engine?.available !== true || engine.folder === null || !existsSync(addonPath)) {
    say('Without the native engine: the application trains with the WebAssembly engine');
    return;
  }
  const target = join(application, addonFolder.slice(root.length + 1));
  mkdirSync(target, { recursive: true });
  for (const name of readdirSync(engine.folder)) place(join(engine.folder, name), join(target, name));
}

/** The addon of the direct engine at every level: each user's processor takes its own. @param {string} application */
function copyDirect(application) {
  if (!existsSync(directFolder)) {
    say('Without the direct engine: the application trains with the other engines');
    return;
  }
  const target = join(application, directFolder.slice(root.length + 1));
  for (const name of readdirSync(directFolder)) place(join(directFolder, name), join(target, name));
}

/**
 * A hard link where the disk allows it: the libraries are 850 MB.
 *
 * @param {string} from
 * @param {string} to
 */
function place(from, to) {
  mkdirSync(dirname(to), { recursive: true });
  try {
    linkSync(from, to);
  } catch {
    copyFileSync(from, to);
  }
}

/**
 * @param {string} from
 * @param {string} to
 */
function copy(from, to) {
  cpSync(from, to, { recursive: true });
}
