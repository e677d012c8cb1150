import { describe, expect, it } from 'vitest';
import { sayChoice, summarizeChoices } from '../../../src-main/core/compare/summarize-choices.ts';

describe('what the runs of an arm settled', () => {
  const run = (arm: string, groups: string): { arm: string; choices: Record<string, string> } => ({
    arm,
    choices: { groups },
  });

  it('is counted by arm and name, the most frequent value first', () => {
    const runs = [run('a', 'x | y'), run('b', 'x'), run('a', 'x + y'), run('a', 'x + y'), { arm: 'c', choices: {} }];
    const choices = summarizeChoices(runs);
    expect(choices).toEqual([
      {
        arm: 'a',
        name: 'groups',
        values: [
          { value: 'x + y', runs: 2 },
          { value: 'x | y', runs: 1 },
        ],
      },
      { arm: 'b', name: 'groups', values: [{ value: 'x', runs: 1 }] },
    ]);
    expect(choices.map(sayChoice)).toEqual(['x + y in 2 runs, x | y in 1', 'x']);
  });
});
