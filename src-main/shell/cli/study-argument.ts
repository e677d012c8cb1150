import { AppError } from '../../contract/error.ts';
import { taskTypeSchema, type StudySpec, type TaskType } from '../../contract/study.ts';
import type { Arguments, OptionDescription } from './arguments.ts';
import { checkSharing, parseArm } from './arm-argument.ts';
import { embedOptions, readEmbeddings, type EmbedOption } from './embed-argument.ts';
import { encodeOptions, readEncodings } from './encode-argument.ts';
import { readSplit, splitOptions } from './split-argument.ts';
import { readTolerances, toleranceOptions } from './tolerance-argument.ts';
import { readTraining, trainingOptions } from './training-argument.ts';

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
  ...splitOptions,
  ...trainingOptions,
  ...toleranceOptions,
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
  const sharing = args.get('sharing') ?? 'hard';
  checkSharing(sharing);
  const arms = args.all('arm').map((arm) => parseArm(arm, sharing));
  if (arms.length > mostArms) {
    throw new AppError('wrong-use', `too many arms; a study has at most ${mostArms}: ${arms.length}`);
  }
  const [encodings, tolerances] = [readEncodings(args), readTolerances(args)];
  const [splits, training] = [readSplit(args), readTraining(args)];
  return {
    tasks,
    ignored,
    inputs,
    embeddings: readEmbeddings(args),
    change: (spec) => ({
      ...spec,
      ...encodings(spec),
      ...tolerances(spec),
      ...splits(spec),
      ...training(spec),
      name: name ?? spec.name,
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
