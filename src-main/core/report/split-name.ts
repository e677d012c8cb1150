import type { SplitKind } from '../../contract/study.ts';

/** Kinds of splits as they are called in front of "split". */
export const splitNames: Readonly<Record<SplitKind, string>> = {
  random: 'random',
  stratified: 'stratified',
  'stratified-tasks': 'stratified (by all tasks at once)',
  group: 'group',
  time: 'time',
  'k-fold': 'k-fold',
  column: 'given',
};
