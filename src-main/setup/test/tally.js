import { say } from '../step/say.js';

/** Counts what was tested, and says aloud what this machine could not test. */
export function createTally() {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  /** @type {string[]} */
  const failures = [];
  /** @type {string[]} */
  const skips = [];
  const requireAll = process.env['TANDEM_REQUIRE_ALL'] === '1';
  return {
    /** @param {number} [count] */
    pass(count = 1) {
      counts.passed += count;
    },
    /**
     * @param {string} what
     * @param {number} [count]
     */
    fail(what, count = 1) {
      counts.failed += count;
      failures.push(what);
    },
    /**
     * @param {string} what
     * @param {number} [count]
     */
    skip(what, count = 1) {
      if (requireAll) {
        counts.failed += count;
        failures.push(`${what} (was skipped, and TANDEM_REQUIRE_ALL asks for everything)`);
      } else {
        counts.skipped += count;
        skips.push(what);
      }
    },
    /** Prints the summary, its last line the counts. @returns {number} the exit code */
    report() {
      say('');
      for (const skip of skips) say(`skipped: ${skip}`);
      for (const failure of failures) say(`FAILED:  ${failure}`);
      process.stdout.write(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`);
      return counts.failed === 0 && counts.passed > 0 ? 0 : 1;
    },
  };
}

/** @typedef {ReturnType<typeof createTally>} Tally */
