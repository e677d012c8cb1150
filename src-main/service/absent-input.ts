import type { ColumnDescription } from '../contract/dataset.ts';
import { AppError } from '../contract/error.ts';
import type { TableColumn } from '../core/table/table.ts';
import { nearest } from './nearest.ts';

const mostNamed = 5;
const mostFound = 20;

/** An input column that a file does not have, with the column of the file that may be meant. */
export interface AbsentInput {
  readonly column: string;
  readonly near: string | null;
}

/**
 * The inputs that are not among the columns of a file; `known` are all columns of the study. Throws AppError `bad-data` where they are not to be filled, naming what
 * brings each of them, and where there would be none left.
 */
export function findAbsent(
  { name: file, columns: found }: { readonly name: string; readonly columns: readonly string[] },
  inputs: readonly ColumnDescription[],
  known: readonly ColumnDescription[],
  fillMissing: boolean,
): AbsentInput[] {
  const missing = inputs.filter(({ name }) => !found.includes(name));
  if (missing.length === 0) return [];
  const others = found.filter((name) => known.every((column) => column.name !== name));
  const absent = missing.map(({ name }) => ({ column: name, near: nearest(name, others) }));
  if (fillMissing && missing.length < inputs.length) return absent;
  const has = `it has ${found.slice(0, mostFound).join(', ')}`;
  const details = { file, columns: absent.map(({ column }) => column) };
  if (fillMissing) {
    throw new AppError('bad-data', `${file}: missing every input column, so there is nothing to predict from; ${has}`, {
      details,
    });
  }
  const named = absent
    .slice(0, mostNamed)
    .map(({ column, near }) => (near === null ? `'${column}'` : `'${column}' (did you mean ${near}?)`));
  const rest = missing.length > mostNamed ? ` and ${missing.length - mostNamed} more` : '';
  const remade = missing.flatMap((column) => (column.embedded === undefined ? [] : [sayRemake(column)]));
  throw new AppError(
    'bad-data',
    [
      `${file}: missing input ${missing.length === 1 ? 'column' : 'columns'} ${named.join(', ')}${rest}; ${has}`,
      ...remade,
      'add them, or let input columns that are not there count as missing values (--fill-missing)',
    ].join('; '),
    { details },
  );
}

/** The step that makes a column of vectors again, as it is written on the command line. */
export function sayRemake({ name, embedded }: ColumnDescription): string {
  if (embedded === undefined) return '';
  const vocabulary = embedded.vocabulary === null ? '' : `;vocabulary=${embedded.vocabulary}`;
  return `'${name}' was made of '${embedded.column}' by ${embedded.model}: predict makes it again with --embed '${embedded.column}=${embedded.model}${vocabulary}'`;
}

/** A column of that type without a value in any of the rows. */
export function emptyColumn({ name, type }: Pick<ColumnDescription, 'name' | 'type'>, rowCount: number): TableColumn {
  if (type === 'numeric' || type === 'date') return { name, type, values: new Float64Array(rowCount).fill(Number.NaN) };
  const labels = type === 'boolean' ? ['false', 'true'] : [];
  return { name, type, codes: new Int32Array(rowCount).fill(-1), labels };
}
