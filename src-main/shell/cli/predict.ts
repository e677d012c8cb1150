import { armId } from '../../contract/arm.ts';
import { commaSeparated, type CellValue } from '../../contract/comma-separated.ts';
import { AppError } from '../../contract/error.ts';
import { predictionRows, sayDrift } from '../../contract/prediction-rows.ts';
import type { Prediction, PredictionRequest } from '../../contract/prediction.ts';
import type { StudySpec } from '../../contract/study.ts';
import { jsonOption, workspaceOption, type Command } from './command.ts';
import { done } from './exit-code.ts';
import { importArguments, readDataSource } from './import-argument.ts';
import { withService } from './open-service.ts';
import { checkWritable, jsonTarget, printsJson, writeJson, writeWhole } from './output.ts';
import { formatTable, type Terminal } from './terminal.ts';

const shownRows = 20;
const severalFiles = ['with', 'key'];

export const predict: Command = {
  name: 'predict',
  usage: 'ID DATA --arm ARM [--out FILE.csv]',
  summary:
    'new rows predicted by the kept models of a study, with their spread and where the rows leave what was trained on',
  options: [
    {
      name: 'arm',
      value: '[TASK=]ARM',
      meaning: 'an arm of the study, or single-task for the twins; of one task alone with TASK=',
      many: true,
    },
    { name: 'out', value: 'FILE.csv', meaning: 'write every row as CSV' },
    { name: 'engine', value: 'KIND', meaning: 'auto, xla, graph, eager or wasm (default: auto)' },
    ...importArguments.filter(({ name }) => !severalFiles.includes(name)),
    workspaceOption,
    jsonOption,
  ],
  positionals: { least: 2, most: 2, names: 'the id of the study and the file of new rows' },
  async run(args, terminal) {
    const [studyId = '', path = ''] = args.positionals;
    const out = args.get('out');
    for (const target of [jsonTarget(args), out ?? null]) if (target !== null) checkWritable(target);
    const { options } = readDataSource(args);
    const prediction = await withService(args, async (service) => {
      const { spec } = await service.handlers['study.get']({ studyId });
      const which = readArms(args.all('arm'), spec);
      const { fileToken } = await service.hostHandlers['host.registerFile']({ path });
      return service.handlers['prediction.run']({ studyId, ...which, fileToken, options });
    });
    writeJson(args, terminal, { studyId, ...prediction });
    if (out !== undefined) writeWhole(out, toFile(prediction));
    if (!printsJson(args)) printPrediction(terminal, prediction, out);
    return done;
  },
};

/** The arm of all tasks, and those of tasks that have another. */
function readArms(given: readonly string[], { tasks, arms }: StudySpec): Pick<PredictionRequest, 'arm' | 'arms'> {
  const known = [...arms.map(armId), 'single-task'].join(', ');
  const ofTasks: Record<string, string> = {};
  const ofAll: string[] = [];
  for (const text of given) {
    const task = tasks.find(({ column }) => text.startsWith(`${column}=`));
    if (task === undefined) ofAll.push(text);
    else ofTasks[task.column] = text.slice(task.column.length + 1);
  }
  const open = tasks.filter(({ column }) => !Object.hasOwn(ofTasks, column)).map(({ column }) => column);
  const [arm = open.length === 0 ? Object.values(ofTasks)[0] : undefined, other] = ofAll;
  if (other !== undefined) throw new AppError('wrong-use', `--arm is given twice for all tasks; write TASK=${other}`);
  if (arm === undefined) throw new AppError('wrong-use', `missing --arm ARM; choose one of ${known}`);
  return { arm, arms: ofTasks };
}

function toFile(prediction: Prediction): string {
  const { head, rows } = predictionRows(prediction, prediction.rows);
  return commaSeparated([head, ...rows]);
}

function printPrediction(terminal: Terminal, prediction: Prediction, out: string | undefined): void {
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
  if (rest > 0) terminal.print(`… ${rest} more rows${out === undefined ? '; write them with --out FILE.csv' : ''}`);
  if (out !== undefined) terminal.print(`Saved ${out}`);
  for (const drift of prediction.drift) terminal.print(`Drift: ${sayDrift(drift)}`);
  for (const { message } of prediction.warnings) terminal.print(`Note: ${message}`);
  terminal.print(`\n${prediction.footnote}`);
}

function show(value: CellValue): string {
  if (value === null) return '–';
  return typeof value === 'string' ? value : String(Number(value.toPrecision(5))).replace('-', '−');
}
