import { AppError } from '../../contract/error.ts';
import type { InputGroup } from '../../contract/input-setting.ts';
import type { NumberColumn, TableColumn } from '../table/table.ts';
import { encodePixels, encodeUnitVector, encodeVector } from './encode-vector.ts';
import { isSmall, type EncodedColumn } from './encoded-column.ts';
import { vectorsOfColumns } from './vector-source.ts';

const known = new WeakMap<TableColumn, { readonly key: string; readonly encoded: EncodedColumn }>();

/** Numeric columns that are one input together. Throws AppError `impossible-study` where one of them is no number. */
export function encodeGroup(group: InputGroup, columns: readonly TableColumn[]): EncodedColumn {
  const [first] = columns;
  const key = JSON.stringify(group);
  const kept = first === undefined ? undefined : known.get(first);
  if (kept?.key === key) return kept.encoded;
  const encoded = encode(group, columns);
  if (first !== undefined && isSmall(encoded)) known.set(first, { key, encoded });
  return encoded;
}

function encode(group: InputGroup, columns: readonly TableColumn[]): EncodedColumn {
  const source = vectorsOfColumns(
    group.name,
    columns.map((column) => numberColumn(group, column)),
  );
  const { encoding } = group;
  if (encoding.kind === 'vector') return encodeVector(source, (position) => group.columns[position] ?? '');
  if (encoding.kind === 'unit-vector') return encodeUnitVector(source);
  if (encoding.kind === 'pixels') return encodePixels(source, encoding);
  throw impossible(
    group,
    `the group '${group.name}' cannot be encoded as ${encoding.kind}; choose vector, unit-vector or pixels`,
  );
}

function numberColumn(group: InputGroup, column: TableColumn): NumberColumn {
  if (!('codes' in column) && column.type === 'numeric') return column;
  throw impossible(
    group,
    `column '${column.name}' of the group '${group.name}' is ${column.type}; a group holds numbers only`,
  );
}

function impossible(group: InputGroup, message: string): AppError {
  return new AppError('impossible-study', message, { details: { column: group.name } });
}
