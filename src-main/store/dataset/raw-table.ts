import type { FileParts, ImportOptions, ImportWarning, ResolvedImportOptions } from '../../contract/dataset.ts';
import type { Table } from '../../core/table/table.ts';
import { quotePath, quoteText } from './duckdb.ts';
import type { TypedColumns, TypeRequest } from './type-request.ts';

/** How DuckDB gives a column before it is typed: numbers that are such already, or text as it stands in the file. */
export type RawKind = 'number' | 'text';

export interface RawColumn {
  readonly name: string;
  readonly kind: RawKind;
}

/** What a format makes of a file: a table of numbers and texts, in which every row has as many cells as there are names. */
export type RawTable = RelationTable | ParsedTable;

interface TableFacts {
  readonly rowCount: number;
  readonly options: ResolvedImportOptions;
  readonly warnings: readonly ImportWarning[];
  readonly parts?: readonly FileParts[];
}

/** A table that DuckDB reads. */
export interface RelationTable extends TableFacts {
  readonly columns: readonly RawColumn[];
  /** SQL that selects the columns as c0, c1, ... (DOUBLE or VARCHAR by their kind), rows in order. */
  readonly relation: string;
  /** Where a row stands in the file, 1-based. */
  readonly rowInFile: (index: number) => number;
}

/** A table whose cells have been read already. */
export interface ParsedTable extends TableFacts {
  readonly names: readonly string[];
  /** Types and writes its columns; null where it cannot, and then `otherwise` gives a table that can be. */
  readonly type: (request: TypeRequest, options: ResolvedImportOptions) => Promise<WrittenColumns | null>;
  /** Reads the file in a way that takes longer and understands more. */
  readonly otherwise: () => Promise<RelationTable>;
  /** Ends what reads it. */
  readonly close: () => Promise<void>;
}

/** Typed columns and, where they are to be kept, the Parquet file that holds them. */
export interface WrittenColumns extends TypedColumns {
  readonly path: string | null;
  /** What the file holds, where it is at hand. */
  readonly table: Table | null;
}

/** The names of the columns, in order. */
export function namesOf(table: RawTable): readonly string[] {
  return 'names' in table ? table.names : table.columns.map(({ name }) => name);
}

/** Columns go by position in DuckDB, whose names ignore case. */
export function columnName(position: number): string {
  return `c${position}`;
}

const longestLine = 1 << 28;

/** A plain copy (comma, double quotes, UTF-8, line feeds, no header) as a relation; short rows end in missing cells. */
export function copyRelation(path: string, columns: readonly RawColumn[], layout: CopyLayout = {}): string {
  const positions = layout.positions ?? columns.map((_, position) => position);
  const kinds = new Map(positions.map((position, index) => [position, columns[index]?.kind]));
  const declared = Array.from({ length: layout.width ?? columns.length }, (_, position) => {
    const type = kinds.get(position) === 'number' ? 'DOUBLE' : 'VARCHAR';
    return `${quoteText(columnName(position))}: '${type}'`;
  });
  const selected = positions.map((position, index) => `${columnName(position)} AS ${columnName(index)}`).join(', ');
  const tokens = ['', ...(layout.missingTokens ?? [])].map(quoteText).join(', ');
  return (
    `SELECT ${selected} FROM read_csv(${quotePath(path)}, auto_detect = false, header = false, delim = ',', ` +
    `quote = '"', escape = '"', new_line = '\\n', strict_mode = true, max_line_size = ${longestLine}, ` +
    `nullstr = [${tokens}], null_padding = ${String(layout.shortRows === true)}, parallel = false, ` +
    `columns = {${declared.join(', ')}})`
  );
}

export interface CopyLayout {
  /** Columns in the copy; as many as those of the table where not given. */
  readonly width?: number;
  /** Which column of the copy each column of the table is; the same place where not given. */
  readonly positions?: readonly number[];
  /** Whether rows may end early. */
  readonly shortRows?: boolean;
  readonly missingTokens?: readonly string[];
}

/** The settings of a format that is not delimited text, where they have no meaning at a neutral value. */
export function resolveOptions(
  options: ImportOptions,
  found: Partial<ResolvedImportOptions> & Pick<ResolvedImportOptions, 'format'>,
): ResolvedImportOptions {
  return {
    member: options.member,
    sheet: null,
    table: null,
    query: null,
    encoding: 'utf-8',
    delimiter: ',',
    quote: '"',
    header: options.header === 'auto' ? true : options.header,
    decimalMark: options.decimalMark === 'auto' ? '.' : options.decimalMark,
    thousandsMark: options.thousandsMark === 'auto' ? 'none' : options.thousandsMark,
    missingTokens: options.missingTokens === 'auto' ? [...defaultMissingTokens] : options.missingTokens,
    skipRows: options.skipRows === 'auto' ? 0 : options.skipRows,
    dateOrder: options.dateOrder,
    ...found,
  };
}

/** Cells that hold no value unless the user says otherwise; spaces around them do not count. */
export const defaultMissingTokens: readonly string[] = [
  '', 'NA', 'N/A', 'n/a', 'na', 'null', 'NULL', 'NaN', 'nan', '#N/A', '?', '-',
]; // prettier-ignore
