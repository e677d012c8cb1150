import type { ColumnDescription, Dataset, ImportOptions, ImportWarning } from '../contract/dataset.ts';
import { AppError } from '../contract/error.ts';
import type { StudySpec } from '../contract/study.ts';
import type { Table } from '../core/table/table.ts';
import { importFile, previewFile } from '../store/dataset/import-file.ts';
import { readTable } from '../store/dataset/read-table.ts';
import type { ChosenFile } from './chosen-file.ts';
import { nearest } from './nearest.ts';
import { makeTemporaryFolder, removeTemporaryFolder } from './temporary-folder.ts';

export interface NewTable {
  readonly table: Table;
  readonly warnings: readonly ImportWarning[];
}

const mostNamed = 5;

/**
 * Reads a file of new rows for a study's models: its input columns by the study's types, marks and words for missing, and the
 * columns that name rows. Nothing is kept. Throws AppError `bad-data` with column, row and value where the file does not fit.
 */
export async function readNewTable(
  file: ChosenFile,
  { spec, dataset }: { readonly spec: StudySpec; readonly dataset: Dataset },
  options: ImportOptions,
): Promise<NewTable> {
  const inputs = inputNames(spec);
  const reading = readAs(dataset, options);
  const { description: found } = await previewFile(file.path, reading, { name: file.name });
  checkColumns(
    file.name,
    inputs,
    found.columns.map(({ name }) => name),
  );
  const wanted = new Set([...inputs, ...Object.keys(spec.roles).filter((name) => spec.roles[name] === 'id')]);
  const known = dataset.description.columns.filter(({ name }) => wanted.has(name));
  const present = new Set(found.columns.map(({ name }) => name));
  const columnTypes = Object.fromEntries(
    known.filter(({ name }) => present.has(name)).map(({ name, type }) => [name, type]),
  );
  const folder = await makeTemporaryFolder('tandem-predict-');
  try {
    const { parquetPath, description } = await importFile({
      ...{ path: file.path, name: file.name, folder },
      options: { ...reading, columnTypes: { ...columnTypes, ...options.columnTypes } },
    });
    checkValues(
      file.name,
      description.columns.filter(({ name }) => inputs.includes(name)),
      description.options.decimalMark,
    );
    const warnings = description.warnings.filter(
      ({ column }) => column === undefined || wanted.has(column.replace(repeated, '')),
    );
    return { table: await readTable(parquetPath, description), warnings };
  } finally {
    await removeTemporaryFolder(folder);
  }
}

/** The columns that a study's models read. */
export function inputNames({ roles }: Pick<StudySpec, 'roles'>): string[] {
  return Object.keys(roles).filter((name) => roles[name] === 'input');
}

/** What the study's own file meant by its marks, the new one means too, unless it is said otherwise. */
function readAs({ description }: Dataset, options: ImportOptions): ImportOptions {
  const { missingTokens, decimalMark, thousandsMark, dateOrder, pictureSize } = description.options;
  return {
    ...options,
    missingTokens: options.missingTokens === 'auto' ? missingTokens : options.missingTokens,
    decimalMark: options.decimalMark === 'auto' ? decimalMark : options.decimalMark,
    thousandsMark: options.thousandsMark === 'auto' ? thousandsMark : options.thousandsMark,
    dateOrder: options.dateOrder === 'auto' ? dateOrder : options.dateOrder,
    pictureSize: pictureSize ?? options.pictureSize,
    columnTypes: {},
  };
}

function checkColumns(file: string, inputs: readonly string[], found: readonly string[]): void {
  const missing = inputs.filter((name) => !found.includes(name));
  if (missing.length === 0) return;
  const named = missing.slice(0, mostNamed).map((name) => {
    const near = nearest(name, found);
    return near === null ? `'${name}'` : `'${name}' (did you mean ${near}?)`;
  });
  const rest = missing.length > mostNamed ? ` and ${missing.length - mostNamed} more` : '';
  throw new AppError(
    'bad-data',
    `${file}: missing input ${missing.length === 1 ? 'column' : 'columns'} ${named.join(', ')}${rest}; it has ${found.slice(0, 20).join(', ')}`,
    { details: { file, columns: missing } },
  );
}

function checkValues(file: string, columns: readonly ColumnDescription[], decimalMark: string): void {
  for (const { name, type, nonconforming } of columns) {
    const [example] = nonconforming.examples;
    if (example === undefined) continue;
    const marks =
      type === 'numeric' && writtenOtherwise.test(example.value) ? `, with the decimal mark ${decimalMark}` : '';
    const others = nonconforming.count > 1 ? `; ${nonconforming.count} cells of this column do not fit` : '';
    throw new AppError(
      'bad-data',
      `${file}: row ${example.row}, column '${name}': ${JSON.stringify(example.value)} is not ${typeWords[type]}, as the study reads it${marks}; correct it or leave it empty${others}`,
      { details: { file, row: example.row, column: name, value: example.value } },
    );
  }
}

/** What is put behind a name that occurs again: the first of them is the one that is read. */
const repeated = / \(\d+\)$/;

/** A number by another decimal mark or with marks for thousands. */
const writtenOtherwise = /^\s*[+-]?\d+(?:[.,'\s]\d+)+\s*$/;

const typeWords: Readonly<Record<ColumnDescription['type'], string>> = {
  numeric: 'a number',
  categorical: 'a label',
  boolean: 'true or false',
  date: 'a date',
  text: 'a text',
  vector: 'a vector',
  image: 'a picture',
};
