import type { ImportOptions, ImportWarning } from '../../contract/dataset.ts';
import { AppError } from '../../contract/error.ts';
import { badFile } from './bad-file.ts';
import { listed } from './unpack/zip-member.ts';

export interface ChosenTable {
  /** Null where a query is read. */
  readonly table: string | null;
  readonly warnings: readonly ImportWarning[];
}

/** The wanted table of a database, else the first by name. */
export function chooseTable(file: string, tables: readonly string[], options: ImportOptions): ChosenTable {
  if (options.query !== null) {
    if (options.table !== null) {
      throw new AppError('bad-option', `both the table '${options.table}' and a query are given; give one of them`);
    }
    return { table: null, warnings: [] };
  }
  const [first] = tables;
  if (first === undefined) throw badFile({ file }, 'the database holds no table');
  if (options.table !== null && !tables.includes(options.table)) {
    throw badFile({ file }, `no table '${options.table}' in the database; it has ${listed(tables)}`);
  }
  const table = options.table ?? first;
  const warnings: ImportWarning[] =
    options.table === null && tables.length > 1
      ? [
          {
            code: 'table-chosen',
            message: `the database has ${tables.length} tables (${listed(tables)}); ${table} was read`,
          },
        ]
      : [];
  return { table, warnings };
}

/** Where a fault of a query stands. */
export function queryPlace(file: string): string {
  return `${file}, query`;
}
