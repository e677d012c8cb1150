import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';
import type { Combination, ImportWarning } from '../../contract/dataset.ts';
import { AppError } from '../../contract/error.ts';
import { badFile } from './bad-file.ts';
import { asText, distinctNames, type CombinedTable, type NamedTable } from './named-table.ts';
import { quoteName } from './duckdb.ts';
import { columnName } from './raw-table.ts';
import { listed } from './unpack/zip-member.ts';

type Join = Extract<Combination, { kind: 'join' }>;

/**
 * Rows with the same key become one, in the order of the first file and then of the others. A key may come again in the
 * first file, whose rows then share what the others say; in another file it would multiply rows and is refused.
 */
export async function joinTables(
  connection: DuckDBConnection,
  tables: readonly NamedTable[],
  join: Join,
): Promise<CombinedTable> {
  for (const table of tables) checkKeys(table, join.keys);
  for (const [index, table] of tables.entries()) {
    await connection.run(
      `CREATE TABLE file${index} AS SELECT *, ${keyOf(table, join.keys)} AS key FROM (${table.relation})`,
    );
  }
  const warnings: ImportWarning[] = [];
  for (const [index, table] of tables.entries()) {
    warnings.push(...(await checkDuplicates(connection, table, index, join.keys)));
    if (index > 0) warnings.push(...(await countUnmatched(connection, tables, index, join)));
  }
  return { ...selectJoined(tables, join), warnings: [...warnings, ...clashWarnings(tables, join.keys)] };
}

function checkKeys(table: NamedTable, keys: readonly string[]): void {
  const names = table.description.columns.map(({ name }) => name);
  const missing = keys.find((key) => !names.includes(key));
  if (missing === undefined) return;
  throw new AppError('bad-data', `${table.name} has no key column '${missing}'; it has ${listed(names)}`, {
    details: { file: table.name, column: missing },
  });
}

/** One text for the whole key, null where a part is missing; files may hold the same key as numbers and as text. */
function keyOf(table: NamedTable, keys: readonly string[]): string {
  const parts = keys.map((key) => {
    const position = positionOf(table, key);
    return asText(columnName(position), table.description.columns[position]?.type ?? 'text');
  });
  return parts.length === 1
    ? (parts[0] ?? 'NULL')
    : `CASE WHEN ${parts.map((part) => `(${part}) IS NULL`).join(' OR ')} THEN NULL ELSE CAST([${parts.join(', ')}] AS VARCHAR) END`;
}

function positionOf({ description }: NamedTable, name: string): number {
  return description.columns.findIndex((column) => column.name === name);
}

async function checkDuplicates(
  connection: DuckDBConnection,
  table: NamedTable,
  index: number,
  keys: readonly string[],
): Promise<ImportWarning[]> {
  const rows = await readRows(
    connection,
    `SELECT key, count(*), min(row) + 1, (SELECT count(*) FROM (SELECT key FROM file${index} WHERE key IS NOT NULL GROUP BY key HAVING count(*) > 1))
     FROM file${index} WHERE key IS NOT NULL GROUP BY key HAVING count(*) > 1 ORDER BY min(row) LIMIT 1`,
  );
  const [first] = rows;
  if (first === undefined) return [];
  const [key, times, row, duplicates] = first.map(String);
  const what = `${duplicates ?? ''} values of the key ${keys.join(', ')} stand in more than one row, the first is ${key ?? ''} (${times ?? ''} rows, from data row ${row ?? ''} on)`;
  if (index > 0) throw badFile({ file: table.name }, `${what}; keep one row for each key, or join the other way round`);
  return [
    {
      code: 'join-repeated-key',
      message: `${table.name}: ${what}; they share what the other files say`,
      count: Number(duplicates),
    },
  ];
}

