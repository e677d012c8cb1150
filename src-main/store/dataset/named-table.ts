import type { DatasetDescription, ImportWarning } from '../../contract/dataset.ts';

/** A file that has been typed, as a table of DuckDB. */
export interface NamedTable {
  readonly name: string;
  readonly description: DatasetDescription;
  /** SELECT of c0, c1, ... and `row`, from 0. */
  readonly relation: string;
}

/** The SELECT of a combined table, its columns by name. */
export interface CombinedTable {
  readonly sql: string;
  readonly columns: readonly string[];
  readonly warnings: readonly ImportWarning[];
}

/** Names as identifiers: those that differ in case alone, which DuckDB takes for one, get a number. */
export function distinctNames(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    let unique = name;
    for (let number = 2; taken.has(unique.toLowerCase()); number += 1) unique = `${name} (${number})`;
    taken.add(unique.toLowerCase());
    return unique;
  });
}

/** A number or any other value as the text that it has as a label: whole numbers without a fraction. */
export function asText(value: string, type: string): string {
  if (type !== 'numeric') return `CAST(${value} AS VARCHAR)`;
  return `CASE WHEN ${value} = trunc(${value}) AND abs(${value}) < 1e15 THEN CAST(CAST(${value} AS BIGINT) AS VARCHAR) ELSE CAST(${value} AS VARCHAR) END`;
}
