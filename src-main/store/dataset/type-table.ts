import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { ColumnType, DatasetDescription, ImportWarning } from '../../contract/dataset.ts';
import { AppError } from '../../contract/error.ts';
import { cellText } from '../../core/table/cell.ts';
import { createNumberParser } from '../../core/table/number-format.ts';
import type { TextDictionary } from '../../core/table/text-dictionary.ts';
import type { Table, TableColumn } from '../../core/table/table.ts';
import { TableHash } from './content-hash.ts';
import { cancelled, quotePath, quoteText, type Connect } from './duckdb.ts';
import { readRawColumns, selectRaw } from './raw-column.ts';
import { replacePictures, type ReplacedPictures } from './picture/replace-pictures.ts';
import { namesOf, type RawTable, type RelationTable } from './raw-table.ts';
import { createSummarizer, type Summarizer } from './summarizer.ts';
import { typeRaw, type TypeSettings } from './type-column.ts';
import type { DescribedColumn, TypedColumns, TypeRequest } from './type-request.ts';

/** Columns that wait for their summary at one time. */
const mostWaiting = 8;

export interface TypedTable {
  readonly description: DatasetDescription;
  readonly contentHash: string;
  /** Columns of the first rows, as text. */
  readonly head: readonly (readonly (string | null)[])[];
  /** Null where it was not to be kept. */
  readonly path: string | null;
  /** What the file at `path` holds, where it is at hand. */
  readonly table: Table | null;
}

/** Types and describes every column of a raw table from all its values, and writes it as Parquet. */
export async function typeTable(connect: Connect, given: RawTable, request: TypeRequest): Promise<TypedTable> {
  checkTypes(namesOf(given), request.types);
  if (!('names' in given)) return typeRelation(await connect(), given, request);
  const typed = await given.type(request, given.options);
  if (typed !== null) return describeTable(given, typed, typed);
  await given.close();
  const other = await given.otherwise();
  const { member, pictureSize } = given.options;
  return typeRelation(await connect(), { ...other, options: { ...other.options, member, pictureSize } }, request);
}

async function typeRelation(
  connection: DuckDBConnection,
  raw: RelationTable,
  request: TypeRequest,
): Promise<TypedTable> {
  const rawPath = join(request.folder, 'raw.parquet');
  await copyRaw(connection, raw, rawPath);
  const summarizer = createSummarizer(raw.rowCount);
  try {
    const { changed, ...typed } = await typeColumns(connection, raw, rawPath, request, summarizer);
    request.onStage?.('writing', null);
    if (!request.keeps) return describeTable(raw, typed, { path: null, table: null });
    const { storeColumns } = await import('./parquet.ts');
    const path = await storeColumns(connection, rawPath, namesOf(raw), changed, request.folder);
    return describeTable(raw, typed, { path, table: null });
  } finally {
    await summarizer.close();
  }
}

function describeTable(
  raw: RawTable,
  { columns, contentHash, head }: TypedColumns,
  { path, table }: Pick<TypedTable, 'path' | 'table'>,
): TypedTable {
  const warnings = [...raw.warnings, ...columns.flatMap((column) => column.warnings)];
  const descriptions = columns.map((column) => column.description);
  return {
    contentHash,
    head,
    description: { rows: raw.rowCount, columns: descriptions, options: raw.options, warnings },
    path,
    table,
  };
}

interface TypedRelation extends TypedColumns {
  /** By position, the columns that are no more what the raw file holds. */
  readonly changed: ReadonlyMap<number, TableColumn>;
}

async function typeColumns(
  connection: DuckDBConnection,
  raw: RelationTable,
  rawPath: string,
  request: TypeRequest,
  summarizer: Summarizer,
): Promise<TypedRelation> {
  const missingTokens = new Set(raw.options.missingTokens);
  const parseNumber = createNumberParser(raw.options);
  const hash = new TableHash(raw.rowCount, raw.columns.length);
  const described: Promise<DescribedColumn>[] = [];
  const head: (string | null)[][] = [];
  const changed = new Map<number, TableColumn>();
  const selected = selectRaw(raw.columns.map(({ kind }) => kind));
  for await (const { position, raw: held } of readRawColumns(connection, rawPath, selected, raw.rowCount)) {
    if (request.signal?.aborted === true) throw cancelled();
    const name = raw.columns[position]?.name ?? '';
    const settings: TypeSettings = {
      parseNumber,
      missingTokens,
      type: Object.hasOwn(request.types, name) ? request.types[name] : undefined,
      dateOrder: raw.options.dateOrder,
      rowInFile: raw.rowInFile,
    };
    const pictures = 'texts' in held ? await findPictures(name, held.texts, settings.type, request) : null;
    const typed = typeRaw(name, pictures === null ? held : { texts: pictures.texts }, settings);
    hash.add(typed.column);
    const summary = summarizer.summarize(typed.column);
    described.push(summary.then((found) => withWarnings(typed.describe(found), pictures?.warnings ?? [])));
    await described.at(-mostWaiting);
    head.push(
      Array.from({ length: Math.min(request.headRows, raw.rowCount) }, (_, row) => cellText(typed.column, row)),
    );
    if (request.keeps && (pictures !== null || !typed.isRaw)) changed.set(position, typed.column);
    request.onStage?.('typing', (position + 1) / raw.columns.length);
  }
  return { columns: await Promise.all(described), contentHash: hash.finish(), head, changed };
}

function withWarnings(described: DescribedColumn, warnings: readonly ImportWarning[]): DescribedColumn {
  return { ...described, warnings: [...warnings, ...described.warnings] };
}

/** The pictures that a column of texts names, unless it is to be something else. */
async function findPictures(
  name: string,
  texts: TextDictionary,
  type: ColumnType | undefined,
  { pictures, keeps, signal }: TypeRequest,
): Promise<ReplacedPictures | null> {
  if (pictures === undefined || (type !== undefined && type !== 'image')) return null;
  return replacePictures(name, texts, { ...pictures, isPreview: !keeps, signal });
}

function checkTypes(names: readonly string[], types: TypeRequest['types']): void {
  const unknown = Object.keys(types).find((column) => !names.includes(column));
  if (unknown === undefined) return;
  throw new AppError('bad-data', `unknown column '${unknown}' in the column types; the file has ${names.join(', ')}`, {
    details: { column: unknown },
  });
}

/** Keeps the raw table as Parquet. */
async function copyRaw(connection: DuckDBConnection, raw: RelationTable, path: string): Promise<void> {
  const names = JSON.stringify(raw.columns.map(({ name }) => name));
  await connection.run(
    `COPY (${raw.relation}) TO ${quoteText(path)} ` +
      `(FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, KV_METADATA {names: ${quoteText(names)}})`,
  );
  const counted = await connection.runAndReadAll(`SELECT count(*) FROM read_parquet(${quotePath(path)})`);
  const rowCount = Number(counted.getRows()[0]?.[0]);
  if (rowCount !== raw.rowCount) {
    throw new AppError('internal', `${rowCount} rows were copied where ${raw.rowCount} were counted; report this file`);
  }
}
