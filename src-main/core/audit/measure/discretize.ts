import type { AuditTask } from '../frame.ts';
import { midRanks } from '../../util/mid-ranks.ts';
import { valuesAt } from './values-at.ts';

/** Codes 0 .. count - 1 for some rows. */
export interface Discrete {
  readonly codes: Int32Array;
  readonly count: number;
}

const quantileBins = 10;

/** A task's labels in these rows, which all have one: classes as they are, numbers in ten quantile bins. */
export function discretizeTask(task: AuditTask, rows: Int32Array): Discrete {
  const values = valuesAt(task.values, rows);
  return task.classes.length > 0
    ? { codes: Int32Array.from(values), count: task.classes.length }
    : quantiles(values, quantileBins);
}

/** Bins of about equal size; equal values share a bin. Few distinct values are a bin each. */
export function quantiles(values: Float64Array, bins: number): Discrete {
  const distinct = [...new Set(values)].sort((first, second) => first - second);
  if (distinct.length <= bins) {
    const codeOf = new Map(distinct.map((value, code) => [value, code]));
    return { codes: Int32Array.from(values, (value) => codeOf.get(value) ?? 0), count: distinct.length };
  }
  const ranks = midRanks(values);
  const codes = Int32Array.from(ranks, (rank) => Math.min(bins - 1, Math.floor(((rank - 0.5) * bins) / values.length)));
  return { codes, count: bins };
}

/** counts[a][b], row-major, of two codes of the same rows. */
export function crossCount(first: Discrete, second: Discrete): Float64Array {
  const counts = new Float64Array(first.count * second.count);
  for (let index = 0; index < first.codes.length; index += 1) {
    const cell = (first.codes[index] ?? 0) * second.count + (second.codes[index] ?? 0);
    counts[cell] = (counts[cell] ?? 0) + 1;
  }
  return counts;
}
