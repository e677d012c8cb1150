import { describe, expect, it } from 'vitest';
import { engineAmong } from '../../../src-main/shell/cli/engine-argument.ts';

describe('the engine among the words of a command', () => {
  it.each([
    [['data.csv', '--task', 'y'], 'auto'],
    [['data.csv', '--engine', 'graph', '--task', 'y'], 'graph'],
    [['data.csv', '--engine=direct'], 'direct'],
    [['--engine', 'auto'], 'auto'],
    [['--engine', 'abacus'], null],
    [['--engine='], null],
    [['--engine'], null],
    [['--engineer', 'graph'], 'auto'],
  ])('%j: %s', (words, engine) => {
    expect(engineAmong(words)).toBe(engine);
  });
});
