import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from './lock.js';
import { inModules, root } from './place.js';
import { runToEnd } from './process.js';
import { say, secondsSince } from './say.js';

const stampPath = inModules('.tandem-lock-hash');

/** Installs the packages of the lock file with `npm ci`, unless they are installed already. */
export async function ensureDependencies() {
  if (isStamped()) return;
  await withLock(join(root, 'build', '.dependencies.lock'), async () => {
    if (isStamped()) return;
    if (!matchesLockFile()) await install();
    writeFileSync(stampPath, lockHash());
  });
}

async function install() {
  const from = Date.now();
  say('Installing packages (npm ci): about 500 MB the first time');
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund'];
  // npm test and npm start set these for their own run; npm ci would take them for its options.
  const environment = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^npm_(lifecycle|package|command)/.test(name)),
  );
  const script = process.env['npm_execpath'];
  const options = { cwd: root, env: environment, stdio: /** @type {['ignore', 2, 2]} */ (['ignore', 2, 2]) };
  const { code } =
    script !== undefined && script.endsWith('.js')
      ? await runToEnd(process.execPath, [script, ...args], options)
      : await runToEnd('npm', args, { ...options, shell: process.platform === 'win32' });
  if (code !== 0) {
    throw new Error(
      `npm ci ended with code ${code}: the packages could not be installed. ` +
        'Check that this machine reaches the npm registry and that the disk has 2 GB free, then run the same command again.',
    );
  }
  say(`Packages installed in ${secondsSince(from)}`);
}

function lockHash() {
  return createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
}

function isStamped() {
  try {
    return readFileSync(stampPath, 'utf8') === lockHash();
  } catch {
    return false;
  }
}

/** npm's own list of what it installed, against the lock file: packages for other platforms may be missing. */
function matchesLockFile() {
  /** @type {Record<string, { version?: string, integrity?: string, optional?: boolean, link?: boolean }>} */
  let installed;
  try {
    installed = JSON.parse(readFileSync(inModules('.package-lock.json'), 'utf8')).packages;
  } catch {
    return false;
  }
  /** @type {typeof installed} */
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '') return true;
    const found = installed[path];
    if (found === undefined) return entry.optional === true;
    return found.version === entry.version && found.integrity === entry.integrity;
  });
}