async function countUnmatched(
  connection: DuckDBConnection,
  tables: readonly NamedTable[],
  index: number,
  join: Join,
): Promise<ImportWarning[]> {
  const [first, other] = [tables[0]?.name ?? '', tables[index]?.name ?? ''];
  const count = async (from: number, to: number): Promise<{ count: number; example: string }> => {
    const [row] = await readRows(
      connection,
      `SELECT count(*), min_by(coalesce(a.key, '(missing)'), a.row) FROM file${from} AS a WHERE a.key IS NULL OR NOT EXISTS (SELECT 1 FROM file${to} AS b WHERE b.key = a.key)`,
    );
    return { count: Number(row?.[0] ?? 0), example: String(row?.[1] ?? '') };
  };
  const left = await count(0, index);
  const right = await count(index, 0);
  const matched = (tables[index]?.description.rows ?? 0) - right.count;
  if (matched === 0) {
    throw badFile(
      { file: other },
      `no key of ${first} stands in it (${first} has for instance ${left.example}, ${other} ${right.example}); choose another key column`,
    );
  }
  const warnings: ImportWarning[] = [];
  if (left.count > 0) {
    const message = `${left.count} rows of ${first} have no row in ${other}, the first with the key ${left.example}; they are missing in its columns`;
    warnings.push({ code: 'join-unmatched', message, count: left.count });
  }
  if (right.count > 0) {
    const end = join.rows === 'all' ? 'they stand below, missing in the other columns' : 'they are left out';
    const message = `${right.count} rows of ${other} have no row in ${first}, the first with the key ${right.example}; ${end}`;
    warnings.push({ code: 'join-unmatched', message, count: right.count });
  }
  return warnings;
}

function clashWarnings(tables: readonly NamedTable[], keys: readonly string[]): ImportWarning[] {
  const [first, ...others] = tables;
  const taken = new Set(first?.description.columns.map(({ name }) => name));
  return others.flatMap((table) =>
    table.description.columns.flatMap(({ name }) => {
      if (keys.includes(name)) return [];
      if (!taken.has(name)) {
        taken.add(name);
        return [];
      }
      const message = `column '${name}' stands in more than one file; that of ${table.name} is called '${renamed(name, table)}'`;
      return [{ code: 'join-same-name', message, column: renamed(name, table) }];
    }),
  );
}

function renamed(name: string, table: NamedTable): string {
  return `${name} (${table.name})`;
}

function selectJoined(tables: readonly NamedTable[], join: Join): Pick<CombinedTable, 'sql' | 'columns'> {
  const names: string[] = [...join.keys];
  const values: string[] = join.keys.map((key) => coalesced(tables, key));
  for (const [index, table] of tables.entries()) {
    table.description.columns.forEach(({ name }, position) => {
      if (join.keys.includes(name)) return;
      names.push(names.includes(name) ? renamed(name, table) : name);
      values.push(`file${index}.${columnName(position)}`);
    });
  }
  const written = distinctNames(names);
  const selected = values.map((value, position) => `${value} AS ${quoteName(written[position] ?? '')}`);
  const kind = join.rows === 'all' ? 'FULL' : 'LEFT';
  const joined = tables.slice(1).map((_, offset) => {
    const index = offset + 1;
    const before = Array.from({ length: index }, (__, each) => `file${each}.key`);
    return `${kind} JOIN file${index} ON file${index}.key = ${before.length === 1 ? before.join() : `coalesce(${before.join(', ')})`}`;
  });
  const order = tables.map((_, index) => `file${index}.row NULLS LAST`).join(', ');
  return { sql: `SELECT ${selected.join(', ')} FROM file0 ${joined.join(' ')} ORDER BY ${order}`, columns: written };
}

/** The key column from the first file that has the row, as text where the files differ in its type. */
function coalesced(tables: readonly NamedTable[], key: string): string {
  const types = tables.map((table) => table.description.columns[positionOf(table, key)]?.type ?? 'text');
  const same = types.every((type) => type === types[0]);
  const values = tables.map((table, index) => {
    const value = `file${index}.${columnName(positionOf(table, key))}`;
    return same ? value : asText(value, types[index] ?? 'text');
  });
  return `coalesce(${values.join(', ')})`;
}

async function readRows(connection: DuckDBConnection, sql: string): Promise<DuckDBValue[][]> {
  return (await connection.runAndReadAll(sql)).getRows();
}
