import type { ColumnType, ImportWarning } from '../../contract/dataset.ts';
import { badFile } from './bad-file.ts';
import { asText, distinctNames, type CombinedTable, type NamedTable } from './named-table.ts';
import { quoteName } from './duckdb.ts';
import { columnName } from './raw-table.ts';
import { listed } from './unpack/zip-member.ts';

const textTypes: ReadonlySet<ColumnType> = new Set(['categorical', 'text', 'vector', 'image']);

/** Rows of all files below one another, columns by name; what a file lacks is missing in its rows. */
export function stackTables(tables: readonly NamedTable[]): CombinedTable {
  const names = [...new Set(tables.flatMap(({ description }) => description.columns.map(({ name }) => name)))];
  const shared = names.filter((name) => tables.every((table) => positionOf(table, name) >= 0));
  if (shared.length === 0) {
    const [first, second] = tables;
    throw badFile(
      { file: second?.name ?? '' },
      `has no column of ${first?.name ?? ''} (${listed(second?.description.columns.map(({ name }) => name) ?? [])}); stack files of the same columns, or join them by a key`,
    );
  }
  const written = distinctNames(names);
  const warnings: ImportWarning[] = [];
  const mixed = new Set(names.filter((name) => kindsOf(tables, name).size > 1));
  for (const name of mixed) {
    const types = tables.flatMap((table) => {
      const type = table.description.columns[positionOf(table, name)]?.type;
      return type === undefined ? [] : [`${type} in ${table.name}`];
    });
    const message = `column '${name}' is ${listed(types)}; it is read as text from all of them: give it one type where each file is read`;
    warnings.push({ code: 'stack-mixed-types', message, column: name });
  }
  warnings.push(...lackWarnings(tables, names), ...placeWarning(tables));
  const parts = tables.map((table, index) => {
    const selected = names.map((name, column) => {
      const position = positionOf(table, name);
      const value = columnName(position);
      const type = table.description.columns[position]?.type ?? 'text';
      const sql = position < 0 ? 'NULL' : mixed.has(name) ? asText(value, type) : value;
      return `${sql} AS ${quoteName(written[column] ?? name)}`;
    });
    return `SELECT ${selected.join(', ')}, ${index} AS "file order", row AS "row order" FROM (${table.relation})`;
  });
  return {
    sql: `SELECT ${written.map(quoteName).join(', ')} FROM (${parts.join(' UNION ALL ')}) ORDER BY "file order", "row order"`,
    columns: written,
    warnings,
  };
}

function positionOf({ description }: NamedTable, name: string): number {
  return description.columns.findIndex((column) => column.name === name);
}

/** How DuckDB keeps a column in each file; all texts are one kind. */
function kindsOf(tables: readonly NamedTable[], name: string): Set<string> {
  const kinds = new Set<string>();
  for (const table of tables) {
    const column = table.description.columns[positionOf(table, name)];
    if (column === undefined || column.flags.includes('all-missing')) continue;
    kinds.add(textTypes.has(column.type) ? 'text' : column.type);
  }
  return kinds;
}

function lackWarnings(tables: readonly NamedTable[], names: readonly string[]): ImportWarning[] {
  return tables.flatMap((table) => {
    const lacking = names.filter((name) => positionOf(table, name) < 0);
    if (lacking.length === 0) return [];
    const message = `${table.name} has no column ${listed(lacking)}; its ${table.description.rows} rows are missing there`;
    return [{ code: 'stack-missing-column', message, count: table.description.rows }];
  });
}

/** Rows are counted through all files: says where each begins. */
function placeWarning(tables: readonly NamedTable[]): ImportWarning[] {
  let from = 1;
  const places = tables.map(({ name, description }) => {
    const place = `${name} is rows ${from} to ${from + description.rows - 1}`;
    from += description.rows;
    return place;
  });
  return [{ code: 'stacked', message: places.join('; ') }];
}
