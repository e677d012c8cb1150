import { columnTypeSchema, importFormatSchema, importOptionsSchema } from '../../contract/dataset.ts';
import type { Combination, ColumnType, ImportOptions } from '../../contract/dataset.ts';
import { AppError } from '../../contract/error.ts';
import { readChoice, readInteger, type Arguments, type OptionDescription } from './arguments.ts';

/** How a file of data is read, where what is found is not what is meant. */
export const importArguments: readonly OptionDescription[] = [
  { name: 'sheet', value: 'NAME', meaning: 'sheet of a workbook (default: the first that is not empty)' },
  { name: 'table', value: 'NAME', meaning: 'table of an SQLite or DuckDB database (default: the first by name)' },
  { name: 'query', value: 'SQL', meaning: 'a SELECT to read from the database instead of a table' },
  { name: 'member', value: 'NAME', meaning: 'file in a zip archive (default: the first that is a table)' },
  { name: 'format', value: 'NAME', meaning: `${importFormatSchema.options.join(', ')} (default: found)` },
  { name: 'delimiter', value: 'CHAR', meaning: 'one character, or tab, space, comma, semicolon' },
  { name: 'quote', value: 'CHAR', meaning: 'one character, or none' },
  { name: 'encoding', value: 'NAME', meaning: 'utf-8, windows-1252, ... (default: found)' },
  { name: 'header', value: 'yes|no', meaning: 'whether the first row names the columns' },
  { name: 'decimal', value: 'CHAR', meaning: 'decimal mark, . or ,' },
  { name: 'thousands', value: 'CHAR', meaning: "thousands mark: none, . , space or '" },
  { name: 'missing', value: 'TEXT', meaning: 'a text that means missing, beside empty cells', many: true },
  { name: 'dates', value: 'ORDER', meaning: 'day-first or month-first' },
  { name: 'skip-rows', value: 'N', meaning: 'rows above the table' },
  { name: 'type', value: 'COL:TYPE', meaning: `type of a column: ${columnTypeSchema.options.join(', ')}`, many: true },
  { name: 'with', value: 'FILE', meaning: 'another file, stacked below; with --key joined to the first', many: true },
  { name: 'key', value: 'COL', meaning: 'column by which the files are joined', many: true },
];

function readImportOptions(args: Arguments): ImportOptions {
  const header = readChoice(args, 'header', ['yes', 'no']);
  const missing = args.all('missing');
  const skipRows = readInteger(args, 'skip-rows', 0, 1_000_000_000);
  return importOptionsSchema.parse({
    format: readChoice(args, 'format', importFormatSchema.options) ?? 'auto',
    sheet: args.get('sheet') ?? null,
    table: args.get('table') ?? null,
    query: args.get('query') ?? null,
    member: args.get('member') ?? null,
    delimiter: readMark(args.get('delimiter')) ?? 'auto',
    quote: args.get('quote') === 'none' ? '' : (readMark(args.get('quote')) ?? 'auto'),
    encoding: args.get('encoding') ?? 'auto',
    header: header === undefined ? 'auto' : header === 'yes',
    decimalMark: readChoice(args, 'decimal', ['.', ',']) ?? 'auto',
    thousandsMark: readThousands(args) ?? 'auto',
    missingTokens: missing.length === 0 ? 'auto' : ['', ...missing],
    dateOrder: readChoice(args, 'dates', ['day-first', 'month-first']) ?? 'auto',
    skipRows: skipRows ?? 'auto',
    columnTypes: Object.fromEntries(args.all('type').map(parseType)),
  });
}

const marks: Readonly<Record<string, string>> = { tab: '\t', '\\t': '\t', space: ' ', comma: ',', semicolon: ';' };

function readMark(text: string | undefined): string | undefined {
  return text === undefined ? undefined : (marks[text] ?? text);
}

function readThousands(args: Arguments): 'none' | '.' | ',' | ' ' | "'" | undefined {
  const word = readChoice(args, 'thousands', ['none', '.', ',', 'space', ' ', "'"]);
  return word === 'space' ? ' ' : word;
}

function parseType(text: string): [string, ColumnType] {
  const colon = text.lastIndexOf(':');
  const type = columnTypeSchema.safeParse(text.slice(colon + 1));
  if (colon > 0 && type.success) return [text.slice(0, colon), type.data];
  throw new AppError(
    'wrong-use',
    `invalid --type; must be COL:TYPE, with ${columnTypeSchema.options.join(', ')}: ${text}`,
  );
}

/** How the data that a command names is read. */
export interface DataSource {
  readonly options: ImportOptions;
  readonly further: FurtherFiles | null;
  /** Told what was noticed between several files. */
  readonly note?: (message: string) => void;
}

export interface FurtherFiles {
  readonly files: readonly string[];
  readonly combination: Combination;
}

export function readDataSource(args: Arguments): DataSource {
  return { options: readImportOptions(args), further: readCombination(args) };
}

/** Further files, and how they go with the first; null where there are none. */
function readCombination(args: Arguments): FurtherFiles | null {
  const files = args.all('with');
  const keys = args.all('key');
  if (files.length === 0) {
    if (keys.length > 0) throw new AppError('wrong-use', '--key goes with --with FILE');
    return null;
  }
  return { files, combination: keys.length === 0 ? { kind: 'stack' } : { kind: 'join', keys: [...keys], rows: 'all' } };
}
