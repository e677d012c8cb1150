import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder, childNode, inModules } from './place.js';
import { lastLines, runToEnd } from './process.js';
import { changeRecord, isRecent, readRecord } from './record.js';
import { say } from './say.js';

/**
 * Electron's runtime, which its package downloads on first use. A refused download is remembered for a day.
 *
 * @returns {Promise<string | null>} the executable, or null when the workbench has to open in the browser
 */
export async function ensureElectron() {
  const version = JSON.parse(readFileSync(inModules('electron', 'package.json'), 'utf8')).version;
  const present = findExecutable();
  if (present !== null) {
    changeRecord({ electron: { available: true, version, explanation: 'Downloaded by its package.' } });
    return present;
  }
  const before = readRecord().electron;
  if (before?.available === false && before.version === version && isRecent(before.attemptedAt, 24)) return null;
  const node = childNode();
  if (node === null) return null;
  say(`Looking for the download of Electron ${version}`);
  const environment = {
    ...process.env,
    NODE_USE_ENV_PROXY: '1',
    electron_config_cache: join(cacheFolder(), 'electron'),
  };
  // A quick look first: the package itself waits long for a network that does not answer.
  const look = await runToEnd(node, ['--no-deprecation', '-e', lookScript, version], {
    env: environment,
    timeoutMs: 20_000,
  });
  let reason = look.code === 0 ? null : `its download was refused (${lastLines(look.output, 1)})`;
  if (reason === null) {
    say(`Downloading Electron ${version} (about 120 MB)`);
    const { code, output } = await runToEnd(node, [inModules('electron', 'install.js')], {
      env: environment,
      timeoutMs: 900_000,
    });
    if (code !== 0) reason = `its download failed (${lastLines(output, 1)})`;
  }
  const executable = reason === null ? findExecutable() : null;
  if (executable !== null) {
    changeRecord({ electron: { available: true, version, explanation: 'Downloaded by its package.' } });
    return executable;
  }
  const explanation = `Electron ${version} is not here: ${reason ?? 'its package holds no executable'}. The workbench opens in the browser; it is the same one.`;
  changeRecord({ electron: { available: false, version, explanation, attemptedAt: new Date().toISOString() } });
  say(`Notice: ${explanation}`);
  return null;
}

/** @returns {string | null} */
function findExecutable() {
  try {
    const executable = inModules('electron', 'dist', readFileSync(inModules('electron', 'path.txt'), 'utf8'));
    return existsSync(executable) ? executable : null;
  } catch {
    return null;
  }
}

const lookScript = `
const base = process.env.ELECTRON_MIRROR || process.env.npm_config_electron_mirror || 'https://github.com/electron/electron/releases/download/';
const url = new URL('v' + process.argv[1] + '/SHASUMS256.txt', base.endsWith('/') ? base : base + '/');
fetch(url, { method: 'HEAD', signal: AbortSignal.timeout(15_000) }).then(
  (answer) => { if (!answer.ok) { console.error(url.host + ' answered ' + answer.status); process.exit(1); } },
  (error) => { console.error(url.host + ': ' + (error.cause?.message ?? error.message)); process.exit(1); },
);`;
