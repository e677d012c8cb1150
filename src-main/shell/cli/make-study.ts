import { existsSync } from 'node:fs';
import path from 'node:path';
import { importOptionsSchema, type Dataset } from '../../contract/dataset.ts';
import { AppError } from '../../contract/error.ts';
import { taskTypeSchema, type Study, type StudySpec, type Task, type TaskType } from '../../contract/study.ts';
import type { Service } from '../../service/service.ts';
import { readStudyFile, type StudyFile } from '../../service/study-file.ts';
import { unknownColumn } from '../../service/task-suggestion.ts';
import type { DataSource, FurtherFiles } from './import-argument.ts';
import { embedColumns } from './embed-argument.ts';
import type { StudyOptions, TaskOption } from './study-argument.ts';

/** What a command has made so far, to be taken back when it is refused. */
export interface Made {
  studyId: string | null;
  /** Null when it was there before. */
  datasetId: string | null;
}

/** A draft from a data file and the options. */
export async function makeStudy(
  service: Service,
  file: string,
  options: StudyOptions,
  made: Made,
  source: DataSource = { options: importOptionsSchema.parse({}), further: null },
): Promise<Study> {
  const { handlers } = service;
  const dataset = await importData(service, file, source, made);
  const wanted = options.tasks.map((task) => resolveTask(dataset, task));
  checkColumns(dataset, [...wanted.map((task) => task.column), ...options.ignored, ...options.inputs]);
  const { id: studyId, spec: begun } = await handlers['study.create']({ datasetId: dataset.id });
  made.studyId = studyId;
  const spec = await embedColumns(service, studyId, begun, options.embeddings);
  if (spec.dataset.id !== dataset.id) made.datasetId = spec.dataset.id;
  const tasks: Task[] = [];
  for (const { column, type } of wanted) {
    tasks.push(await handlers['study.suggestTask']({ studyId, column, ...(type === undefined ? {} : { type }) }));
  }
  const both = options.ignored.find((column) => tasks.some((task) => task.column === column));
  if (both !== undefined) throw new AppError('wrong-use', `${both} is a task and ignored; give it one role`);
  const seen = options.inputs.find((column) => tasks.some((task) => task.column === column));
  if (seen !== undefined) throw new AppError('wrong-use', `${seen} is a task and an input; give it one role`);
  const roles: StudySpec['roles'] = {
    ...spec.roles,
    ...Object.fromEntries(options.inputs.map((column) => [column, 'input' as const])),
    ...Object.fromEntries(options.ignored.map((column) => [column, 'ignore' as const])),
    ...Object.fromEntries(tasks.map((task) => [task.column, 'task' as const])),
  };
  const changed = options.change({ ...spec, roles, tasks });
  if (changed.split.column !== null) checkColumns(dataset, [changed.split.column]);
  checkEncoded(await handlers['dataset.get']({ datasetId: spec.dataset.id }), changed);
  return handlers['study.change']({ studyId, spec: withoutSplitInput(changed) });
}

/** A draft from an exported study, on its own data: that of the workspace, of `data`, or of the file beside it. */
export async function repeatStudy(
  service: Service,
  file: string,
  data: string | undefined,
  made: Made,
): Promise<Study> {
  const { handlers } = service;
  const exported = await readStudyFile(file);
  const dataset = await findData(service, file, exported, data, made);
  const { id: studyId } = await handlers['study.create']({ datasetId: dataset.id, name: exported.study.name });
  made.studyId = studyId;
  const { id, name, contentHash } = dataset;
  const spec = { ...exported.study, dataset: { id, name, contentHash, rows: dataset.description.rows } };
  return handlers['study.change']({ studyId, spec });
}

async function findData(
  service: Service,
  file: string,
  { study, data }: StudyFile,
  given: string | undefined,
  made: Made,
): Promise<Dataset> {
  const { contentHash, name } = study.dataset;
  const known = (await service.handlers['dataset.list']({})).find((dataset) => dataset.contentHash === contentHash);
  if (known !== undefined && given === undefined) return known;
  const beside = data === null ? undefined : path.join(path.dirname(file), data.fileName);
  const source = given ?? (beside !== undefined && existsSync(beside) ? beside : undefined);
  if (source === undefined) {
    throw new AppError(
      'bad-file',
      `missing the data of ${path.basename(file)} (${data?.fileName ?? name}); name it with --data FILE`,
    );
  }
  const dataset = await importData(
    service,
    source,
    { options: data?.options ?? importOptionsSchema.parse({}), further: null },
    made,
  );
  if (dataset.contentHash !== contentHash) {
    throw new AppError(
      'bad-data',
      `${source} is not the data of this study: its content has the hash ${dataset.contentHash.slice(0, 12)}, the study was made on ${contentHash.slice(0, 12)}; find the original file`,
      { details: { file: source, found: dataset.contentHash, wanted: contentHash } },
    );
  }
  return dataset;
}

