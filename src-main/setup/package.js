import { delimiter, dirname } from 'node:path';
import { electronBundle, ensureBundle, rendererBundle } from './step/bundle.js';
import { ensureGround, main } from './step/command.js';
import { ensureElectron } from './step/electron.js';
import { inModules, root } from './step/place.js';
import { runToEnd } from './step/process.js';
import { ensureProgram } from './step/program.js';
import { say } from './step/say.js';
import { ensureTestElectron, testElectronVersion } from './step/test-electron.js';
import { stageApplication } from './package/stage.js';

/**
 * `npm run package [-- ELECTRON-BUILDER ARGUMENTS]`: the application for its users. Without arguments the unpacked one
 * of this platform, in dist/.
 */
await main(async () => {
  const { node } = await ensureGround({ forPackage: true });
  await ensureBundle(rendererBundle);
  await ensureBundle(electronBundle);
  await ensureProgram(node);
  stageApplication(node);
  const given = process.argv.slice(2);
  const args = given.length > 0 ? given : ['--dir'];
  if ((await ensureElectron()) === null) {
    // Enough to try the package and to test it; what ships is made where Electron can be downloaded.
    say(`Packing with Electron ${testElectronVersion} of the tests: not for shipping`);
    args.push(`-c.electronDist=${await ensureTestElectron()}`, `-c.electronVersion=${testElectronVersion}`);
  }
  const { code } = await runToEnd(node, [inModules('electron-builder', 'cli.js'), ...args, '--publish=never'], {
    cwd: root,
    env: { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env['PATH'] ?? ''}` },
    // One line of 15,000 characters about packages that this application does not take from there.
    onLine: (line) => void (line.includes('duplicate dependency references') || say(line)),
  });
  if (code === 0) say('The application lies in dist/');
  return code;
});
