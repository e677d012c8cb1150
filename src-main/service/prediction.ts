import { setImmediate } from 'node:timers/promises';
import { armId, twinId, twinTask } from '../contract/arm.ts';
import { AppError } from '../contract/error.ts';
import type { Prediction, PredictionRequest, TaskPrediction } from '../contract/prediction.ts';
import type { Handlers } from '../contract/procedure.ts';
import type { StudySpec, Task } from '../contract/study.ts';
import { encodeNewRows } from '../core/prepare/encode-new-rows.ts';
import { findDrift, missingShare } from '../core/prepare/find-drift.ts';
import type { Split } from '../core/prepare/prepared.ts';
import { cellLabel } from '../core/table/cell.ts';
import { findColumn, type Table } from '../core/table/table.ts';
import type { RowPredictions } from '../core/trained/predict-rows.ts';
import type { TrainedRun } from '../core/trained/trained-runs.ts';
import { atOnce } from './at-once.ts';
import type { ServiceContext } from './context.ts';
import type { HistoryCache } from './history-cache.ts';
import { checkArm, findTask, readTrainedData, readTrainedRuns } from './kept-models.ts';
import { listModels } from './model-list.ts';
import { inputNames, readNewTable } from './new-rows.ts';
import type { SideTrainer } from './training/side-trainer.ts';

/** Stands for the twin of every task. */
const everyTwin = 'single-task';

/** New rows predicted by the kept models of an arm, in the process that works with trained models. */
export function createPredictionHandlers(
  context: ServiceContext,
  histories: HistoryCache,
  trainer: SideTrainer,
): Pick<Handlers, 'model.list' | 'prediction.run'> {
  return {
    'model.list': atOnce(({ studyId }) => listModels(context, histories, studyId)),
    'prediction.run': (request) => predictFile(context, trainer, request),
  };
}

interface Chosen {
  readonly task: number;
  readonly arm: string;
  readonly runs: readonly TrainedRun[];
}

async function predictFile(
  context: ServiceContext,
  trainer: SideTrainer,
  { studyId, fileToken, options, fillMissing, embeddings, ...which }: PredictionRequest,
): Promise<Prediction> {
  const { workspace, files, tables } = context;
  const file = files.get(fileToken);
  const { spec } = workspace.studies.get(studyId);
  const dataset = workspace.datasets.get(spec.dataset.id);
  const chosen = chooseModels(context, studyId, spec, which);
  const { table, absent, warnings } = await readNewTable(
    file,
    { spec, dataset },
    {
      ...{ options, fillMissing },
      embeddings: embeddings.map(({ column, modelToken, vocabularyToken }) => ({
        ...{ column, model: files.get(modelToken) },
        vocabulary: vocabularyToken === null ? null : files.get(vocabularyToken),
      })),
    },
  );
  const known = await tables.read(spec.dataset.id);
  const { encoding, splits, preparations } = await readTrainedData(context, studyId);
  await setImmediate();
  const fresh = encodeNewRows({ table: known, encoding }, spec, table);
  const material = { spec, encoding: fresh.encoding, preparations: preparations.map((one) => fresh.adapt(one)) };
  const tasks = chosen.map(({ task, runs }) => ({ task, runs }));
  const { result } = trainer.start(
    (job) => ({ kind: 'predict', job, work: { material, tasks } }),
    (reply) => (reply.kind === 'predicted' ? reply.result : null),
  );
  const predicted = await result;
  const trained = trainedRows(chosen, splits, known.rowCount);
  return {
    rows: table.rowCount,
    names: namesOf(spec, table),
    tasks: chosen.map((one, position) =>
      describeTask(spec.tasks[one.task] as Task, one, predicted[position] as RowPredictions),
    ),
    absent: absent.map(({ column, near }) => {
      const before = findColumn(known, column);
      return { column, near, share: before === undefined ? 0 : missingShare(before, trained) };
    }),
    drift: findDrift(
      known,
      trained,
      inputNames(spec).filter((name) => absent.every(({ column }) => column !== name)),
      table,
    ),
    warnings: [...warnings],
    footnote: sayPrediction(chosen),
  };
}

