import { formatNumber, trimZeros } from '../compare/wording.ts';
import { dateLabel, isMissing } from '../table/cell.ts';
import type { CodeColumn, TableColumn } from '../table/table.ts';
import { sortNumbers } from '../util/sort-numbers.ts';
import { quantile } from './residuals.ts';

/** A column as cohorts: the level that each row belongs to. */
export interface CohortColumn {
  readonly column: string;
  readonly levels: readonly string[];
  /** [N] place of the row's level. */
  readonly codes: Int32Array;
}

const parts = 4;
/** A column of numbers with no more values than this is taken level by level. */
const fewValues = 6;

/**
 * The cohorts of an input column, known before any outcome is: each level of a category, four parts of about equal size of a
 * column of numbers or dates, and the rows without a value. Null for columns whose cells seldom agree: texts, vectors, pictures.
 */
export function cohortColumn(column: TableColumn): CohortColumn | null {
  if (column.type === 'text' || column.type === 'vector' || column.type === 'image') return null;
  const { levels, codes } = 'codes' in column ? levelsOf(column) : partsOf(column.type, column.values);
  const missing = levels.length;
  const filled = codes.map((code, row) => (isMissing(column, row) ? missing : code));
  return { column: column.name, levels: filled.includes(missing) ? [...levels, 'missing'] : levels, codes: filled };
}

interface Levels {
  readonly levels: readonly string[];
  readonly codes: Int32Array;
}

/** Labels by code; those that read the same are one level. */
function levelsOf(column: CodeColumn): Levels {
  const places = new Map<string, number>();
  const placeOf = column.labels.map((label) => {
    const place = places.get(label) ?? places.size;
    places.set(label, place);
    return place;
  });
  return { levels: [...places.keys()], codes: column.codes.map((code) => placeOf[code] ?? -1) };
}

function partsOf(type: 'numeric' | 'date', values: Float64Array): Levels {
  const sorted = sortNumbers(values.filter((value) => !Number.isNaN(value)));
  const [lowest] = sorted;
  if (lowest === undefined) return { levels: [], codes: new Int32Array(values.length) };
  const say = (value: number): string => (type === 'date' ? dateLabel(value) : trimZeros(formatNumber(value)));
  const distinct = distinctUpTo(sorted, fewValues);
  if (distinct !== null) return { levels: distinct.map(say), codes: codesFrom(values, distinct) };
  const cuts = Array.from({ length: parts - 1 }, (_, cut) => quantile(sorted, (cut + 1) / parts));
  const lows = [lowest, ...new Set(cuts.filter((cut) => cut > lowest))];
  const levels = lows.map((low, place) => {
    const next = lows[place + 1];
    return next === undefined ? `${say(low)} to ${say(sorted.at(-1) as number)}` : `${say(low)} to below ${say(next)}`;
  });
  return { levels, codes: codesFrom(values, lows) };
}

/** The values themselves where there are no more than `most`. */
function distinctUpTo(sorted: Float64Array, most: number): number[] | null {
  const distinct: number[] = [];
  for (const value of sorted) {
    if (value === distinct.at(-1)) continue;
    if (distinct.length === most) return null;
    distinct.push(value);
  }
  return distinct;
}

/** For each value the last of the ascending lower ends that it reaches. */
function codesFrom(values: Float64Array, lows: readonly number[]): Int32Array {
  const codes = new Int32Array(values.length);
  for (let row = 0; row < values.length; row += 1) {
    let code = lows.length - 1;
    while (code >= 0 && !((values[row] as number) >= (lows[code] as number))) code -= 1;
    codes[row] = code;
  }
  return codes;
}
