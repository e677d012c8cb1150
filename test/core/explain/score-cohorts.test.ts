import { describe, expect, it } from 'vitest';
import type { TaskType } from '../../../src-main/contract/study.ts';
import type { CohortColumn } from '../../../src-main/core/explain/cohort-column.ts';
import type { PairedReplicate, PairedTask, Side } from '../../../src-main/core/explain/paired-task.ts';
import { CohortScorer } from '../../../src-main/core/explain/score-cohorts.ts';
import { ascendingOrder } from '../../../src-main/core/util/mid-ranks.ts';
import type { Evaluation, Metric } from '../../../src-main/core/metric/metric.ts';
import { metrics } from '../../../src-main/core/metric/registry.ts';
import { uniformAt } from '../../../src-main/core/util/hash.ts';
import { finish } from '../../../src-main/core/util/steps.ts';

const classes = ['a', 'b', 'c'];
const tableRows = 300;

/** On a coarse grid, so that many are equal; zeros of both signs. */
function draw(seed: number, stream: number, index: number): number {
  const value = Math.floor(9 * uniformAt(seed, stream, index)) / 8;
  return value === 0 && index % 2 === 0 ? -0 : value;
}

function predictions(type: TaskType, seed: number, count: number): Float64Array {
  const raw = (index: number): number => draw(seed, 1, index);
  if (type !== 'multiclass')
    return Float64Array.from({ length: count }, (_, index) => Math.min(1, raw(index)) - (type === 'binary' ? 0 : 0.5));
  const values = Array.from({ length: count }, (_, row) => {
    const own = classes.map((__, k) => 0.1 + Math.abs(raw(3 * row + k)));
    const sum = own.reduce((total, value) => total + value, 0);
    return own.map((value) => value / sum);
  });
  return Float64Array.from(values.flat());
}

function makeTask(type: TaskType): PairedTask {
  const truthOf = (row: number): number =>
    type === 'regression' ? draw(5, 2, row) : Math.floor((type === 'binary' ? 2 : 3) * uniformAt(5, 2, row));
  const parts = [0, 1].map((split) => {
    const rows = Int32Array.from({ length: tableRows }, (_, row) => row).filter(
      (row) => uniformAt(split, 3, row) < 0.6,
    );
    return { split, rows, targets: Float64Array.from(rows, truthOf) };
  });
  const replicates = parts.flatMap(({ split, rows, targets }) =>
    [0, 1].map((seed): PairedReplicate => {
      const side = (number: number): Float64Array => predictions(type, 100 * split + 10 * seed + number, rows.length);
      return { ...{ split, seed, rows, targets }, twin: side(1), arm: side(2) };
    }),
  );
  const known = type === 'regression' ? [] : classes.slice(0, type === 'binary' ? 2 : 3);
  return { type, classes: known, replicates };
}

const columns: readonly CohortColumn[] = [
  {
    column: 'site',
    levels: ['north', 'south', 'small'],
    codes: Int32Array.from({ length: tableRows }, (_, row) =>
      row % 60 === 0 ? 2 : Math.floor(2 * uniformAt(9, 4, row)),
    ),
  },
  { column: 'all', levels: ['every'], codes: new Int32Array(tableRows) },
];

/** The metric of the rows of one level, gathered one by one. */
function plainValue(
  { type, classes: known }: PairedTask,
  { rows, targets, ...both }: PairedReplicate,
  side: Side,
  metric: Metric,
  isMember: (row: number) => boolean,
): number {
  const places = [...rows.keys()].filter((place) => isMember(rows[place] as number));
  const classCount = type === 'multiclass' ? known.length : 1;
  const evaluation: Evaluation = {
    ...{ type, classCount, count: places.length },
    predictions: Float64Array.from(
      places.flatMap((place) => [...both[side].subarray(place * classCount, (place + 1) * classCount)]),
    ),
    targets: Float64Array.from(places, (place) => targets[place] as number),
  };
  return metric.compute(evaluation).value ?? Number.NaN;
}

const cases = metrics.flatMap((metric) =>
  metric.description.taskTypes.map((type): [string, TaskType, Metric] => [metric.description.id, type, metric]),
);

describe('the metric within a cohort', () => {
  it.each(cases)('%s, %s, is to the last bit that of its rows alone', (_, type, metric) => {
    const task = makeTask(type);
    const scorer = new CohortScorer(task, metric);
    for (const column of columns) {
      const { cohorts, leftOut } = finish(scorer.score(column));
      expect(leftOut).toBe(column.column === 'site' ? 1 : 0);
      for (const { level, rows, values } of cohorts) {
        const code = column.levels.indexOf(level);
        const isMember = (row: number): boolean => column.codes[row] === code;
        for (const side of ['twin', 'arm'] as const) {
          const wanted = task.replicates.map((replicate) => plainValue(task, replicate, side, metric, isMember));
          expect(values[side]).toEqual(wanted);
          expect(wanted.every(Number.isFinite)).toBe(true);
        }
        const counts = task.replicates.map((replicate) => replicate.rows.filter(isMember).length);
        expect(rows).toBe(counts.reduce((sum, count) => sum + count, 0) / counts.length);
      }
    }
  });

  it('does not depend on whether the seeds of a split share their rows', () => {
    for (const [, type, metric] of cases) {
      const shared = makeTask(type);
      const copied = {
        ...shared,
        replicates: shared.replicates.map((one) => ({ ...one, rows: one.rows.slice(), targets: one.targets.slice() })),
      };
      const [first, second] = [shared, copied].map((task) => {
        const scorer = new CohortScorer(task, metric);
        return columns.map((column) => finish(scorer.score(column)));
      });
      expect(first).toEqual(second);
    }
  });
});

describe('a metric that sorts', () => {
  it.each(cases.filter(([, , metric]) => metric.sorts !== undefined))('%s takes a given order', (_, type, metric) => {
    const [replicate] = makeTask(type).replicates as [PairedReplicate];
    const evaluation: Evaluation = {
      ...{ type, classCount: 1, count: replicate.targets.length },
      ...{ predictions: replicate.arm, targets: replicate.targets },
    };
    const order = {
      predictions: ascendingOrder(evaluation.predictions),
      targets: ascendingOrder(evaluation.targets),
    };
    const kept = order.predictions.slice();
    expect(metric.compute({ ...evaluation, order })).toEqual(metric.compute(evaluation));
    expect(order.predictions).toEqual(kept);
  });
});
