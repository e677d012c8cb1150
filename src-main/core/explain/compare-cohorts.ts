import { compareScores } from '../compare/compare-scores.ts';
import type { CompareOptions } from '../compare/options.ts';
import type { Score } from '../compare/scores.ts';
import type { Comparison, ComparisonRow } from '../../contract/comparison.ts';
import type { Metric } from '../metric/metric.ts';
import type { CohortGroup } from './cohort-groups.ts';
import { evaluationOf, type PairedReplicate, type PairedTask, type Side } from './paired-task.ts';

/** A cohort needs so many labelled rows in a test part for its metric to count there. */
export const fewestRows = 10;

/** The comparison of twin and arm within one cohort. */
export interface ComparedCohort {
  readonly group: CohortGroup;
  /** Labelled test rows, mean over replicates. */
  readonly rows: number;
  readonly row: ComparisonRow;
}

export interface ComparedCohorts {
  /** By the difference, the largest loss first; those without a difference last. */
  readonly compared: readonly ComparedCohort[];
  /** Cohorts with fewer rows than are needed, in mean. */
  readonly tooSmall: number;
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

/**
 * Twin and arm within each cohort by one metric: paired over splits (over seeds where there is one split), with the corrected
 * t interval and Holm's adjustment over all cohorts that are large enough, as arms are compared as a whole.
 */
export function compareCohorts(
  task: PairedTask,
  groups: readonly CohortGroup[],
  metric: Metric,
  options: CohortOptions,
): ComparedCohorts {
  const cohorts = groups.map((group) => {
    const places = task.replicates.map((replicate) => placesOf(replicate, group));
    const rows = places.reduce((sum, { length }) => sum + length, 0) / Math.max(1, places.length);
    return { group, places, rows };
  });
  const large = cohorts.filter(({ rows }) => rows >= fewestRows);
  const tooSmall = cohorts.length - large.length;
  if (large.length === 0) return { compared: [], tooSmall, comparison: null };
  const scoresOf = ({ places }: (typeof large)[number], name: string, side: Side): Score[] =>
    task.replicates.map((replicate, index) => ({
      arm: side === 'twin' ? twin : options.arm,
      split: replicate.split,
      seed: replicate.seed,
      task: name,
      metric: metric.description.id,
      value: valueIn(task, replicate, side, places[index] as Int32Array, metric),
      ...options.sizeOf(replicate.split),
    }));
  const named = new Map(large.map((cohort, index) => [nameOf(cohort.group, large.slice(0, index)), cohort]));
  const scores = [...named].flatMap(([name, cohort]) => [
    ...scoresOf(cohort, name, 'twin'),
    ...scoresOf(cohort, name, 'arm'),
  ]);
  const comparison = compareScores(scores, { ...options, baseline: null, metric: metric.description.id });
  const compared = comparison.rows.flatMap((row) => {
    const cohort = named.get(row.task);
    return cohort === undefined ? [] : [{ group: cohort.group, rows: cohort.rows, row }];
  });
  return { compared: compared.toSorted(byHarm), tooSmall, comparison };
}

/** A name of its own, also where two columns and levels read the same together. */
function nameOf({ column, level }: CohortGroup, before: readonly { readonly group: CohortGroup }[]): string {
  const name = `${column} ${level}`;
  const same = before.filter(({ group }) => `${group.column} ${group.level}` === name).length;
  return same === 0 ? name : `${name} (${same + 1})`;
}

function placesOf({ rows }: PairedReplicate, { member }: CohortGroup): Int32Array {
  return Int32Array.from(rows.keys()).filter((place) => member[rows[place] as number] === 1);
}

/** NaN where the cohort has too few rows in this test part, or the metric is not defined for them. */
function valueIn(task: PairedTask, replicate: PairedReplicate, side: Side, places: Int32Array, metric: Metric): number {
  if (places.length < fewestRows) return Number.NaN;
  return metric.compute(evaluationOf(task, replicate, side, places)).value ?? Number.NaN;
}

function byHarm({ row: first }: ComparedCohort, { row: second }: ComparedCohort): number {
  return (first.difference ?? Infinity) - (second.difference ?? Infinity) || 0;
}
