import type { Problem, SplitProposal } from '../../contract/design.ts';
import type { StudySpec } from '../../contract/study.ts';
import { quoteWord } from './quote-word.ts';

/** The options that give a study the proposed split, in place of those of the same name: `--split time:day --splits 5`. */
export function writeSplitOptions(spec: StudySpec, { split, baseSeed, seeds, claim }: SplitProposal): string {
  const { kind, column } = split;
  const options: [string, string | number][] = [
    ['split', column === null ? kind : `${kind}:${column}`],
    ['splits', split.splits],
  ];
  if (kind === 'k-fold' && split.folds !== undefined) options.push(['folds', split.folds]);
  if (split.testFraction !== spec.split.testFraction) options.push(['test-share', split.testFraction]);
  if (split.validationFraction !== spec.split.validationFraction) {
    options.push(['validation-share', split.validationFraction]);
  }
  const gap = split.gapFraction ?? 0;
  if (kind === 'time' && gap !== (spec.split.gapFraction ?? 0)) options.push(['gap', gap]);
  if (baseSeed !== spec.baseSeed) options.push(['seed', baseSeed]);
  if (claim !== spec.claim) options.push(['claim', claim]);
  if (seeds !== spec.seeds) options.push(['seeds', seeds]);
  return options.map(([name, value]) => `--${name} ${quoteWord(String(value))}`).join(' ');
}

/** The problem's message, with the options of the split that does not have it. */
export function sayProblem(spec: StudySpec, { message, proposal }: Problem): string {
  if (proposal === undefined) return message;
  return `${message}; tried and works: ${writeSplitOptions(spec, proposal)} (${proposal.why})`;
}

/** The same for several; a split that solves more than one is told with the first of them. */
export function sayProblems(spec: StudySpec, problems: readonly Problem[]): string[] {
  const texts = problems.map(({ proposal }) => (proposal === undefined ? null : writeSplitOptions(spec, proposal)));
  return problems.map((problem, index) => {
    const isFirst = texts.indexOf(texts[index] ?? null) === index;
    return isFirst ? sayProblem(spec, problem) : problem.message;
  });
}
