import type { DuckDBConnection } from '@duckdb/node-api';
import type { ColumnDescription, ColumnType, DatasetDescription, ImportWarning } from '../../contract/dataset.ts';
import { describeColumn } from '../../core/table/describe-column.ts';
import { createNumberParser } from '../../core/table/number-format.ts';
import { parseColumn, type ParsedColumn } from '../../core/table/parse-column.ts';
import type { Table, TableColumn } from '../../core/table/table.ts';
import { excerpt } from './bad-file.ts';
import { cancelled } from './encoding.ts';
import type { ReadText } from './read-text.ts';
import { loadCopy, readTextColumns } from './text-columns.ts';

/** Numbers that often stand for a missing value. */
const sentinels = [-999, -9999];

/** Types and describes every column of the copied file, from all its values. */
export async function typeColumns(
  connection: DuckDBConnection,
  copyPath: string,
  text: ReadText,
  types: Readonly<Record<string, ColumnType>>,
  signal: AbortSignal | undefined,
  onColumn: (done: number) => void,
): Promise<{ readonly table: Table; readonly description: DatasetDescription }> {
  await loadCopy(connection, copyPath, text.width);
  const missing = new Set(text.options.missingTokens);
  const parseNumber = createNumberParser(text.options);
  const columns: TableColumn[] = [];
  const descriptions: ColumnDescription[] = [];
  const warnings: ImportWarning[] = [...text.warnings];
  const rowCount = text.fileRows.length;
  for await (const { position, texts } of readTextColumns(connection, text.names.length, rowCount)) {
    if (signal?.aborted === true) throw cancelled();
    const name = text.names[position] ?? '';
    const values = texts.map((cell) => (cell === null || missing.has(cell.trim()) ? null : cell));
    const type = Object.hasOwn(types, name) ? types[name] : undefined;
    const parsed = parseColumn(name, values, parseNumber, type);
    columns.push(parsed.column);
    descriptions.push(toDescription(parsed, text.fileRows));
    warnings.push(...columnWarnings(parsed, text.fileRows, missing));
    onColumn(position + 1);
  }
  return {
    table: { rowCount, columns },
    description: { rows: rowCount, columns: descriptions, options: text.options, warnings },
  };
}

function toDescription(parsed: ParsedColumn, fileRows: readonly number[]): ColumnDescription {
  const summary = describeColumn(parsed.column);
  const { count, examples } = parsed.nonconforming;
  return {
    ...summary,
    flags: count > 0 ? [...summary.flags, 'nonconforming'] : summary.flags,
    inferredType: parsed.inferredType,
    typeConfidence: parsed.typeConfidence,
    nonconforming: {
      count,
      examples: examples.map(({ index, value }) => ({ row: fileRows[index] ?? 0, value })),
    },
  };
}

function columnWarnings(
  { column, nonconforming, keptAsCode, ambiguousDates }: ParsedColumn,
  fileRows: readonly number[],
  missing: ReadonlySet<string>,
): ImportWarning[] {
  const warnings: ImportWarning[] = [];
  const first = nonconforming.examples[0];
  if (first !== undefined) {
    const row = fileRows[first.index] ?? 0;
    warnings.push({
      code: 'nonconforming',
      message:
        `column '${column.name}': ${nonconforming.count} values are not ${column.type} and are read as missing, ` +
        `the first in row ${row}: ${excerpt(first.value)}; change the column's type or the missing tokens if they matter`,
      row,
      column: column.name,
      count: nonconforming.count,
    });
  }
  if (keptAsCode !== null) {
    warnings.push({
      code: 'kept-as-code',
      message: `column '${column.name}' holds codes such as ${keptAsCode}, which a number would change; it is kept as labels`,
      column: column.name,
    });
  }
  if (ambiguousDates) {
    warnings.push({
      code: 'ambiguous-dates',
      message: `column '${column.name}': day and month cannot be told apart; dates are read day first`,
      column: column.name,
    });
  }
  return [...warnings, ...sentinelWarnings(column, missing)];
}

function sentinelWarnings(column: TableColumn, missing: ReadonlySet<string>): ImportWarning[] {
  if ('codes' in column || column.type === 'date') return [];
  return sentinels.flatMap((sentinel) => {
    const count = column.values.reduce((sum, value) => sum + (value === sentinel ? 1 : 0), 0);
    const others = column.values.reduce(
      (least, value) => (value > sentinel && value < least ? value : least),
      Infinity,
    );
    if (count === 0 || missing.has(String(sentinel)) || others < sentinel / 2) return [];
    return [
      {
        code: 'sentinel',
        message: `column '${column.name}': ${sentinel} occurs ${count} times and may stand for a missing value; add it to the missing tokens if it does`,
        column: column.name,
        count,
      },
    ];
  });
}
