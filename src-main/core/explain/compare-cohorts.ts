import type { Comparison, ComparisonRow } from '../../contract/comparison.ts';
import { compareScores } from '../compare/compare-scores.ts';
import type { CompareOptions } from '../compare/options.ts';
import type { Score } from '../compare/scores.ts';
import type { Metric } from '../metric/metric.ts';
import type { CohortColumn } from './cohort-column.ts';
import { evaluationOf, sides, type PairedReplicate, type PairedTask, type Side } from './paired-task.ts';

/** A cohort needs so many labelled rows in a test part for its metric to count there. */
export const fewestRows = 10;
/** Of a column with many levels the most frequent ones are compared. */
export const mostLevels = 24;

/** The comparison of twin and arm within one cohort. */
export interface ComparedCohort {
  readonly column: string;
  readonly level: string;
  /** Labelled test rows, mean over replicates. */
  readonly rows: number;
  readonly row: ComparisonRow;
}

export interface ComparedCohorts {
  /** By the difference, the largest loss first; those without a difference last. */
  readonly compared: readonly ComparedCohort[];
  /** Levels among the test rows that have too few of them, in mean, or are beyond the most frequent of their column. */
  readonly leftOut: number;
  /** Null where no cohort is large enough. */
  readonly comparison: Comparison | null;
}

export interface CohortOptions extends Omit<CompareOptions, 'baseline' | 'metric' | 'primaryMetrics' | 'ropes'> {
  readonly arm: string;
  /** n_train and n_test of every split, for the correction. */
  readonly sizeOf: (split: number) => { readonly trainRows: number | null; readonly testRows: number | null };
}

/** What stands for the twin where tasks are cohorts. */
const twin = 'single-task';

interface ScoredCohort {
  readonly column: string;
  readonly level: string;
  readonly rows: number;
  /** One a replicate; NaN where it has too few rows or the metric is not defined for them. */
  readonly values: Readonly<Record<Side, readonly number[]>>;
}

/**
 * Twin and arm within each cohort by one metric: paired over splits (over seeds where there is one split), with the corrected
 * t interval and Holm's adjustment over all cohorts that are compared, as arms are compared as a whole.
 */
export function compareCohorts(
  task: PairedTask,
  columns: Iterable<CohortColumn>,
  metric: Metric,
  options: CohortOptions,
): ComparedCohorts {
  const cohorts = new Map<string, ScoredCohort>();
  let leftOut = 0;
  for (const column of columns) {
    const { chosen, others } = chooseLevels(task, column);
    leftOut += others;
    for (const cohort of scoreLevels(task, column, chosen, metric)) {
      cohorts.set(nameIn(cohorts, `${cohort.column} ${cohort.level}`), cohort);
    }
  }
  if (cohorts.size === 0) return { compared: [], leftOut, comparison: null };
  const scores = [...cohorts].flatMap(([name, cohort]) =>
    sides.flatMap((side) =>
      task.replicates.map(({ split, seed }, index): Score => ({
        arm: side === 'twin' ? twin : options.arm,
        split,
        seed,
        task: name,
        metric: metric.description.id,
        value: cohort.values[side][index] ?? Number.NaN,
        ...options.sizeOf(split),
      })),
    ),
  );
  const comparison = compareScores(scores, { ...options, baseline: null, metric: metric.description.id });
  const compared = comparison.rows.flatMap((row) => {
    const cohort = cohorts.get(row.task);
    return cohort === undefined ? [] : [{ column: cohort.column, level: cohort.level, rows: cohort.rows, row }];
  });
  return { compared: compared.toSorted(byHarm), leftOut, comparison };
}

/** The levels with enough test rows, the most frequent where there are many, and how many others occur. */
function chooseLevels(
  { replicates }: PairedTask,
  { levels, codes }: CohortColumn,
): { chosen: number[]; others: number } {
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
  return { chosen, others: occurring.length - chosen.length };
}

function scoreLevels(
  task: PairedTask,
  { column, levels, codes }: CohortColumn,
  chosen: readonly number[],
  metric: Metric,
): ScoredCohort[] {
  const placeOf = new Int32Array(levels.length).fill(-1);
  chosen.forEach((level, place) => (placeOf[level] = place));
  const places = task.replicates.map(({ rows }) => {
    const own: number[][] = chosen.map(() => []);
    rows.forEach((row, place) => own[placeOf[codes[row] as number] as number]?.push(place));
    return own.map((list) => Int32Array.from(list));
  });
  return chosen.map((level, index) => {
    const own = places.map((lists) => lists[index] as Int32Array);
    const valuesOf = (side: Side): number[] =>
      task.replicates.map((replicate, position) => valueIn(task, replicate, side, own[position] as Int32Array, metric));
    return {
      column,
      level: levels[level] as string,
      rows: own.reduce((sum, { length }) => sum + length, 0) / own.length,
      values: { twin: valuesOf('twin'), arm: valuesOf('arm') },
    };
  });
}

function valueIn(task: PairedTask, replicate: PairedReplicate, side: Side, places: Int32Array, metric: Metric): number {
  if (places.length < fewestRows) return Number.NaN;
  return metric.compute(evaluationOf(task, replicate, side, places)).value ?? Number.NaN;
}

/** A name of its own, also where two columns and levels read the same together. */
function nameIn(taken: ReadonlyMap<string, unknown>, name: string): string {
  let free = name;
  for (let turn = 2; taken.has(free); turn += 1) free = `${name} (${turn})`;
  return free;
}

function byHarm({ row: first }: ComparedCohort, { row: second }: ComparedCohort): number {
  return (first.difference ?? Infinity) - (second.difference ?? Infinity) || 0;
}
