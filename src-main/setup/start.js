import { join } from 'node:path';
import { electronBundle, ensureBundle, rendererBundle } from './step/bundle.js';
import { ensureGround, main, quietEnvironment, runEntry } from './step/command.js';
import { ensureElectron } from './step/electron.js';
import { root } from './step/place.js';
import { runInstead } from './step/process.js';
import { ensureProgram } from './step/program.js';
import { say } from './step/say.js';

/**
 * Why a window of Electron cannot open here, or null when it can.
 *
 * @returns {string | null}
 */
function whyNoWindow() {
  if (process.argv.includes('--browser')) return 'asked for by --browser';
  if (process.platform !== 'linux') return null;
  if (!process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY']) return 'there is no display';
  return process.getuid?.() === 0 ? 'Electron does not run as root' : null;
}

/** `npm start`: the workbench in a window, or in the browser where a window is not possible. */
await main(async () => {
  const { node } = await ensureGround();
  await ensureBundle(rendererBundle);
  await ensureProgram(node);
  const args = process.argv.slice(2).filter((argument) => argument !== '--browser');
  const reason = whyNoWindow();
  const electron = reason === null ? await ensureElectron() : null;
  if (electron !== null) {
    await ensureBundle(electronBundle);
    say('Opening the workbench');
    const from = Date.now();
    const code = await runInstead(electron, [root, ...args], {
      env: { ...process.env, ...quietEnvironment, TANDEM_NODE: node },
    });
    // Ended at once with an error: a sandbox or library that this system does not offer, not a person closing a window.
    if (code === 0 || Date.now() - from > 5000) return code;
    say(`Electron ended at once with code ${code}: opening the workbench in the browser instead`);
  } else if (reason !== null) {
    say(`The workbench opens in the browser: ${reason}`);
  }
  return runEntry(node, join(root, 'src-main', 'launch', 'server.js'), args);
});
