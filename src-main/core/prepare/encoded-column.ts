import { AppError } from '../../contract/error.ts';
import { isMissing } from '../table/cell.ts';
import { rowCountOf, type TableColumn } from '../table/table.ts';
import type { EncodingNote, Feature, FeatureGroup } from './prepared.ts';

/** A missing indicator is added from this share of missing cells on. */
export const missingIndicatorShare = 0.01;

/** One feature before it is laid into the matrix; `present` null means every row. */
export interface EncodedFeature {
  readonly feature: Feature;
  readonly values: Float32Array;
  readonly present: Uint8Array | null;
}

type WithoutPlace<Group> = Group extends FeatureGroup ? Omit<Group, 'first' | 'firstCode'> : never;

/** A group before it has its place: `values` [N, width], codes counted from 0. */
export interface EncodedGroup {
  readonly group: WithoutPlace<FeatureGroup>;
  readonly values: Float32Array;
  /** [N] 0 where the row has nothing to standardize; every row has where absent. */
  readonly present?: Uint8Array;
}

/** One column as features that are taken as they are, groups, or both. */
export interface EncodedColumn {
  readonly features: readonly EncodedFeature[];
  readonly groups: readonly EncodedGroup[];
  readonly notes: readonly EncodingNote[];
}

/** A feature of zeros to be filled in. */
export function indicatorOf(column: TableColumn, name: string): EncodedFeature {
  return {
    feature: { name, column: column.name, kind: 'indicator' },
    values: new Float32Array(rowCountOf(column)),
    present: null,
  };
}

/** The name of the feature that says where a column's cells are missing. */
export function missingName(column: string): string {
  return `${column} (missing)`;
}

/** 1 where the cell is missing, as one feature, where enough cells are. */
export function missingIndicator(column: TableColumn, missing: number): EncodedFeature[] {
  if (missing === 0 || missing < missingIndicatorShare * rowCountOf(column)) return [];
  const encoded = indicatorOf(column, missingName(column.name));
  for (let row = 0; row < encoded.values.length; row += 1) if (isMissing(column, row)) encoded.values[row] = 1;
  return [encoded];
}

/** Numbers of one column that a table may hold: 2 GB. */
const mostCells = 2 ** 29;

/** Throws AppError `impossible-study` where a column would become more numbers than fit. */
export function checkCells(column: TableColumn, width: number, remedy: string): void {
  const rows = rowCountOf(column);
  if (rows * width <= mostCells) return;
  const gigabytes = ((4 * rows * width) / 1e9).toPrecision(2);
  throw new AppError(
    'impossible-study',
    `column '${column.name}' would become ${width} numbers in each of ${rows} rows, ${gigabytes} GB in all (limit 2.1 GB); ${remedy}`,
    { details: { column: column.name } },
  );
}

/** Numbers of a column that are worth keeping from one change of the settings to the next: 64 MB. */
const keptCells = 2 ** 24;

export function isSmall({ features, groups }: EncodedColumn): boolean {
  const plain = features.reduce((sum, { values }) => sum + values.length, 0);
  return groups.reduce((sum, { values }) => sum + values.length, plain) <= keptCells;
}