/** The tasks that an arm predicts, each with the runs that do. Throws AppError `bad-option` for an unknown arm. */
function chooseModels(
  context: ServiceContext,
  studyId: string,
  spec: StudySpec,
  { arm, arms }: Pick<PredictionRequest, 'arm' | 'arms'>,
): Chosen[] {
  for (const each of [arm, ...Object.values(arms)]) {
    checkArm(spec, each, [...spec.arms.map(armId), everyTwin], true);
  }
  for (const column of Object.keys(arms)) findTask(spec, column);
  const own = twinTask(arm);
  const tasks = spec.tasks.map((task) => task.column);
  return tasks
    .filter((column) => own === null || own === column || Object.hasOwn(arms, column))
    .map((column): Chosen => {
      const task = findTask(spec, column);
      const given = Object.hasOwn(arms, column) ? (arms[column] ?? arm) : arm;
      const used = given === everyTwin ? twinId(column) : given;
      if ((twinTask(used) ?? column) !== column) {
        throw new AppError('bad-option', `invalid arm of ${column}; a twin predicts its own task alone: ${used}`);
      }
      return { task, arm: used, runs: readTrainedRuns(context, studyId, { arm: used, task }) };
    });
}

function describeTask(
  { column, type, classes }: Task,
  { arm }: Chosen,
  { runs, mean, sd }: RowPredictions,
): TaskPrediction {
  const spreadOf = (value: number | undefined): number | null =>
    value === undefined || Number.isNaN(value) ? null : value;
  const base = { task: column, type, arm, runs };
  if (type === 'regression') {
    return { ...base, classes: [], values: [...mean], spread: Array.from(sd, spreadOf), probabilities: [] };
  }
  const width = type === 'binary' ? 1 : classes.length;
  const rows = Array.from({ length: mean.length / width }, (_, row) => row);
  const probabilities = rows.map((row) =>
    type === 'binary'
      ? [1 - (mean[row] as number), mean[row] as number]
      : [...mean.subarray(row * width, (row + 1) * width)],
  );
  const largest = probabilities.map((own) => own.indexOf(Math.max(...own)));
  return {
    ...base,
    classes,
    values: largest.map((label) => classes[label] ?? ''),
    spread: rows.map((row) => spreadOf(type === 'binary' ? sd[row] : sd[row * width + (largest[row] as number)])),
    probabilities,
  };
}

function namesOf({ roles }: StudySpec, table: Table): Prediction['names'] {
  return table.columns
    .filter(({ name }) => Object.hasOwn(roles, name) && roles[name] === 'id')
    .map((column) => ({
      column: column.name,
      values: Array.from({ length: table.rowCount }, (_, row) =>
        cellLabel(findColumn(table, column.name) ?? column, row),
      ),
    }));
}

/** Rows that at least one of the runs was trained on, ascending. */
function trainedRows(chosen: readonly Chosen[], splits: readonly Split[], rowCount: number): Int32Array {
  const isTrained = new Uint8Array(rowCount);
  for (const split of new Set(chosen.flatMap(({ runs }) => runs.map((run) => run.split)))) {
    for (const row of (splits[split] as Split).train) isTrained[row] = 1;
  }
  return Int32Array.from({ length: rowCount }, (_, row) => row).filter((row) => isTrained[row] === 1);
}

function sayPrediction(chosen: readonly Chosen[]): string {
  const most = Math.max(...chosen.map(({ runs }) => runs.length));
  const how =
    most === 1
      ? 'One run predicts: how far another would differ is not known.'
      : `Mean over up to ${most} runs, each prepared as its training rows were; the spread is their standard deviation.`;
  return `${how} It tells how much the models differ, not how far they are from the truth: for that see the metrics on test rows. Where rows leave what the models were trained on, nothing was measured. Rows are counted from 1, the first below the header.`;
}
