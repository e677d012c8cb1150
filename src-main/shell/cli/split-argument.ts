import { AppError } from '../../contract/error.ts';
import { claimSchema, splitKindSchema, type SplitKind, type StudySpec } from '../../contract/study.ts';
import { usualFolds } from '../../service/study-default.ts';
import { readChoice, readInteger, readNumber, type Arguments, type OptionDescription } from './arguments.ts';

const splitKinds: readonly SplitKind[] = splitKindSchema.options;
const withColumn: readonly SplitKind[] = ['group', 'time', 'column'];
const withoutColumn: readonly SplitKind[] = ['random', 'stratified-tasks', 'k-fold'];

/** What decides the replicates of a study, and what they can carry. */
export const splitOptions: readonly OptionDescription[] = [
  {
    name: 'claim',
    value: 'KIND',
    meaning: 'what the study is to speak of: new-data or this-split (default: new-data)',
  },
  { name: 'splits', value: 'N', meaning: 'paired train-validation-test splits' },
  { name: 'seeds', value: 'N', meaning: 'trainings of each arm on a split' },
  {
    name: 'split',
    value: 'KIND[:COL]',
    meaning: 'random, stratified[:COL], stratified-tasks, group:COL, time:COL, k-fold or column:COL',
  },
  { name: 'folds', value: 'N', meaning: 'folds of a k-fold split; --splits is a multiple of it' },
  { name: 'gap', value: 'X', meaning: 'share of rows that a time split leaves out before validation and test' },
  { name: 'test-share', value: 'X', meaning: 'share of the rows to test on' },
  { name: 'validation-share', value: 'X', meaning: 'share of the other rows to validate on' },
  { name: 'seed', value: 'N', meaning: 'seed of every random number' },
];

/** What the options say of splits and seeds, applied to a study's settings. */
export function readSplit(
  args: Arguments,
): (spec: StudySpec) => Pick<StudySpec, 'baseSeed' | 'claim' | 'seeds' | 'split'> {
  const split = args.get('split') === undefined ? undefined : parseSplit(args.get('split') ?? '');
  const splits = readInteger(args, 'splits', 1, 100);
  const folds = readInteger(args, 'folds', 2, 50);
  const gapFraction = readNumber(args, 'gap', 0, 0.3);
  const testFraction = readNumber(args, 'test-share', 0.05, 0.6);
  const validationFraction = readNumber(args, 'validation-share', 0.05, 0.5);
  if (folds !== undefined) checkGoesWith('folds', 'k-fold', split?.kind);
  if (gapFraction !== undefined) checkGoesWith('gap', 'time', split?.kind);
  const claim = readChoice(args, 'claim', claimSchema.options);
  const seeds = readInteger(args, 'seeds', 1, 100);
  const seed = readInteger(args, 'seed', 0, 2147483647);
  return (spec) => ({
    baseSeed: seed ?? spec.baseSeed,
    claim: claim ?? spec.claim,
    seeds: seeds ?? spec.seeds,
    split: {
      ...spec.split,
      ...(split === undefined ? {} : { kind: split.kind, column: split.column ?? stratum(spec, split.kind) }),
      splits: splits ?? splitsOf(split?.kind, folds) ?? spec.split.splits,
      testFraction: testFraction ?? spec.split.testFraction,
      validationFraction: validationFraction ?? spec.split.validationFraction,
      ...(folds === undefined ? {} : { folds }),
      ...(gapFraction === undefined ? {} : { gapFraction }),
    },
  });
}

/** What only one kind of split knows is not left aside without a word. */
function checkGoesWith(name: string, wanted: SplitKind, given: SplitKind | undefined): void {
  if (given === wanted) return;
  const written = withColumn.includes(wanted) ? `${wanted}:COL` : wanted;
  throw new AppError(
    'wrong-use',
    `--${name} goes with --split ${written}${given === undefined ? '' : `, not ${given}`}`,
  );
}

function parseSplit(text: string): { kind: SplitKind; column: string | null } {
  const [word = '', ...rest] = text.split(':');
  const kind = splitKinds.find((candidate) => candidate === word);
  const column = rest.length === 0 ? null : rest.join(':');
  if (kind === undefined) {
    throw new AppError(
      'wrong-use',
      `invalid --split; must be random, stratified[:COL], stratified-tasks, group:COL, time:COL, k-fold or column:COL: ${text}`,
    );
  }
  if (withColumn.includes(kind) && (column === null || column === '')) {
    throw new AppError('wrong-use', `missing the column of --split ${kind}; write ${kind}:COL`);
  }
  if (withoutColumn.includes(kind) && column !== null)
    throw new AppError('wrong-use', `a ${kind} split takes no column: ${text}`);
  return { kind, column };
}

/** Where their number is not given: all folds once, and the one split of a column. */
function splitsOf(kind: SplitKind | undefined, folds: number | undefined): number | undefined {
  if (kind === 'column') return 1;
  return kind === 'k-fold' ? (folds ?? usualFolds) : undefined;
}

/** The first task with classes is the one to stratify by where none is named. */
function stratum(spec: StudySpec, kind: SplitKind): string | null {
  if (kind !== 'stratified') return null;
  return (spec.tasks.find((task) => task.type !== 'regression') ?? spec.tasks[0])?.column ?? null;
}
