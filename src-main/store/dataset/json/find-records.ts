import type { ImportWarning } from '../../../contract/dataset.ts';
import { badFile, excerpt } from '../bad-file.ts';
import { isObject } from './record-collector.ts';

export interface FoundRecords {
  readonly records: Iterable<unknown>;
  readonly warnings: readonly ImportWarning[];
}

/**
 * The records of a JSON text: an array of objects; an array of arrays, the first of them names; an object of columns
 * (arrays of one length, or objects with the same keys, as pandas writes them); `{"columns": [...], "data": [[...]]}`; or
 * an object in which exactly one field is an array of objects. Throws AppError `bad-file` where it is none of these.
 */
export function findRecords(file: string, value: unknown): FoundRecords {
  if (Array.isArray(value)) return { records: fromArray(file, value), warnings: [] };
  if (!isObject(value)) {
    throw badFile({ file }, `holds ${excerpt(JSON.stringify(value))} and no table; it must be an array of objects`);
  }
  const { columns, data } = value;
  if (isNames(columns) && Array.isArray(data) && data.every(Array.isArray)) {
    return { records: fromRows(file, columns, data as unknown[][], 0), warnings: [] };
  }
  const fields = Object.entries(value);
  const lists = fields.filter((field): field is [string, unknown[]] => isRecords(field[1]));
  const only = lists[0];
  if (only !== undefined && lists.length === 1 && !fields.every(([, each]) => Array.isArray(each))) {
    return { records: only[1], warnings: [wrappedWarning(only[0], fields.length)] };
  }
  if (only !== undefined && fields.length === 1) return { records: only[1], warnings: [wrappedWarning(only[0], 1)] };
  if (fields.length > 0 && fields.every(([, each]) => Array.isArray(each))) {
    return { records: fromColumns(file, fields as [string, unknown[]][]), warnings: [] };
  }
  if (fields.length > 1 && fields.every(([, each]) => isObject(each))) {
    return { records: fromKeyedColumns(file, fields as [string, Record<string, unknown>][]), warnings: [] };
  }
  const names = excerpt(fields.map(([name]) => name).join(', '));
  const hint =
    lists.length > 1
      ? `${lists.length} fields hold tables (${lists.map(([name]) => name).join(', ')}); keep one`
      : 'it must be an array of objects, or an object of arrays of one length';
  throw badFile({ file }, `an object with the fields ${names} is no table; ${hint}`);
}

function wrappedWarning(field: string, count: number): ImportWarning {
  const others = count > 1 ? `; the ${count - 1} fields beside it were left out` : '';
  return { code: 'json-field-read', message: `the records are those of the field '${field}'${others}` };
}

function isNames(value: unknown): value is string[] {
  return Array.isArray(value) && value.length > 0 && value.every((name) => typeof name === 'string');
}

function isRecords(value: unknown): value is unknown[] {
  return Array.isArray(value) && value.length > 0 && value.every(isObject);
}

function fromArray(file: string, value: unknown[]): Iterable<unknown> {
  const [first, ...rest] = value;
  if (!Array.isArray(first)) return value;
  const isHeader = isNames(first) && rest.length > 0 && rest.some((row) => !isNames(row));
  const names = isHeader ? first : first.map((_, position) => `column ${position + 1}`);
  return fromRows(file, names, isHeader ? rest : value, isHeader ? 1 : 0);
}

function* fromRows(file: string, names: readonly string[], rows: readonly unknown[], above: number): Iterable<unknown> {
  const unique = uniqueKeys(names);
  for (const [index, row] of rows.entries()) {
    const place = { file, row: index + 1 + above };
    if (!Array.isArray(row))
      throw badFile(place, `${excerpt(JSON.stringify(row))} is not an array as the rows above are`);
    if (row.length !== names.length) {
      throw badFile(
        place,
        `${row.length} values where ${names.length} are expected: ${excerpt(JSON.stringify(row))}; give every row the same number`,
      );
    }
    yield Object.fromEntries(unique.map((name, position) => [name, row[position] as unknown]));
  }
}

/** Two columns of one name stay two. */
function uniqueKeys(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    let key = name;
    for (let number = 2; taken.has(key); number += 1) key = `${name} (${number})`;
    taken.add(key);
    return key;
  });
}

function* fromColumns(file: string, columns: readonly (readonly [string, unknown[]])[]): Iterable<unknown> {
  const [firstName, first] = columns[0] ?? ['', []];
  const other = columns.find(([, values]) => values.length !== first.length);
  if (other !== undefined) {
    throw badFile(
      { file, column: other[0] },
      `${other[1].length} values where column '${firstName}' has ${first.length}; give every column the same number`,
    );
  }
  for (let row = 0; row < first.length; row += 1) {
    yield Object.fromEntries(columns.map(([name, values]) => [name, values[row]]));
  }
}

/** `{"size": {"0": 1, "1": 2}, ...}`: columns by name, or rows by name, whichever are more alike. */
function* fromKeyedColumns(
  file: string,
  fields: readonly (readonly [string, Readonly<Record<string, unknown>>])[],
): Iterable<unknown> {
  const keys = Object.keys(fields[0]?.[1] ?? {});
  const areColumns = keys.length > 0 && keys.every((key) => /^\d+$/.test(key));
  if (!areColumns) {
    for (const [, record] of fields) yield record;
    return;
  }
  for (const [name, values] of fields) {
    const missing = keys.find((key) => !Object.hasOwn(values, key));
    if (missing !== undefined) {
      throw badFile(
        { file, column: name },
        `no value under '${missing}', which column '${fields[0]?.[0] ?? ''}' has; give every column the same keys`,
      );
    }
  }
  for (const key of keys) yield Object.fromEntries(fields.map(([name, values]) => [name, values[key]]));
}
