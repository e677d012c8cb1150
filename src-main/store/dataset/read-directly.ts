import { createReadStream, createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { ColumnType, ImportOptions } from '../../contract/dataset.ts';
import { createNumberParser, type NumberFormat } from '../../core/table/number-format.ts';
import { parseColumn } from '../../core/table/parse-column.ts';
import { toDictionary } from '../../core/table/text-dictionary.ts';
import { quotePath, quoteText } from './duckdb.ts';
import type { FormatRequest } from './format/format.ts';
import { nameColumns } from './header.ts';
import { columnName, type RawColumn, type RawKind, type RawTable } from './raw-table.ts';
import { cellBits, type ScannedColumn } from './scan-cells.ts';
import { scanFile } from './scan-file.ts';
import { sampledWarning, textOptions, textWarnings, type TextPlan } from './text-plan.ts';

/**
 * A text file that DuckDB reads as it lies there, numbers as numbers, because a scan of its bytes has found it regular.
 * Null where it is not; then, and where DuckDB meets something all the same, the file is parsed record by record.
 */
export async function readDirectly(
  request: FormatRequest,
  plan: TextPlan,
  otherwise: () => Promise<RawTable>,
): Promise<RawTable | null> {
  const { path, options, limit, signal, onProgress } = request;
  const { dialect, header, records, missingTokens } = plan;
  const first = records[0];
  if (plan.encoding !== 'utf-8' || first === undefined || first.length < 2 || !isByte(dialect.delimiter)) return null;
  if (dialect.quote !== '' && !isByte(dialect.quote)) return null;
  const width = first.length;
  const skipRecords = dialect.skipRows + (header ? 1 : 0);
  if (header && first.at(-1)?.trim() === '') return null;
  const scanned = await scanFile(
    path,
    {
      delimiter: dialect.delimiter.charCodeAt(0),
      quote: dialect.quote === '' ? -1 : dialect.quote.charCodeAt(0),
      skipRecords,
      width,
      missingTokens,
    },
    limit,
    { ...(signal === undefined ? {} : { signal }), onProgress: (share) => onProgress?.(share) },
  );
  if (scanned === null || scanned.scanner.rowCount === 0) return null;
  const { scanner } = scanned;
  const { names, warnings } = header
    ? nameColumns(first, dialect.skipRows + 1)
    : { names: first.map((_, position) => `column ${position + 1}`), warnings: [] };
  const format = scanner.detector.decide(dialect.delimiter, options);
  const sample = header ? records.slice(1) : records;
  const readPath = scanned.complete ? path : await cutFile(request, scanned.bytes);
  const common = {
    rowCount: scanner.rowCount,
    rowInFile: (index: number) => skipRecords + index + 1,
    options: textOptions(options, plan, format),
    warnings: [
      ...textWarnings(plan, options, format),
      ...warnings,
      ...(scanned.complete ? [] : [sampledWarning(scanner.rowCount)]),
    ],
  };
  const scannedColumns = scanner.columns();
  const certain = scannedColumns.map((column, position): RawColumn => {
    const name = names[position] ?? '';
    return { name, kind: kindOf(column, typeOf(options, name), format) };
  });
  const guessed = certain.map((column, position): RawColumn => {
    const { bits, holdsCodes } = scannedColumns[position] ?? { bits: 0, holdsCodes: false };
    if (column.kind !== 'text' || bits === 0 || holdsCodes || typeOf(options, column.name) !== undefined) return column;
    return { ...column, kind: guessKind(sample, position, bits, plan, format) };
  });
  const relationOf = (columns: readonly RawColumn[]): string =>
    directRelation(readPath, columns, scannedColumns, plan, format, skipRecords);
  const table: RawTable = { ...common, columns: certain, relation: relationOf(certain), otherwise };
  if (guessed.every(({ kind }, position) => kind === certain[position]?.kind)) return table;
  return { ...common, columns: guessed, relation: relationOf(guessed), otherwise: () => Promise.resolve(table) };
}

function typeOf({ columnTypes }: ImportOptions, name: string): ColumnType | undefined {
  return Object.hasOwn(columnTypes, name) ? columnTypes[name] : undefined;
}

function isByte(mark: string): boolean {
  return mark.length === 1 && mark.charCodeAt(0) < 128;
}

/** Numbers where all cells are written as plain ones. */
function kindOf({ bits, holdsCodes }: ScannedColumn, type: ColumnType | undefined, format: NumberFormat): RawKind {
  const decimal = format.decimalMark === '.' ? cellBits.point : cellBits.comma;
  const allowed = cellBits.digit | decimal | cellBits.sign | cellBits.exponent;
  const isPlain = (bits & cellBits.digit) !== 0 && (bits & ~allowed) === 0 && !holdsCodes;
  return isPlain && !isDateLike(bits) && (type === undefined || type === 'numeric') ? 'number' : 'text';
}

/** Digits and hyphens alone are as likely dates as numbers below zero. */
function isDateLike(bits: number): boolean {
  return bits === (cellBits.digit | cellBits.sign);
}

const isoDate = /^\d{4}-\d{2}-\d{2}$/;

/** What the sample makes of a column; DuckDB refuses the file where a later cell is anything else. */
function guessKind(
  sample: TextPlan['records'],
  position: number,
  bits: number,
  plan: TextPlan,
  format: NumberFormat,
): RawKind {
  const texts = sample.map((record) => {
    const text = record[position] ?? '';
    return plan.missingTokens.includes(text) || text === '' ? null : text;
  });
  const present = texts.filter((text) => text !== null);
  if (present.length === 0) return 'text';
  const { inferredType, typeConfidence } = parseColumn('', toDictionary(texts), {
    parseNumber: createNumberParser(format),
  });
  if (typeConfidence < 1) return 'text';
  if (inferredType === 'numeric' && isDateLike(bits)) return 'number';
  if (inferredType === 'boolean' && present.every((text) => /^(?:true|false)$/i.test(text))) return 'boolean';
  return inferredType === 'date' && present.every((text) => isoDate.test(text)) ? 'date' : 'text';
}

function directRelation(
  path: string,
  columns: readonly RawColumn[],
  scanned: readonly ScannedColumn[],
  plan: TextPlan,
  format: NumberFormat,
  skipRecords: number,
): string {
  const declared = columns.map(({ kind }, position) => {
    return `${quoteText(columnName(position))}: '${kind === 'number' ? 'DOUBLE' : 'VARCHAR'}'`;
  });
  const selected = columns.map(({ kind }, position) => {
    const name = columnName(position);
    if (kind === 'boolean') {
      return `CASE WHEN ${name} IS NULL THEN NULL WHEN lower(${name}) = 'true' THEN true WHEN lower(${name}) = 'false' THEN false ELSE error('no boolean') END AS ${name}`;
    }
    if (kind === 'number' && ((scanned[position]?.bits ?? 0) & cellBits.exponent) !== 0) {
      return `CASE WHEN isinf(${name}) THEN error('too large') ELSE ${name} END AS ${name}`;
    }
    return kind === 'date' ? `CAST(strptime(${name}, '%Y-%m-%d') AS TIMESTAMP) AS ${name}` : name;
  });
  const tokens = ['', ...plan.missingTokens].map(quoteText).join(', ');
  const { delimiter, quote } = plan.dialect;
  return (
    `SELECT ${selected.join(', ')} FROM read_csv(${quotePath(path)}, auto_detect = false, header = false, ` +
    `skip = ${skipRecords}, delim = ${quoteText(delimiter)}, quote = ${quoteText(quote)}, escape = ${quoteText(quote)}, ` +
    `strict_mode = true, nullstr = [${tokens}], decimal_separator = ${quoteText(format.decimalMark)}, ` +
    `columns = {${declared.join(', ')}})`
  );
}

/** The whole records that were scanned, as a file of their own. */
async function cutFile({ path, folder }: FormatRequest, bytes: number): Promise<string> {
  const target = join(folder, 'beginning.csv');
  await pipeline(createReadStream(path, { end: bytes - 1 }), createWriteStream(target, { flags: 'wx' }));
  return target;
}
