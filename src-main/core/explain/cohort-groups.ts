import { formatNumber, trimZeros } from '../compare/wording.ts';
import { cellLabel, dateLabel, isMissing } from '../table/cell.ts';
import type { TableColumn } from '../table/table.ts';
import { sortNumbers } from '../util/sort-numbers.ts';
import { quantile } from './residuals.ts';

/** The rows that share a level of a column, or a part of its range. */
export interface CohortGroup {
  readonly column: string;
  readonly level: string;
  /** [N] 1 where the row belongs to it. */
  readonly member: Uint8Array;
}

const parts = 4;
/** A column of numbers with no more values than this is taken level by level. */
const fewValues = 6;

/**
 * The cohorts of an input column, known before any outcome is: each level of a category, four parts of about equal size of a
 * column of numbers or dates, and the rows without a value. Null for columns whose cells seldom agree: texts, vectors, pictures.
 */
export function cohortGroups(column: TableColumn): CohortGroup[] | null {
  if (column.type === 'text' || column.type === 'vector' || column.type === 'image') return null;
  const rowCount = 'codes' in column ? column.codes.length : column.values.length;
  const groups = 'codes' in column ? levelsOf(column, rowCount) : partsOf(column.name, column.type, column.values);
  const missing = Uint8Array.from({ length: rowCount }, (_, row) => (isMissing(column, row) ? 1 : 0));
  return missing.includes(1) ? [...groups, { column: column.name, level: 'missing', member: missing }] : groups;
}

function levelsOf(column: TableColumn, rowCount: number): CohortGroup[] {
  const members = new Map<string, Uint8Array>();
  for (let row = 0; row < rowCount; row += 1) {
    const label = cellLabel(column, row);
    if (label === null) continue;
    const member = members.get(label) ?? new Uint8Array(rowCount);
    members.set(label, member);
    member[row] = 1;
  }
  return [...members].map(([level, member]) => ({ column: column.name, level, member }));
}

function partsOf(column: string, type: 'numeric' | 'date', values: Float64Array): CohortGroup[] {
  const sorted = sortNumbers(values.filter((value) => !Number.isNaN(value)));
  if (sorted.length === 0) return [];
  const distinct = sorted.filter((value, place) => place === 0 || value !== sorted[place - 1]);
  const say = (value: number): string => (type === 'date' ? dateLabel(value) : trimZeros(formatNumber(value)));
  const cuts =
    distinct.length <= fewValues
      ? [...distinct.slice(1)]
      : [...new Set(Array.from({ length: parts - 1 }, (_, cut) => quantile(sorted, (cut + 1) / parts)))];
  const lows = [sorted[0] as number, ...cuts.filter((cut) => cut > (sorted[0] as number))];
  return lows.map((low, place) => {
    const next = lows[place + 1];
    const member = values.map((value) => (value >= low && (next === undefined || value < next) ? 1 : 0));
    const high = next === undefined ? (sorted.at(-1) as number) : next;
    const level =
      distinct.length <= fewValues ? say(low) : `${say(low)} to ${next === undefined ? '' : 'below '}${say(high)}`;
    return { column, level, member: Uint8Array.from(member) };
  });
}
