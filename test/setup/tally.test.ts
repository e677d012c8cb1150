import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createTally } from '../../src-main/setup/test/tally.js';

let printed = '';
beforeEach(() => {
  printed = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text);
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation(() => true);
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

it('counts, and ends with the line of counts', () => {
  vi.stubEnv('TANDEM_REQUIRE_ALL', '0');
  const tally = createTally();
  tally.pass(12);
  tally.skip('no display', 3);
  expect(tally.report()).toBe(0);
  expect(printed).toBe('12 passed, 0 failed, 3 skipped\n');
});

it('fails with any failure, and with nothing tested', () => {
  const tally = createTally();
  tally.pass();
  tally.fail('x');
  expect(tally.report()).toBe(1);
  expect(createTally().report()).toBe(1);
});

it('takes a skip for a failure where everything is required', () => {
  vi.stubEnv('TANDEM_REQUIRE_ALL', '1');
  const tally = createTally();
  tally.pass(2);
  tally.skip('no display', 2);
  expect(tally.report()).toBe(1);
  expect(printed).toBe('2 passed, 2 failed, 0 skipped\n');
});
