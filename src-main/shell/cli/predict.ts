import { armId } from '../../contract/arm.ts';
import { commaSeparated, type CellValue } from '../../contract/comma-separated.ts';
import { AppError } from '../../contract/error.ts';
import { predictionRows, sayAbsent, sayDrift } from '../../contract/prediction-rows.ts';
import type { Prediction, PredictionRequest } from '../../contract/prediction.ts';
import type { StudySpec } from '../../contract/study.ts';
import type { Service } from '../../service/service.ts';
import type { Arguments } from './arguments.ts';
import { jsonOption, workspaceOption, type Command } from './command.ts';
import { newEmbedOption, readNewEmbeddings } from './embed-argument.ts';
import { engineOption } from './engine-argument.ts';
import { done } from './exit-code.ts';
import { importArguments, readDataSource } from './import-argument.ts';
import { readKnownArm } from './known-arm.ts';
import { withService } from './open-service.ts';
import { checkWritable, isSameFile, jsonTarget, printsJson, writeJson, writeWhole } from './output.ts';
import { formatTable, type Terminal } from './terminal.ts';

const shownRows = 20;
const severalFiles = ['with', 'key'];

export const predict: Command = {
  name: 'predict',
  usage: 'ID DATA --arm ARM [--out FILE.csv]',
  summary:
    'new rows predicted by the kept models of a study, with their spread and where the rows leave what was trained on; rows are counted from 1, the first below the header',
  options: [
    {
      name: 'arm',
      value: '[TASK=]ARM',
      meaning: 'an arm of the study, or single-task for the twins; of one task alone with TASK=',
      many: true,
    },
    { name: 'out', value: 'FILE.csv', meaning: 'write every row as CSV; - is standard output' },
    {
      name: 'fill-missing',
      value: null,
      meaning:
        'take input columns that the file does not have as missing values, filled in as in training (default: refused)',
    },
    newEmbedOption,
    engineOption,
    ...importArguments.filter(({ name }) => !severalFiles.includes(name)),
    workspaceOption,
    jsonOption,
  ],
  positionals: { least: 2, most: 2, names: 'the id of the study and the file of new rows' },
  async run(args, terminal) {
    const [studyId = '', path = ''] = args.positionals;
    const out = csvTarget(args);
    for (const target of [jsonTarget(args), out]) if (target !== null) checkWritable(target, args);
    const { options } = readDataSource(args);
    const remade = readNewEmbeddings(args);
    const fillMissing = args.has('fill-missing');
    const prediction = await withService(args, async (service) => {
      const { spec } = await service.handlers['study.get']({ studyId });
      const which = readArms(args.all('arm'), spec);
      const fileToken = await register(service, path);
      const embeddings = [];
      for (const { column, model, vocabulary } of remade) {
        embeddings.push({
          column,
          modelToken: await register(service, model),
          vocabularyToken: vocabulary === null ? null : await register(service, vocabulary),
        });
      }
      return service.handlers['prediction.run']({ studyId, ...which, fileToken, options, fillMissing, embeddings });
    });
    writeJson(args, terminal, { studyId, ...prediction });
    if (out === '-') {
      terminal.print(toFile(prediction).trimEnd());
      for (const line of sayNotes(prediction)) terminal.note(line);
      return done;
    }
    if (out !== null) writeWhole(out, toFile(prediction));
    if (!printsJson(args)) printPrediction(terminal, prediction, out);
    return done;
  },
};

async function register({ hostHandlers }: Service, path: string): Promise<string> {
  return (await hostHandlers['host.registerFile']({ path })).fileToken;
}

/** Where `--out` goes: a file, `-` for standard output, or nowhere. */
function csvTarget(args: Arguments): string | null {
  if (!args.has('out')) return null;
  const given = args.get('out') ?? '';
  const target = given === '/dev/stdout' ? '-' : given;
  const json = jsonTarget(args);
  if (json !== null && isSameFile(json, target)) {
    throw new AppError('wrong-use', `--json and --out both write to ${target}; name two files`);
  }
  return target;
}

/** The arm of all tasks, and those of tasks that have another. */
function readArms(given: readonly string[], { tasks, arms }: StudySpec): Pick<PredictionRequest, 'arm' | 'arms'> {
  const known = [...arms.map(armId), 'single-task'].join(', ');
  const ofTasks: Record<string, string> = {};
  const ofAll: string[] = [];
  for (const text of given) {
    const task = tasks.find(({ column }) => text.startsWith(`${column}=`));
    if (task === undefined) ofAll.push(readKnownArm(text, { arms }));
    else if (Object.hasOwn(ofTasks, task.column)) {
      throw new AppError('wrong-use', `--arm is given twice for ${task.column}; give it once`);
    } else ofTasks[task.column] = readKnownArm(text.slice(task.column.length + 1), { arms });
  }
  const open = tasks.filter(({ column }) => !Object.hasOwn(ofTasks, column)).map(({ column }) => column);
  const [arm = open.length === 0 ? Object.values(ofTasks)[0] : undefined, other] = ofAll;
  if (other !== undefined) throw new AppError('wrong-use', `--arm is given twice for all tasks; write TASK=${other}`);
  if (arm === undefined) {
    const of = open.length === tasks.length ? '' : ` for ${open.join(', ')}`;
    throw new AppError('wrong-use', `missing --arm ARM${of}; choose one of ${known}`);
  }
  return { arm, arms: ofTasks };
}

function toFile(prediction: Prediction): string {
  const { head, rows } = predictionRows(prediction, prediction.rows);
  return commaSeparated([head, ...rows]);
}

function printPrediction(terminal: Terminal, prediction: Prediction, out: string | null): void {
  const { head, rows } = predictionRows(prediction, Math.min(shownRows, prediction.rows));
  const isNumber = head.map((_, column) => rows.every((row) => typeof row[column] !== 'string'));
  terminal.print(
    formatTable({
      header: head,
      rightAligned: isNumber.flatMap((is, column) => (is ? [column] : [])),
      rows: rows.map((row) => row.map(show)),
    }),
  );
  const rest = prediction.rows - rows.length;
  if (rest > 0) terminal.print(`… ${rest} more rows${out === null ? '; write them with --out FILE.csv' : ''}`);
  if (out !== null) terminal.print(`Saved ${out}`);
  for (const line of sayNotes(prediction)) terminal.print(line);
  terminal.print(`\n${prediction.footnote}`);
}

function sayNotes({ absent, drift, warnings }: Prediction): string[] {
  return [
    ...(absent.length === 0 ? [] : [`Warning: inputs ${sayAbsent(absent)}`]),
    ...drift.map((one) => `Drift: ${sayDrift(one)}`),
    ...warnings.map(({ message }) => `Note: ${message}`),
  ];
}

function show(value: CellValue): string {
  if (value === null) return '–';
  return typeof value === 'string' ? value : String(Number(value.toPrecision(5))).replace('-', '−');
}
