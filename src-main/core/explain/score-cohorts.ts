import type { Metric } from '../metric/metric.ts';
import type { CohortColumn } from './cohort-column.ts';
import { evaluationOf, type PairedReplicate, type PairedTask, type Side } from './paired-task.ts';

/** A cohort needs so many labelled rows in a test part for its metric to count there. */
export const fewestRows = 10;
/** Of a column with many levels the most frequent ones are compared. */
export const mostLevels = 24;

/** Twin and arm within one cohort, replicate by replicate. */
export interface ScoredCohort {
  readonly column: string;
  readonly level: string;
  /** Labelled test rows, mean over replicates. */
  readonly rows: number;
  /** One a replicate; NaN where it has too few rows or the metric is not defined for them. */
  readonly values: Readonly<Record<Side, readonly number[]>>;
}

export interface ScoredColumn {
  readonly cohorts: readonly ScoredCohort[];
  /** Levels among the test rows that have too few of them, in mean, or are beyond the most frequent of the column. */
  readonly leftOut: number;
}

/** The metric of twin and arm within each cohort of a column that is large enough. */
export function scoreCohorts(task: PairedTask, column: CohortColumn, metric: Metric): ScoredColumn {
  const { chosen, leftOut } = chooseLevels(task, column);
  const placeOf = new Int32Array(column.levels.length).fill(-1);
  chosen.forEach((level, place) => (placeOf[level] = place));
  const places = task.replicates.map((replicate) => placesByLevel(replicate, column, placeOf, chosen.length));
  const cohorts = chosen.map((level, index): ScoredCohort => {
    const own = places.map((lists) => lists[index] as Int32Array);
    const valuesOf = (side: Side): number[] =>
      task.replicates.map((replicate, position) => valueIn(task, replicate, side, own[position] as Int32Array, metric));
    return {
      column: column.column,
      level: column.levels[level] as string,
      rows: own.reduce((sum, { length }) => sum + length, 0) / own.length,
      values: { twin: valuesOf('twin'), arm: valuesOf('arm') },
    };
  });
  return { cohorts, leftOut };
}

/** The levels with enough test rows, the most frequent where there are many, and how many others occur. */
function chooseLevels(
  { replicates }: PairedTask,
  { levels, codes }: CohortColumn,
): { readonly chosen: readonly number[]; readonly leftOut: number } {
  const counts = new Float64Array(levels.length);
  for (const { rows } of replicates) {
    for (const row of rows) counts[codes[row] as number] = (counts[codes[row] as number] as number) + 1;
  }
  const occurring = [...counts.keys()].filter((level) => (counts[level] as number) > 0);
  const chosen = occurring
    .filter((level) => (counts[level] as number) >= fewestRows * replicates.length)
    .sort((first, second) => (counts[second] as number) - (counts[first] as number) || first - second)
    .slice(0, mostLevels)
    .sort((first, second) => first - second);
  return { chosen, leftOut: occurring.length - chosen.length };
}

/** The places of a replicate's rows by the place of their level among those that are compared. */
function placesByLevel(
  { rows }: PairedReplicate,
  { codes }: CohortColumn,
  placeOf: Int32Array,
  count: number,
): Int32Array[] {
  const lists: number[][] = Array.from({ length: count }, () => []);
  for (let place = 0; place < rows.length; place += 1) {
    const level = placeOf[codes[rows[place] as number] as number] as number;
    if (level >= 0) lists[level]?.push(place);
  }
  return lists.map((list) => Int32Array.from(list));
}

function valueIn(task: PairedTask, replicate: PairedReplicate, side: Side, places: Int32Array, metric: Metric): number {
  if (places.length < fewestRows) return Number.NaN;
  return metric.compute(evaluationOf(task, replicate, side, places)).value ?? Number.NaN;
}
