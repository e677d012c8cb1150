import { uniformAt } from '../../util/hash.ts';
import type { NumberColumn, TableColumn } from '../../table/table.ts';
import { wordsOf } from './input-matrix.ts';
import { valuesAt } from './values-at.ts';

export interface NearPairs {
  readonly pairs: readonly (readonly [number, number])[];
  readonly rowsInPairs: number;
}

const nearness = 0.01;
const sharedWords = 0.9;
/** Rows that one is compared with, so that a crowd of equal ones does not take quadratic time. */
const mostCompared = 200;
const mostPairsOfRow = 20;

/**
 * Pairs of rows with equal labels, equal missing cells and numbers within 0.01 sqrt(d) of one another when standardized, d
 * the number of inputs. Rows of equal labels are put in order by a projection that no near pair is far apart in.
 */
export function findNearPairs(inputs: readonly TableColumn[], rows: Int32Array): NearPairs {
  const numbers = inputs.filter((column): column is NumberColumn => !('codes' in column));
  const standardized = numbers.map((column) => standardize(column, rows));
  const reach = nearness * Math.sqrt(inputs.length);
  const pairs: [number, number][] = [];
  const touched = new Set<number>();
  const direction = unitVector(numbers.length);
  for (const group of groupByLabels(inputs, rows)) {
    if (group.length < 2) continue;
    const projected = group.map((place) => ({
      place,
      at: standardized.reduce((sum, values, index) => sum + (values[place] ?? 0) * (direction[index] ?? 0), 0),
    }));
    projected.sort((first, second) => first.at - second.at || first.place - second.place);
    projected.forEach((first, index) => {
      let compared = 0;
      let found = 0;
      for (
        let next = index + 1;
        next < projected.length && compared < mostCompared && found < mostPairsOfRow;
        next += 1
      ) {
        const second = projected[next];
        if (second === undefined || second.at - first.at > reach) break;
        compared += 1;
        if (
          !isNear(standardized, first.place, second.place, reach) ||
          !sharesWords(inputs, rows, first.place, second.place)
        )
          continue;
        found += 1;
        pairs.push([rows[first.place] ?? 0, rows[second.place] ?? 0]);
        touched.add(first.place).add(second.place);
      }
    });
  }
  return { pairs, rowsInPairs: touched.size };
}

/** Zero where missing: rows are compared only where the same cells are missing. */
function standardize(column: NumberColumn, rows: Int32Array): Float64Array {
  const values = valuesAt(column.values, rows);
  const present = values.filter(Number.isFinite);
  const centre = present.reduce((sum, value) => sum + value, 0) / Math.max(1, present.length);
  const deviation = Math.sqrt(
    present.reduce((sum, value) => sum + (value - centre) ** 2, 0) / Math.max(1, present.length),
  );
  return values.map((each) => {
    const value = (each - centre) / (deviation > 0 ? deviation : 1);
    return Number.isFinite(value) ? value : 0;
  });
}

/** Places whose labels and missing cells are equal, the group of the first place first. */
function groupByLabels(inputs: readonly TableColumn[], rows: Int32Array): number[][] {
  const groupOf = new Int32Array(rows.length);
  let count = 1;
  for (const column of inputs) {
    const labels = rows.map((row) => labelOf(column, row));
    if (labels.every((label) => label === labels[0])) continue;
    const groups = new Map<number, number>();
    for (let place = 0; place < rows.length; place += 1) {
      const pair = ((labels[place] ?? 0) + 1) * count + (groupOf[place] ?? 0);
      const group = groups.get(pair) ?? groups.size;
      groups.set(pair, group);
      groupOf[place] = group;
    }
    count = groups.size;
  }
  const groups: number[][] = Array.from({ length: count }, () => []);
  groupOf.forEach((group, place) => groups[group]?.push(place));
  return groups;
}

/** Numbers and texts are there or not. */
function labelOf(column: TableColumn, row: number): number {
  if (!('codes' in column)) return Number.isFinite(column.values[row] ?? Number.NaN) ? 0 : -1;
  const code = column.codes[row] ?? -1;
  return column.type === 'text' && code >= 0 ? 0 : code;
}

function isNear(standardized: readonly Float64Array[], first: number, second: number, reach: number): boolean {
  let distance = 0;
  for (const values of standardized) {
    distance += ((values[first] ?? 0) - (values[second] ?? 0)) ** 2;
    if (distance > reach * reach) return false;
  }
  return true;
}

/** Text is near where nine tenths of the words of both are in both (Jaccard). */
function sharesWords(inputs: readonly TableColumn[], rows: Int32Array, first: number, second: number): boolean {
  return inputs.every((column) => {
    if (!('codes' in column) || column.type !== 'text') return true;
    const [a, b] = [column.codes[rows[first] ?? 0] ?? -1, column.codes[rows[second] ?? 0] ?? -1];
    if (a === b) return true;
    const here = wordsOf(column.labels[a] ?? '');
    const there = wordsOf(column.labels[b] ?? '');
    const both = [...here].filter((word) => there.has(word)).length;
    return both >= sharedWords * (here.size + there.size - both);
  });
}

/** A fixed direction without a zero: near rows are at most as far apart along it as they are in space. */
function unitVector(length: number): Float64Array {
  const vector = Float64Array.from({ length }, (_, index) => 0.5 + uniformAt(20_261, 0, index));
  const size = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  return vector.map((value) => value / (size > 0 ? size : 1));
}
