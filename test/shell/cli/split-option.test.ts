import { describe, expect, it } from 'vitest';
import type { SplitProposal } from '../../../src-main/contract/design.ts';
import type { StudySpec } from '../../../src-main/contract/study.ts';
import { parseArguments } from '../../../src-main/shell/cli/arguments.ts';
import { sayProblems, writeSplitOptions } from '../../../src-main/shell/cli/split-option.ts';
import { readStudyOptions, studyOptions } from '../../../src-main/shell/cli/study-argument.ts';
import { numbers, regression, specOf, tableOf } from '../../core/prepare/tables.ts';

const spec = specOf(tableOf(numbers('x', [1]), numbers('y', [2])), [regression('y')]);

function propose(changes: Partial<StudySpec['split']>, others: Partial<SplitProposal> = {}): SplitProposal {
  const { baseSeed, seeds, claim } = spec;
  return {
    split: { ...spec.split, ...changes },
    baseSeed,
    seeds,
    claim,
    change: 'other rows',
    why: 'they fit',
    ...others,
  };
}

/** The words of a command line as a shell gives them. */
function wordsOf(line: string): string[] {
  return [...line.matchAll(/'((?:[^']|'\\'')*)'|(\S+)/g)].map(([, quoted, plain]) =>
    quoted === undefined ? (plain ?? '') : quoted.replaceAll("'\\''", "'"),
  );
}

describe('writeSplitOptions', () => {
  it.each<[string, SplitProposal]>([
    ['stratified by all tasks', propose({ kind: 'stratified-tasks' })],
    ['other shares', propose({ testFraction: 0.33, validationFraction: 0.5 })],
    ['folds', propose({ kind: 'k-fold', folds: 4, splits: 8 })],
    ['a column with a blank and a quote', propose({ kind: 'stratified', column: "soil's kind" })],
    ['time with a gap', propose({ kind: 'time', column: 'day', gapFraction: 0.15, splits: 2 })],
    ['another seed', propose({ kind: 'group', column: 'farm' }, { baseSeed: 12 })],
    [
      'one split of a column',
      propose({ kind: 'column', column: 'part', splits: 1 }, { claim: 'this-split', seeds: 10 }),
    ],
  ])('writes %s so that the options give just that', (_, proposal) => {
    const args = parseArguments(['--task', 'y', ...wordsOf(writeSplitOptions(spec, proposal))], studyOptions, {
      least: 0,
      most: 0,
      names: 'nothing',
    });
    const { split, baseSeed, seeds, claim } = readStudyOptions(args).change(spec);
    const { split: wanted, ...others } = proposal;
    expect(split).toEqual(wanted);
    expect({ baseSeed, seeds, claim }).toEqual({ baseSeed: others.baseSeed, seeds: others.seeds, claim: others.claim });
  });

  it('is told once where it solves several problems', () => {
    const proposal = propose({ kind: 'stratified-tasks' });
    const problem = { severity: 'error', code: 'a', message: 'first', step: 'design', column: null } as const;
    const told = sayProblems(spec, [
      { ...problem, proposal },
      { ...problem, message: 'second', proposal },
      { ...problem, message: 'third' },
    ]);
    expect(told[0]).toContain('first; tried and works: --split stratified-tasks --splits 3 (they fit)');
    expect(told.slice(1)).toEqual(['second', 'third']);
  });
});
