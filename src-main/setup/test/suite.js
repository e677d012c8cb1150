import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { quietEnvironment } from '../step/command.js';
import { inModules, root } from '../step/place.js';
import { runInstead } from '../step/process.js';

/**
 * The part of vitest's JSON report that is read here.
 *
 * @typedef {object} Results
 * @property {number} numPassedTests
 * @property {{ name: string, status: string, assertionResults: { status: string, fullName: string }[] }[]} testResults
 */

/**
 * Runs a vitest suite and counts its tests.
 *
 * @param {import('./tally.js').Tally} tally
 * @param {object} suite
 * @param {string} suite.name
 * @param {string} suite.config
 * @param {readonly string[]} suite.command the program before vitest's own arguments, Node 24 last
 * @param {Record<string, string>} [suite.environment]
 * @param {readonly string[]} [suite.filters]
 */
export async function runSuite(tally, { name, config, command, environment = {}, filters = [] }) {
  const output = join(root, 'build', 'test', `${name}.json`);
  rmSync(output, { force: true });
  mkdirSync(dirname(output), { recursive: true });
  const [program = '', ...before] = command;
  const args = [
    ...before,
    ...['--no-deprecation', inModules('vitest', 'vitest.mjs'), 'run', '--config', config],
    ...['--reporter=default', '--reporter=json', `--outputFile.json=${output}`],
    ...filters,
  ];
  const code = await runInstead(program, args, {
    cwd: root,
    stdio: ['ignore', 2, 2],
    env: { ...process.env, ...quietEnvironment, ...environment },
  });
  /** @type {Results} */
  let results;
  try {
    results = JSON.parse(readFileSync(output, 'utf8'));
  } catch {
    tally.fail(`${name}: vitest ended with code ${code} before it wrote its results`);
    return;
  }
  tally.pass(results.numPassedTests);
  let failed = 0;
  for (const file of results.testResults) {
    const where = relative(root, file.name);
    const tests = file.assertionResults;
    for (const test of tests) {
      if (test.status === 'failed') {
        failed += 1;
        tally.fail(`${where}: ${test.fullName}`);
      } else if (test.status !== 'passed') {
        tally.skip(`${where}: ${test.fullName}`);
      }
    }
    if (file.status === 'failed' && !tests.some((test) => test.status === 'failed')) {
      failed += 1;
      tally.fail(`${where}: the file itself failed`);
    }
  }
  if (code !== 0 && failed === 0) tally.fail(`${name}: vitest ended with code ${code} although no test failed`);
}
