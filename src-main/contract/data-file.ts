/** Extensions of the files that can hold a table, as file dialogs list them. */
export const dataExtensions: readonly string[] = [
  'csv', 'tsv', 'tab', 'txt', 'dat', 'xlsx', 'xlsm', 'json', 'jsonl', 'ndjson', 'parquet',
  'sqlite', 'sqlite3', 'db', 'duckdb', 'gz', 'zip',
]; // prettier-ignore
