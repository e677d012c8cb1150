import type { Comparison, ComparisonRow } from '../../contract/comparison.ts';
import { compareScores } from '../compare/compare-scores.ts';
import type { CompareOptions } from '../compare/options.ts';
import type { Score } from '../compare/scores.ts';
import { sides, type PairedTask } from './paired-task.ts';
import type { ScoredCohort, ScoredColumn } from './score-cohorts.ts';

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
  /** Levels that are too small, or beyond the most frequent of their column. */
  readonly leftOut: number;
  /** Null where no cohort is large enough. */
  readonly comparison: Comparison | null;
}

export interface CohortOptions extends Omit<CompareOptions, 'baseline' | 'metric' | 'primaryMetrics' | 'ropes'> {
  readonly arm: string;
  readonly metric: string;
  /** n_train and n_test of every split, for the correction. */
  readonly sizeOf: (split: number) => { readonly trainRows: number | null; readonly testRows: number | null };
}

/** What stands for the twin where tasks are cohorts. */
const twin = 'single-task';

/**
 * Twin and arm within each cohort: paired over splits (over seeds where there is one split), with the corrected t interval and
 * Holm's adjustment over all cohorts, as arms are compared as a whole.
 */
export function compareCohorts(
  { replicates }: PairedTask,
  columns: readonly ScoredColumn[],
  options: CohortOptions,
): ComparedCohorts {
  const leftOut = columns.reduce((sum, column) => sum + column.leftOut, 0);
  const cohorts = new Map<string, ScoredCohort>();
  for (const cohort of columns.flatMap((column) => column.cohorts)) {
    cohorts.set(nameIn(cohorts, `${cohort.column} ${cohort.level}`), cohort);
  }
  if (cohorts.size === 0) return { compared: [], leftOut, comparison: null };
  const scores = [...cohorts].flatMap(([name, { values }]) =>
    sides.flatMap((side) =>
      replicates.map(({ split, seed }, index): Score => ({
        arm: side === 'twin' ? twin : options.arm,
        split,
        seed,
        task: name,
        metric: options.metric,
        value: values[side][index] ?? Number.NaN,
        ...options.sizeOf(split),
      })),
    ),
  );
  const comparison = compareScores(scores, { ...options, baseline: null });
  const compared = comparison.rows.flatMap((row) => {
    const cohort = cohorts.get(row.task);
    return cohort === undefined ? [] : [{ column: cohort.column, level: cohort.level, rows: cohort.rows, row }];
  });
  return { compared: compared.toSorted(byHarm), leftOut, comparison };
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
