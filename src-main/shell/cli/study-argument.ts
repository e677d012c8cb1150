import { auditCheckIds, type AuditSetting } from '../../contract/audit-setting.ts';
import { AppError } from '../../contract/error.ts';
import {
  claimSchema,
  splitKindSchema,
  taskTypeSchema,
  type SplitKind,
  type StudySpec,
  type TaskType,
} from '../../contract/study.ts';
import { nearest } from '../../service/nearest.ts';
import { usualFolds } from '../../service/study-default.ts';
import { readChoice, readInteger, readNumber, type Arguments, type OptionDescription } from './arguments.ts';
import { checkSharing, parseArm } from './arm-argument.ts';
import { embedOptions, readEmbeddings, type EmbedOption } from './embed-argument.ts';
import { encodeOptions, readEncodings } from './encode-argument.ts';

/** What the options say of a new study; what is absent stays at its default. */
export interface StudyOptions {
  readonly tasks: readonly TaskOption[];
  readonly ignored: readonly string[];
  /** Inputs whatever they look like. */
  readonly inputs: readonly string[];
  /** Columns that models from disk make vectors of. */
  readonly embeddings: readonly EmbedOption[];
  /** Applied to the settings that the study begins with. */
  change(spec: StudySpec): StudySpec;
}

/** `NAME:TYPE` as it was written, and as it reads where no column is called so. */
export interface TaskOption {
  readonly written: string;
  readonly column: string;
  readonly type: TaskType | undefined;
}

/** As the contract of a study has it. */
const mostTasks = 16;
const mostArms = 64;
const longestName = 200;

const splitKinds: readonly SplitKind[] = splitKindSchema.options;
const withColumn: readonly SplitKind[] = ['group', 'time', 'column'];
const withoutColumn: readonly SplitKind[] = ['random', 'stratified-tasks', 'k-fold'];

/** Names of the options that decide the splits and what they can carry. */
export const splitOptions: readonly string[] =
  'split splits folds gap test-share validation-share seed seeds claim'.split(' ');

export const studyOptions: readonly OptionDescription[] = [
  { name: 'task', value: 'NAME[:TYPE]', meaning: 'a target column; regression, binary or multiclass', many: true },
  { name: 'ignore', value: 'COL', meaning: 'a column that is no input', many: true },
  { name: 'input', value: 'COL', meaning: 'a column that is an input, also where it looks like an id', many: true },
  {
    name: 'arm',
    value: 'METHOD',
    meaning: 'a method to compare, as METHOD[@SHARING][;NAME=VALUE] (default: equal)',
    many: true,
  },
  { name: 'sharing', value: 'NAME', meaning: 'how tasks share where the arm does not say (default: hard)' },
  {
    name: 'claim',
    value: 'KIND',
    meaning: 'what the study is to speak of: new-data or this-split (default: new-data)',
  },
  { name: 'splits', value: 'N', meaning: 'paired train-validation-test splits' },
  { name: 'seeds', value: 'N', meaning: 'trainings of each arm on a split' },
  { name: 'epochs', value: 'N', meaning: 'most epochs of a training' },
  {
    name: 'split',
    value: 'KIND[:COL]',
    meaning: 'random, stratified[:COL], stratified-tasks, group:COL, time:COL, k-fold or column:COL',
  },
  { name: 'folds', value: 'N', meaning: 'folds of a k-fold split; --splits is a multiple of it' },
  { name: 'gap', value: 'X', meaning: 'share of rows that a time split leaves out before validation and test' },
  { name: 'test-share', value: 'X', meaning: 'share of the rows to test on' },
  { name: 'validation-share', value: 'X', meaning: 'share of the other rows to validate on' },
  { name: 'patience', value: 'N', meaning: 'epochs without a better validation loss before a run stops; 0 is off' },
  { name: 'batch', value: 'N', meaning: 'rows of a training step' },
  { name: 'learning-rate', value: 'X', meaning: 'step size of the optimiser' },
  { name: 'widths', value: 'N,N,...', meaning: 'units of each shared layer' },
  { name: 'seed', value: 'N', meaning: 'seed of every random number' },
  {
    name: 'tolerance',
    value: 'CHECK=X',
    meaning: 'tolerance of a check of the data audit, or CHECK=off to leave it out',
    many: true,
  },
  ...encodeOptions,
  ...embedOptions,
  { name: 'name', value: 'TEXT', meaning: 'name of the study' },
];

