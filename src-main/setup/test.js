import { electronBundle, ensureBundle, rendererBundle } from './step/bundle.js';
import { ensureGround, main } from './step/command.js';
import { root } from './step/place.js';
import { runToEnd } from './step/process.js';
import { ensureProgram } from './step/program.js';
import { say, secondsSince } from './step/say.js';
import { gates } from './test/gates.js';
import { openDisplay } from './test/display.js';
import { findChromium, prepareTestElectron } from './test/needs.js';
import { runSuite } from './test/suite.js';
import { createTally } from './test/tally.js';

const partNames = ['types', 'lint', 'imports', 'unit', 'e2e'];

/**
 * @param {import('./test/tally.js').Tally} tally
 * @param {string} node
 * @param {'types' | 'lint' | 'imports'} part
 */
async function runGates(tally, node, part) {
  for (const gate of gates[part]()) {
    const from = Date.now();
    const { code, output } = await runToEnd(node, gate.args, { cwd: root });
    say(`${code === 0 ? 'ok    ' : 'FAILED'} ${gate.name} (${secondsSince(from)})`);
    if (code === 0) tally.pass();
    else {
      say(output.trimEnd());
      tally.fail(gate.name);
    }
  }
}

/**
 * The workbench in a real browser and in a real Electron; what is missing here is skipped by the tests that need it.
 *
 * @param {import('./test/tally.js').Tally} tally
 * @param {string} node
 * @param {readonly string[]} filters
 */
async function runEndToEnd(tally, node, filters) {
  for (const bundle of [rendererBundle, electronBundle]) {
    try {
      await ensureBundle(bundle);
    } catch (error) {
      say(String(error));
      tally.fail(`${bundle.name} could not be built`);
      return;
    }
  }
  /** @type {Record<string, string>} */
  const environment = {};
  const chromium = findChromium();
  if (chromium === null) say('Chromium was not found: the tests in the browser are skipped. Install chromium.');
  else environment['TANDEM_CHROMIUM'] = chromium;
  const display = await openDisplay();
  if (display === null) {
    say('No display: the tests of the Electron shell are skipped. Install xvfb.');
  } else {
    Object.assign(environment, display.environment);
    try {
      environment['TANDEM_TEST_ELECTRON'] = await prepareTestElectron();
    } catch (error) {
      say(`The tests of the Electron shell are skipped: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  try {
    await runSuite(tally, { name: 'e2e', config: 'vitest.e2e.config.ts', command: [node], environment, filters });
  } finally {
    display?.close();
  }
}

/** `npm test [-- PART [FILE...]]`: every check, or one part of them. */
await main(async () => {
  const [only, ...filters] = process.argv.slice(2);
  if (only !== undefined && !partNames.includes(only)) {
    say(`unknown part of the tests: ${only}. Give one of ${partNames.join(', ')}, or nothing for all of them.`);
    return 2;
  }
  const asked = (/** @type {string} */ part) => only === undefined || only === part;
  const { node, hasNativeEngine, hasDirectEngine } = await ensureGround();
  const tally = createTally();
  if (!hasNativeEngine) tally.skip('the native engine is not available on this machine');
  if (!hasDirectEngine) tally.skip('the direct engine is not available on this machine');
  for (const part of /** @type {const} */ (['types', 'lint', 'imports'])) {
    if (asked(part)) await runGates(tally, node, part);
  }
  if (asked('unit') || asked('e2e')) await ensureProgram(node);
  if (asked('unit')) {
    await runSuite(tally, { name: 'unit', config: 'vitest.config.ts', command: [node], filters });
  }
  if (asked('e2e')) await runEndToEnd(tally, node, filters);
  return tally.report();
});
