import type { ColumnDescription, Dataset, ImportOptions, ImportWarning } from '../contract/dataset.ts';
import { AppError } from '../contract/error.ts';
import type { StudySpec } from '../contract/study.ts';
import type { Table } from '../core/table/table.ts';
import { importFile, previewFile } from '../store/dataset/import-file.ts';
import { readTable } from '../store/dataset/read-table.ts';
import { emptyColumn, findAbsent, type AbsentInput } from './absent-input.ts';
import type { ChosenFile } from './chosen-file.ts';
import { chooseRemade, embedNewRows, type NewEmbedding } from './embedding/embed-new-rows.ts';
import { makeTemporaryFolder, removeTemporaryFolder } from './temporary-folder.ts';

export interface NewTable {
  readonly table: Table;
  /** Inputs, and columns that inputs are made of, that the file does not have: columns without a value stand for them. */
  readonly absent: readonly AbsentInput[];
  readonly warnings: readonly ImportWarning[];
}

/** How a file of new rows is read. */
export interface NewReading {
  readonly options: ImportOptions;
  /** Whether input columns that are not there are read as missing values. */
  readonly fillMissing: boolean;
  readonly embeddings: readonly NewEmbedding[];
}

/**
 * Reads a file of new rows for a study's models: its input columns by the study's types, marks and words for missing, and the
 * columns that name rows. Nothing is kept. Throws AppError `bad-data` with column, row and value where the file does not fit;
 * rows are counted below the header, from 1.
 */
export async function readNewTable(
  file: ChosenFile,
  { spec, dataset }: { readonly spec: StudySpec; readonly dataset: Dataset },
  { options, fillMissing, embeddings }: NewReading,
): Promise<NewTable> {
  const reading = readAs(dataset, options);
  const { description: found } = await previewFile(file.path, reading, { name: file.name });
  const present = new Set(found.columns.map(({ name }) => name));
  const known = dataset.description.columns;
  const inputs = known.filter(({ name }) => spec.roles[name] === 'input');
  const remade = chooseRemade(
    inputs.filter(({ name }) => !present.has(name)),
    embeddings,
  );
  const sources = new Set(remade.map(({ column }) => column));
  const isMade = new Set(remade.map(({ name }) => name));
  const needed = known.filter(
    ({ name }) => (spec.roles[name] === 'input' && !isMade.has(name)) || (sources.has(name) && !present.has(name)),
  );
  const absent = findAbsent({ name: file.name, columns: [...present] }, needed, known, fillMissing);
  const wanted = new Set([
    ...[...inputs.map(({ name }) => name), ...sources],
    ...Object.keys(spec.roles).filter((name) => spec.roles[name] === 'id'),
  ]);
  const columnTypes = Object.fromEntries(
    known.filter(({ name }) => wanted.has(name) && present.has(name)).map(({ name, type }) => [name, type]),
  );
  const folder = await makeTemporaryFolder('tandem-predict-');
  try {
    const { parquetPath, description } = await importFile({
      ...{ path: file.path, name: file.name, folder },
      options: { ...reading, columnTypes: { ...columnTypes, ...options.columnTypes } },
    });
    const isRead = (name: string): boolean => spec.roles[name] === 'input' || sources.has(name);
    checkValues(
      file.name,
      description.columns.filter(({ name }) => isRead(name)),
      description.options.decimalMark,
    );
    const read = await readTable(parquetPath, description);
    const empty = known.filter(({ name }) => absent.some(({ column }) => column === name));
    const table = { ...read, columns: [...read.columns, ...empty.map((column) => emptyColumn(column, read.rowCount))] };
    const made = [];
    for (const one of remade) made.push(await embedNewRows(table, one));
    return {
      table: { ...table, columns: [...table.columns, ...made] },
      absent,
      warnings: [
        ...description.warnings.filter(
          ({ code, column }) =>
            column === undefined || (code !== 'nonconforming' && wanted.has(column.replace(repeated, ''))),
        ),
        ...description.columns.filter(({ name }) => wanted.has(name) && !isRead(name)).flatMap(sayEmptyNames),
      ],
    };
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

function checkValues(file: string, columns: readonly ColumnDescription[], decimalMark: string): void {
  for (const { name, type, nonconforming } of columns) {
    const [example] = nonconforming.examples;
    if (example === undefined) continue;
    const marks =
      type === 'numeric' && writtenOtherwise.test(example.value) ? `, with the decimal mark ${decimalMark}` : '';
    const others = nonconforming.count > 1 ? `; ${nonconforming.count} cells of this column do not fit` : '';
    throw new AppError(
      'bad-data',
      `${file}: ${sayPlace(example)}, column '${name}': ${JSON.stringify(example.value)} is not ${typeWords[type]}, as the study reads it${marks}; correct it or leave it empty${others}`,
      { details: { file, row: example.dataRow, column: name, value: example.value } },
    );
  }
}

type Example = ColumnDescription['nonconforming']['examples'][number];

/** The row below the header, and where it stands in the file if that is another number. */
function sayPlace({ row, dataRow = row }: Example): string {
  return `data row ${dataRow}${dataRow === row ? '' : ` (row ${row} of the file)`}`;
}

/** Of a column that only names rows, where cells are left empty. */
function sayEmptyNames({ name, type, nonconforming: { count, examples } }: ColumnDescription): ImportWarning[] {
  const [example] = examples;
  if (example === undefined) return [];
  return [
    {
      code: 'nonconforming',
      message: `column '${name}': ${count === 1 ? 'one value is' : `${count} values are`} not ${typeWords[type]} and left empty, the first in ${sayPlace(example)}: ${JSON.stringify(example.value)}`,
      row: example.dataRow,
      column: name,
      count,
    },
  ];
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
