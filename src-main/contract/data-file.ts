/** Extensions of the files that can hold a table, as file dialogs list them. */
export const dataExtensions: readonly string[] = [
  'csv', 'tsv', 'tab', 'txt', 'dat', 'xlsx', 'xlsm', 'json', 'jsonl', 'ndjson', 'parquet',
  'sqlite', 'sqlite3', 'db', 'duckdb', 'gz', 'zip',
]; // prettier-ignore

/** What a file is chosen for, and the extensions that a dialog lists then. */
export const chosenFor = {
  data: dataExtensions,
  model: ['onnx'],
  vocabulary: ['txt', 'json'],
} as const satisfies Readonly<Record<string, readonly string[]>>;
export type FilePurpose = keyof typeof chosenFor;
