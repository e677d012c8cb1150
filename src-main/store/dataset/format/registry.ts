import type { ImportFormat } from '../../../contract/dataset.ts';
import { delimited } from './delimited.ts';
import { duckdb } from './duckdb.ts';
import { excel } from './excel.ts';
import type { FileFormat } from './format.ts';
import { jsonLines } from './json-lines.ts';
import { json } from './json.ts';
import { parquet } from './parquet.ts';
import { sqlite } from './sqlite.ts';

/** Every format, the most certain sign first; text with delimiters is what nothing else is. */
export const formats: readonly FileFormat[] = [parquet, sqlite, duckdb, excel, jsonLines, json, delimited];

export function findFormat(id: ImportFormat): FileFormat {
  return formats.find((format) => format.id === id) ?? delimited;
}