export function readStudyOptions(args: Arguments): StudyOptions {
  const tasks = args.all('task').map(parseTask);
  const repeated = tasks.find(({ column }, index) => tasks.findIndex((other) => other.column === column) !== index);
  if (repeated !== undefined)
    throw new AppError('wrong-use', `the task ${repeated.column} is given twice; give it once`);
  const ignored = args.all('ignore');
  const inputs = args.all('input');
  const both = inputs.find((column) => ignored.includes(column));
  if (both !== undefined) throw new AppError('wrong-use', `${both} is an input and ignored; give it one role`);
  if (tasks.length > mostTasks) {
    throw new AppError('wrong-use', `too many tasks; a study has at most ${mostTasks}: ${tasks.length}`);
  }
  const name = args.get('name');
  if (name !== undefined && (name.trim() === '' || name.length > longestName)) {
    throw new AppError('wrong-use', `invalid --name; must have 1 to ${longestName} characters: ${name.length}`);
  }
  const encodings = readEncodings(args);
  const sharing = args.get('sharing') ?? 'hard';
  checkSharing(sharing);
  const arms = args.all('arm').map((arm) => parseArm(arm, sharing));
  if (arms.length > mostArms) {
    throw new AppError('wrong-use', `too many arms; a study has at most ${mostArms}: ${arms.length}`);
  }
  const split = args.get('split') === undefined ? undefined : parseSplit(args.get('split') ?? '');
  const splits = readInteger(args, 'splits', 1, 100);
  const folds = readInteger(args, 'folds', 2, 50);
  const gapFraction = readNumber(args, 'gap', 0, 0.3);
  const testFraction = readNumber(args, 'test-share', 0.05, 0.6);
  const validationFraction = readNumber(args, 'validation-share', 0.05, 0.5);
  const claim = readChoice(args, 'claim', claimSchema.options);
  const seeds = readInteger(args, 'seeds', 1, 100);
  const seed = readInteger(args, 'seed', 0, 2147483647);
  const epochs = readInteger(args, 'epochs', 1, 10000);
  const patience = readInteger(args, 'patience', 0, 10000);
  const batchSize = readInteger(args, 'batch', 1, 65536);
  const learningRate = readNumber(args, 'learning-rate', Number.MIN_VALUE, 10);
  const widths = args.get('widths') === undefined ? undefined : parseWidths(args.get('widths') ?? '');
  const tolerances = Object.fromEntries(args.all('tolerance').map(parseTolerance));
  return {
    tasks,
    ignored,
    inputs,
    embeddings: readEmbeddings(args),
    change: (spec) => ({
      ...spec,
      ...encodings(spec),
      name: name ?? spec.name,
      ...(args.has('tolerance') ? { audit: { tolerances: { ...spec.audit?.tolerances, ...tolerances } } } : {}),
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
      network: { ...spec.network, widths: widths ?? spec.network.widths },
      training: {
        ...spec.training,
        epochs: epochs ?? spec.training.epochs,
        patience: patience === undefined ? spec.training.patience : patience === 0 ? null : patience,
        batchSize: batchSize ?? spec.training.batchSize,
        learningRate: learningRate ?? spec.training.learningRate,
      },
      arms: arms.length > 0 ? arms : spec.arms.map((arm) => ({ ...arm, sharing })),
    }),
  };
}

/** `NAME:TYPE` where TYPE is one; a name may hold colons of its own. */
function parseTask(text: string): TaskOption {
  const colon = text.lastIndexOf(':');
  const type = taskTypeSchema.safeParse(text.slice(colon + 1));
  const column = colon > 0 && type.success ? text.slice(0, colon) : text;
  if (column === '') throw new AppError('wrong-use', 'missing the name of a task after --task');
  return { written: text, column, type: colon > 0 && type.success ? type.data : undefined };
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

function parseTolerance(text: string): [keyof AuditSetting['tolerances'], number | null] {
  const at = text.lastIndexOf('=');
  const name = text.slice(0, Math.max(0, at));
  const value = text.slice(at + 1).trim();
  const check = auditCheckIds.find((id) => id === name);
  if (check === undefined) {
    const near = nearest(name === '' ? text : name, auditCheckIds);
    const repair = near === null ? `checks are ${auditCheckIds.join(', ')}` : `did you mean ${near}?`;
    throw new AppError('wrong-use', `invalid --tolerance; must be CHECK=X: ${text}; ${repair}`);
  }
  if (value === 'off') return [check, null];
  const number = value === '' ? Number.NaN : Number(value);
  if (!Number.isFinite(number) || number < 0) {
    throw new AppError('wrong-use', `invalid --tolerance ${check}; must be a number from 0, or off: ${value}`);
  }
  return [check, number];
}

function parseWidths(text: string): number[] {
  const widths = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  if (widths.length <= 8 && widths.every((width) => Number.isInteger(width) && width >= 1 && width <= 4096))
    return widths;
  throw new AppError('wrong-use', `invalid --widths; must be one to eight whole numbers from 1 to 4096: ${text}`);
}
