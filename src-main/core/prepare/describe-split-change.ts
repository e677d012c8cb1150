import type { SplitPlan } from '../../contract/study.ts';
import type { SplitChoice } from './split-candidates.ts';
import { usualFolds } from './split-folds.ts';

/** What differs between two ways to split, for a label: 'stratified by all tasks, 5 splits instead of 10'. */
export function describeSplitChange(before: SplitChoice, after: SplitChoice): string {
  const [from, to] = [before.split, after.split];
  const parts: string[] = [];
  if (from.kind !== to.kind || from.column !== to.column) parts.push(sayKind(to));
  if (to.kind === 'k-fold' && (from.kind !== 'k-fold' || foldsOf(from) !== foldsOf(to)))
    parts.push(`${foldsOf(to)} folds`);
  if (from.splits !== to.splits) parts.push(`${count(to.splits, 'split')} instead of ${from.splits}`);
  if (from.testFraction !== to.testFraction) parts.push(`${percent(to.testFraction)} of the rows to test on`);
  if (from.validationFraction !== to.validationFraction) {
    parts.push(`${percent(to.validationFraction)} of the others to validate on`);
  }
  if (to.kind === 'time' && (from.gapFraction ?? 0) !== (to.gapFraction ?? 0)) {
    parts.push(to.gapFraction === undefined ? 'no gap' : `a gap of ${percent(to.gapFraction)}`);
  }
  if (before.baseSeed !== after.baseSeed) parts.push(`seed ${after.baseSeed}`);
  if (before.claim !== after.claim) {
    parts.push(after.claim === 'this-split' ? 'a claim on this split' : 'a claim on new data');
  }
  if (before.seeds !== after.seeds) parts.push(`${count(after.seeds, 'seed')} a split`);
  return parts.join(', ');
}

function sayKind({ kind, column }: SplitPlan): string {
  const name = column === null ? '' : ` '${column}'`;
  switch (kind) {
    case 'random':
      return 'random rows';
    case 'stratified':
      return `stratified by${name}`;
    case 'stratified-tasks':
      return 'stratified by all tasks';
    case 'group':
      return `whole groups of${name}`;
    case 'time':
      return `by time in${name}`;
    case 'k-fold':
      return 'k folds';
    case 'column':
      return `as the column${name} says`;
  }
}

function foldsOf({ folds }: SplitPlan): number {
  return folds ?? usualFolds;
}

function count(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? '' : 's'}`;
}

function percent(share: number): string {
  return `${Number((100 * share).toPrecision(3))} %`;
}
