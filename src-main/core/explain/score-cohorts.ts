import type { Metric, Sorted } from '../metric/metric.ts';
import { ascendingOrder } from '../util/mid-ranks.ts';
import type { Steps } from '../util/steps.ts';
import type { CohortColumn } from './cohort-column.ts';
import { layOrder, layRows, layValues, type LaidRows } from './laid-rows.ts';
import {
  forBoth,
  predictionWidth,
  sides,
  type Both,
  type PairedReplicate,
  type PairedTask,
  type Side,
} from './paired-task.ts';

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

/**
 * The metric of twin and arm within each cohort of a column that is large enough, one column after the other: what a metric needs
 * in order is sorted once for all of them.
 */
export class CohortScorer {
  readonly #task: PairedTask;
  readonly #metric: Metric;
  readonly #orders = new Map<Float64Array, Int32Array>();

  constructor(task: PairedTask, metric: Metric) {
    this.#task = task;
    this.#metric = metric;
  }

  /** Stops after each replicate. */
  *score(column: CohortColumn): Steps<ScoredColumn> {
    const { replicates } = this.#task;
    const { chosen, leftOut } = chooseLevels(this.#task, column);
    const levelOf = new Int32Array(column.levels.length).fill(-1);
    chosen.forEach((level, place) => (levelOf[level] = place));
    const rows = new Float64Array(chosen.length);
    const values = chosen.map(() => forBoth((): number[] => []));
    const layPart = ({ rows: own, targets }: PairedReplicate): LaidPart => {
      const laid = layRows(own, column.codes, levelOf, chosen.length);
      return { rows: own, targets, laid, truth: this.#lay(laid, targets, 1, 'targets') };
    };
    let before: LaidPart | null = null;
    for (const replicate of replicates) {
      const part: LaidPart = before !== null && hasSameRows(before, replicate) ? before : layPart(replicate);
      const { laid, truth } = part;
      before = part;
      for (const side of sides) {
        const predicted = this.#lay(laid, replicate[side], predictionWidth(this.#task), 'predictions');
        values.forEach((own, place) => own[side].push(this.#valueIn(laid, place, predicted, truth)));
      }
      rows.forEach((sum, place) => (rows[place] = sum + sizeOf(laid, place)));
      yield;
    }
    const cohorts = chosen.map((level, place) => ({
      column: column.column,
      level: column.levels[level] as string,
      rows: (rows[place] as number) / replicates.length,
      values: values[place] as Both<number[]>,
    }));
    return { cohorts, leftOut };
  }

  /** Values laid out, and in which order they are where the metric asks for that. */
  #lay(laid: LaidRows, values: Float64Array, width: number, what: Sorted): LaidValues {
    const sorts = width === 1 && this.#metric.sorts?.includes(what) === true;
    return {
      values: layValues(laid, values, width),
      width,
      order: sorts ? { [what]: layOrder(laid, this.#orderOf(values)) } : {},
    };
  }

  #orderOf(values: Float64Array): Int32Array {
    const order = this.#orders.get(values) ?? ascendingOrder(values);
    this.#orders.set(values, order);
    return order;
  }

  #valueIn(laid: LaidRows, place: number, predicted: LaidValues, truth: LaidValues): number {
    const count = sizeOf(laid, place);
    if (count < fewestRows) return Number.NaN;
    const [start, end] = [laid.starts[place] as number, laid.starts[place + 1] as number];
    const orders = Object.entries({ ...predicted.order, ...truth.order });
    const { value } = this.#metric.compute({
      type: this.#task.type,
      ...{ count, classCount: predicted.width },
      predictions: predicted.values.subarray(start * predicted.width, end * predicted.width),
      targets: truth.values.subarray(start, end),
      order: Object.fromEntries(orders.map(([what, order]) => [what, order.subarray(start, end)])),
    });
    return value ?? Number.NaN;
  }
}

interface LaidPart extends Pick<PairedReplicate, 'rows' | 'targets'> {
  readonly laid: LaidRows;
  readonly truth: LaidValues;
}

interface LaidValues {
  readonly values: Float64Array;
  readonly width: number;
  readonly order: Partial<Record<Sorted, Int32Array>>;
}

/** As the seeds of a split have. */
function hasSameRows(part: LaidPart, { rows, targets }: PairedReplicate): boolean {
  return part.rows === rows && part.targets === targets;
}

function sizeOf({ starts }: LaidRows, place: number): number {
  return (starts[place + 1] as number) - (starts[place] as number);
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
