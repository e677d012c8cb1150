import type { FileParts, ImportFormat, ImportOptions } from '../../../src-main/contract/dataset.ts';

interface Choice<Value extends string> {
  readonly value: Value;
  readonly label: string;
}

const delimiterNames: Readonly<Record<string, string>> = {
  ',': 'comma ,',
  ';': 'semicolon ;',
  '\t': 'tab',
  '|': 'bar |',
  ' ': 'space',
};

/** Whether a delimiter is one of those that can be chosen by name. */
export function isNamedDelimiter(delimiter: string): boolean {
  return delimiter === 'auto' || Object.hasOwn(delimiterNames, delimiter);
}

const quoteNames: Readonly<Record<string, string>> = { '"': 'double "', "'": "single '", '': 'none' };

const encodings = [
  'utf-8',
  'utf-16le',
  'utf-16be',
  'windows-1252',
  'windows-1250',
  'windows-1251',
  'iso-8859-1',
  'iso-8859-15',
  'shift_jis',
  'gbk',
];

function automatic(found: string | null): Choice<'auto'> {
  return { value: 'auto', label: found === null ? 'found by itself' : `found: ${found}` };
}

/** The fixed choices, and what is set now where it is none of them. */
function named<Value extends string>(names: Readonly<Record<Value, string>>): Choice<Value>[] {
  return (Object.keys(names) as Value[]).map((value) => ({ value, label: names[value] }));
}

export function encodingChoices(found: string | null): readonly Choice<string>[] {
  return [automatic(found), ...encodings.map((value) => ({ value, label: value }))];
}

export function delimiterChoices(found: string | null): readonly Choice<string>[] {
  return [
    automatic(found === null ? null : (delimiterNames[found] ?? found)),
    ...named(delimiterNames),
    { value: 'other', label: 'another…' },
  ];
}

export function quoteChoices(found: string | null): readonly Choice<string>[] {
  return [automatic(found === null ? null : (quoteNames[found] ?? found)), ...named(quoteNames)];
}

export function headerChoices(found: boolean | null): readonly Choice<string>[] {
  const names = { true: 'column names', false: 'values' };
  return [automatic(found === null ? null : names[found ? 'true' : 'false']), ...named(names)];
}

export function decimalChoices(found: string | null): readonly Choice<ImportOptions['decimalMark']>[] {
  const names = { '.': 'point 0.5', ',': 'comma 0,5' };
  return [automatic(found === '.' || found === ',' ? names[found] : found), ...named(names)];
}

export function thousandsChoices(found: string | null): readonly Choice<ImportOptions['thousandsMark']>[] {
  const names: Record<Exclude<ImportOptions['thousandsMark'], 'auto'>, string> = {
    none: 'none',
    ',': 'comma 1,000',
    '.': 'point 1.000',
    ' ': 'space 1 000',
    "'": "apostrophe 1'000",
  };
  const foundName = found !== null && found in names ? names[found as keyof typeof names] : found;
  return [automatic(foundName), ...named(names)];
}

const formatNames: Readonly<Record<ImportFormat, string>> = {
  delimited: 'text with delimiters',
  json: 'JSON',
  'json-lines': 'JSON Lines',
  parquet: 'Parquet',
  excel: 'Excel workbook',
  sqlite: 'SQLite database',
  duckdb: 'DuckDB database',
};

export function formatChoices(found: ImportFormat | null): readonly Choice<ImportOptions['format']>[] {
  return [automatic(found === null ? null : formatNames[found]), ...named(formatNames)];
}

export const partLabels: Readonly<Record<FileParts['kind'], string>> = {
  member: 'File in the archive',
  sheet: 'Sheet',
  table: 'Table',
};

export const dateChoices: readonly Choice<ImportOptions['dateOrder']>[] = [
  { value: 'auto', label: 'as each column shows' },
  { value: 'day-first', label: 'day first 31.1.2024' },
  { value: 'month-first', label: 'month first 1/31/2024' },
];

type TextChoice = 'encoding' | 'delimiter' | 'header';

/** Which choices mean something for a format; marks, dates and missing texts do for all. */
export function choicesOf(format: ImportFormat): ReadonlySet<TextChoice> {
  switch (format) {
    case 'delimited':
      return new Set(['encoding', 'delimiter', 'header']);
    case 'json':
    case 'json-lines':
      return new Set(['encoding']);
    case 'excel':
      return new Set(['header']);
    case 'parquet':
    case 'sqlite':
    case 'duckdb':
      return new Set();
  }
}

const stageLabels: Readonly<Record<string, string>> = {
  unpacking: 'Unpacking',
  reading: 'Reading the file',
  typing: 'Typing the columns',
  writing: 'Writing the table',
};

export function stageLabel(stage: string): string {
  return stageLabels[stage] ?? stage;
}