async function importData(service: Service, file: string, source: DataSource, made: Made): Promise<Dataset> {
  const before = await service.handlers['dataset.list']({});
  const { fileToken } = await service.hostHandlers['host.registerFile']({ path: file });
  const dataset =
    source.further === null
      ? await service.handlers['dataset.import']({ fileToken, options: source.options })
      : await importCombined(service, fileToken, source, source.further);
  if (!before.some(({ id }) => id === dataset.id)) made.datasetId = dataset.id;
  return dataset;
}

/** The files together, with what was noticed in each and between them. */
async function importCombined(
  service: Service,
  fileToken: string,
  { options, note }: DataSource,
  { files, combination }: FurtherFiles,
): Promise<Dataset> {
  const further = [];
  for (const path of files) further.push(await service.hostHandlers['host.registerFile']({ path }));
  const combined = await service.handlers['dataset.combine']({
    files: [fileToken, ...further.map((file) => file.fileToken)].map((token) => ({
      fileToken: token,
      options: { ...options, columnTypes: {} },
    })),
    combination,
  });
  for (const { message } of combined.warnings) note?.(message);
  return service.handlers['dataset.import']({
    fileToken: combined.fileToken,
    options: importOptionsSchema.parse({ columnTypes: options.columnTypes }),
  });
}

/** A column that is called just so comes before the reading as `NAME:TYPE`. */
function resolveTask(
  { description: { columns } }: Dataset,
  { written, column, type }: TaskOption,
): { readonly column: string; readonly type: TaskType | undefined } {
  const hasColumn = (name: string): boolean => columns.some((each) => each.name === name);
  if (hasColumn(written)) return { column: written, type: undefined };
  const before = written.slice(0, Math.max(0, written.lastIndexOf(':')));
  if (type === undefined && hasColumn(before)) {
    const word = written.slice(before.length + 1);
    throw new AppError(
      'wrong-use',
      `invalid type of the task ${before}; must be ${taskTypeSchema.options.join(', ')}: ${word}`,
    );
  }
  return { column, type };
}

function checkColumns(dataset: Dataset, names: readonly string[]): void {
  const known = new Set(dataset.description.columns.map((column) => column.name));
  const unknown = names.find((name) => !known.has(name));
  if (unknown !== undefined) throw unknownColumn(dataset, unknown);
}

/** Columns that are encoded or grouped are there, and encoded ones are inputs: what is never read would be left aside without a word. */
function checkEncoded(dataset: Dataset, { inputs, roles }: StudySpec): void {
  const groups = inputs?.groups ?? [];
  const encoded = Object.keys(inputs?.encodings ?? {});
  checkColumns(dataset, [...groups.flatMap(({ columns }) => columns), ...encoded]);
  const unused = encoded.find((column) => roles[column] !== 'input');
  if (unused === undefined) return;
  const flags = dataset.description.columns.find(({ name }) => name === unused)?.flags ?? [];
  const reason = flags.includes('all-missing') ? 'has no values and ' : '';
  const way = roles[unused] === 'task' ? 'take the encoding out' : `--input ${unused} makes it one`;
  throw new AppError(
    'wrong-use',
    `--encode ${unused}: the column ${reason}is no input (its role: ${roles[unused] ?? 'none'}); ${way}`,
  );
}

/**
 * The column that says how to split is no input: a group or a time would be learned by heart, and a part is one value in all
 * training rows.
 */
function withoutSplitInput(spec: StudySpec): StudySpec {
  const { kind, column } = spec.split;
  if (column === null || kind === 'stratified' || spec.roles[column] !== 'input') return spec;
  return { ...spec, roles: { ...spec.roles, [column]: 'ignore' } };
}
