import type { DuckDBConnection } from '@duckdb/node-api';
import type { ImportOptions, ImportWarning } from '../../contract/dataset.ts';
import { badFile } from './bad-file.ts';
import { quoteName } from './duckdb.ts';
import { nameColumns } from './header.ts';
import { columnName, defaultMissingTokens, type RawColumn, type RawKind } from './raw-table.ts';

const mostColumns = 20_000;
/** Beyond it a DOUBLE does not hold every whole number. */
const exactLimit = 2 ** 53;

const exactNumbers = /^(?:U?TINYINT|U?SMALLINT|U?INTEGER)$/;
const wideNumbers = /^(?:U?BIGINT|U?HUGEINT|BIGNUM|DECIMAL\(\d+,\d+\))$/;
const fractions = /^(?:FLOAT|DOUBLE)$/;

export interface TypedSelection {
  readonly columns: readonly RawColumn[];
  readonly relation: string;
  readonly rowCount: number;
  readonly warnings: readonly ImportWarning[];
}

interface Leaf {
  readonly name: string;
  /** SQL of the value in `source`. */
  readonly value: string;
  readonly type: string;
}

/**
 * The columns of a SELECT as raw columns: numbers as DOUBLE (whole ones beyond 2^53, which it would change, as text),
 * structs by their fields with dotted names, lists, arrays and maps as JSON text, times in UTC.
 */
export async function selectTyped(
  connection: DuckDBConnection,
  source: string,
  file: string,
  options: ImportOptions,
): Promise<TypedSelection> {
  const leaves = await describeLeaves(connection, source);
  if (leaves.length === 0) throw badFile({ file }, 'holds no columns; choose a file with columns and rows');
  if (leaves.length > mostColumns) {
    throw badFile({ file }, `${leaves.length} columns where at most ${mostColumns} are read; select those you need`);
  }
  const { rowCount, tooWide } = await measure(connection, source, leaves);
  if (rowCount === 0) throw badFile({ file }, 'holds no rows; choose a table with rows');
  const { names, warnings } = nameColumns(
    leaves.map(({ name }) => name),
    1,
  );
  const tokens = options.missingTokens === 'auto' ? defaultMissingTokens : options.missingTokens;
  const selected = leaves.map((leaf, position) => {
    const kind = kindOf(leaf, tooWide.has(leaf));
    return { kind, sql: `${valueOf(leaf, kind, tokens)} AS ${columnName(position)}` };
  });
  return {
    columns: selected.map(({ kind }, position) => ({ name: names[position] ?? '', kind })),
    relation: `SELECT ${selected.map(({ sql }) => sql).join(', ')} FROM (${source}) AS source`,
    rowCount,
    warnings,
  };
}

async function describeLeaves(connection: DuckDBConnection, source: string): Promise<Leaf[]> {
  const result = await connection.runAndReadAll(`DESCRIBE ${source}`);
  const leaves: Leaf[] = [];
  for (const row of result.getRowObjects()) {
    const name = String(row['column_name']);
    await addLeaves(
      connection,
      source,
      { name, value: `source.${quoteName(name)}`, type: String(row['column_type']) },
      leaves,
    );
  }
  return leaves;
}

/** A struct is described by a query that unpacks it, so that its type need not be parsed. */
async function addLeaves(connection: DuckDBConnection, source: string, leaf: Leaf, leaves: Leaf[]): Promise<void> {
  if (!/^STRUCT\(.*\)$/s.test(leaf.type)) {
    leaves.push(leaf);
    return;
  }
  const result = await connection.runAndReadAll(`DESCRIBE SELECT unnest(${leaf.value}) FROM (${source}) AS source`);
  for (const row of result.getRowObjects()) {
    const field = String(row['column_name']);
    const value = `struct_extract(${leaf.value}, '${field.replaceAll("'", "''")}')`;
    await addLeaves(
      connection,
      source,
      { name: `${leaf.name}.${field}`, value, type: String(row['column_type']) },
      leaves,
    );
  }
}

async function measure(
  connection: DuckDBConnection,
  source: string,
  leaves: readonly Leaf[],
): Promise<{ readonly rowCount: number; readonly tooWide: ReadonlySet<Leaf> }> {
  const wide = leaves.filter(({ type }) => wideNumbers.test(type));
  const checks = wide.map(
    ({ value }) =>
      `coalesce(bool_or(${value} > ${exactLimit} OR ${value} < -${exactLimit}) AND bool_and(${value} = trunc(${value})), false)`,
  );
  const result = await connection.runAndReadAll(
    `SELECT ${['count(*)', ...checks].join(', ')} FROM (${source}) AS source`,
  );
  const [count, ...flags] = result.getRows()[0] ?? [];
  return { rowCount: Number(count), tooWide: new Set(wide.filter((_, index) => flags[index] === true)) };
}

function kindOf({ type }: Leaf, isTooWide: boolean): RawKind {
  if (exactNumbers.test(type) || fractions.test(type)) return 'number';
  return wideNumbers.test(type) && !isTooWide ? 'number' : 'text';
}

function valueOf({ value, type }: Leaf, kind: RawKind, tokens: readonly string[]): string {
  if (kind === 'number') return numberOf(value, type, tokens);
  if (/^TIMESTAMP WITH TIME ZONE$/.test(type)) return `CAST(${value} AT TIME ZONE 'UTC' AS VARCHAR)`;
  if (/[\])]$/.test(type) && !/^(?:DECIMAL|ENUM)\(/.test(type)) return `CAST(to_json(${value}) AS VARCHAR)`;
  return `CAST(${value} AS VARCHAR)`;
}

/** NaN is missing, and so are the numbers among the missing tokens. */
function numberOf(value: string, type: string, tokens: readonly string[]): string {
  const number = `CAST(${value} AS DOUBLE)`;
  const numbers = tokens.filter((token) => token.trim() !== '' && Number.isFinite(Number(token))).map(Number);
  const missing = [
    ...(fractions.test(type) ? [`isnan(${number})`] : []),
    ...(numbers.length > 0 ? [`${number} IN (${numbers.join(', ')})`] : []),
  ];
  return missing.length === 0 ? number : `CASE WHEN ${missing.join(' OR ')} THEN NULL ELSE ${number} END`;
}
