import { armId } from '../../contract/arm.ts';
import { commaSeparated, type CellValue } from '../../contract/comma-separated.ts';
import { AppError } from '../../contract/error.ts';
import type { Drift, Prediction, TaskPrediction } from '../../contract/prediction.ts';
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
    { name: 'arm', value: 'ARM', meaning: 'an arm of the study, or single-task for the twins' },
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
      const arm = args.get('arm');
      if (arm === undefined) {
        const arms = [...spec.arms.map(armId), 'single-task'].join(', ');
        throw new AppError('wrong-use', `missing --arm ARM; choose one of ${arms}`);
      }
      const { fileToken } = await service.hostHandlers['host.registerFile']({ path });
      return service.handlers['prediction.run']({ studyId, arm, fileToken, options });
    });
    writeJson(args, terminal, { studyId, ...prediction });
    if (out !== undefined) writeWhole(out, commaSeparated(toRows(prediction, prediction.rows)));
    if (!printsJson(args)) printPrediction(terminal, prediction, out);
    return done;
  },
};

/** Head and the first rows: what names a row, then each task's value, its probabilities, and the spread. */
function toRows({ names, tasks }: Prediction, count: number): CellValue[][] {
  const head = ['row', ...names.map(({ column }) => column), ...tasks.flatMap(headOf)];
  const rows = Array.from({ length: count }, (_, row): CellValue[] => [
    row + 1,
    ...names.map(({ values }) => values[row] ?? null),
    ...tasks.flatMap((task) => cellsOf(task, row)),
  ]);
  return [head, ...rows];
}

function headOf({ task, classes }: TaskPrediction): string[] {
  return [task, ...classes.map((label) => `P(${task} = ${label})`), `${task} spread`];
}

function cellsOf({ values, probabilities, spread }: TaskPrediction, row: number): CellValue[] {
  return [values[row] ?? null, ...(probabilities[row] ?? []), spread[row] ?? null];
}

function printPrediction(terminal: Terminal, prediction: Prediction, out: string | undefined): void {
  const [head = [], ...rows] = toRows(prediction, Math.min(shownRows, prediction.rows));
  const isNumber = head.map((_, column) => rows.every((row) => typeof row[column] !== 'string'));
  terminal.print(
    formatTable({
      header: head.map(String),
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

function sayDrift({ kind, column, rows, share, known, example }: Drift): string {
  const found = `${rows} ${rows === 1 ? 'row' : 'rows'} (${(100 * share).toFixed(1)} %)`;
  const first = `first in row ${example.row}`;
  if (kind === 'missing') return `${column} is missing in ${found}; training rows: ${known}`;
  if (kind === 'unseen-label') {
    return `${column} has labels that no training row has in ${found}, ${first}: ${example.value}; they are read as rare ones`;
  }
  return `${column} lies outside the training range ${known} in ${found}, ${first}: ${example.value}`;
}
