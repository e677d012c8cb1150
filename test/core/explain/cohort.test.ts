import { describe, expect, it } from 'vitest';
import { cohortColumn, type CohortColumn } from '../../../src-main/core/explain/cohort-column.ts';
import { compareCohorts, type CohortOptions } from '../../../src-main/core/explain/compare-cohorts.ts';
import { CohortScorer, fewestRows, mostLevels } from '../../../src-main/core/explain/score-cohorts.ts';
import type { PairedReplicate, PairedTask } from '../../../src-main/core/explain/paired-task.ts';
import { correlatedT } from '../../../src-main/core/compare/correlated-t.ts';
import { holm } from '../../../src-main/core/compare/holm.ts';
import { mae } from '../../../src-main/core/metric/mae.ts';
import type { TableColumn } from '../../../src-main/core/table/table.ts';
import { uniformAt } from '../../../src-main/core/util/hash.ts';
import { finish } from '../../../src-main/core/util/steps.ts';
import { normalAt } from '../compare/scores.ts';
import { numberTask, replicate } from './pairs.ts';

const directions = () => ({ name: 'MAE', higherIsBetter: false, unitInterval: false });
const sizeOf = () => ({ trainRows: 60, testRows: 24 });
const options: CohortOptions = { arm: 'equal', metric: 'mae', directions, sizeOf };

function codes(name: string, values: readonly number[], labels: readonly string[]): TableColumn {
  return { name, type: 'categorical', codes: Int32Array.from(values), labels };
}

function numbers(name: string, values: readonly number[]): TableColumn {
  return { name, type: 'numeric', values: Float64Array.from(values) };
}

function divide(...columns: readonly TableColumn[]): CohortColumn[] {
  return columns.flatMap((column) => cohortColumn(column) ?? []);
}

function membersOf(column: TableColumn): Record<string, number[]> {
  const [{ levels, codes: levelOf } = { levels: [], codes: Int32Array.of() }] = divide(column);
  return Object.fromEntries(
    levels.map((level, place): [string, number[]] => [
      level,
      [...levelOf.keys()].filter((row) => levelOf[row] === place),
    ]),
  );
}

function compare(task: PairedTask, columns: readonly CohortColumn[]) {
  const scorer = new CohortScorer(task, mae);
  const scored = columns.map((column) => finish(scorer.score(column)));
  return compareCohorts(task, scored, options);
}

describe('the cohorts of a column', () => {
  it('are its levels, and the rows without one', () => {
    expect(membersOf(codes('site', [0, 1, 1, -1, 0], ['north', 'south', 'nowhere']))).toEqual({
      north: [0, 4],
      south: [1, 2],
      nowhere: [],
      missing: [3],
    });
  });

  it('are quarters of the range of many numbers', () => {
    // cut at 2.75, 4.5 and 6.25
    expect(membersOf(numbers('age', [1, 2, 3, 4, 5, 6, 7, 8]))).toEqual({
      '1 to below 2.75': [0, 1],
      '2.75 to below 4.5': [2, 3],
      '4.5 to below 6.25': [4, 5],
      '6.25 to 8': [6, 7],
    });
  });

  it('are single values where these are few', () => {
    expect(membersOf(numbers('rooms', [2, 1, 2, Number.NaN, 3]))).toEqual({
      '1': [1],
      '2': [0, 2],
      '3': [4],
      missing: [3],
    });
  });

  it('are none of texts, vectors and pictures', () => {
    for (const type of ['text', 'vector', 'image'] as const) {
      expect(cohortColumn({ name: 'note', type, codes: Int32Array.of(0), labels: ['x'] })).toBeNull();
    }
  });

  it('hold every row once, however the values are spread', () => {
    const spreads: ((row: number) => number)[] = [
      (row) => uniformAt(1, 0, row),
      (row) => Math.floor(8 * uniformAt(2, 0, row)) ** 4,
      (row) => (uniformAt(3, 0, row) < 0.9 ? 0 : row),
      () => 5,
    ];
    for (const spread of spreads) {
      const column = numbers(
        'x',
        Array.from({ length: 97 }, (_, row) => spread(row)),
      );
      const rows = Object.values(membersOf(column)).flat();
      expect(rows.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 97 }, (_, row) => row));
    }
  });
});

/** Splits in which cohort A (even rows) has these errors of twin and arm, and cohort B (odd rows) those. */
function splits(errors: readonly { a: [number, number]; b: [number, number] }[]): PairedTask {
  const rows = Array.from({ length: 24 }, (_, row) => row);
  return numberTask(
    errors.map(({ a, b }, split): PairedReplicate =>
      replicate({
        split,
        rows,
        targets: rows.map(() => 0),
        twin: rows.map((row) => (row % 2 === 0 ? a[0] : b[0])),
        arm: rows.map((row) => (row % 2 === 0 ? a[1] : b[1])),
      }),
    ),
  );
}

const parity = codes(
  'half',
  Array.from({ length: 24 }, (_, row) => row % 2),
  ['a', 'b'],
);

describe('twin and arm within cohorts', () => {
  const task = splits([
    { a: [1, 3], b: [2, 2.5] },
    { a: [2, 5], b: [2, 1.5] },
    { a: [1.5, 4], b: [2, 2.25] },
    { a: [1, 3.2], b: [2, 1.75] },
  ]);

  it('are compared by the paired test, Holm over all cohorts, the largest loss first', () => {
    const { compared, leftOut } = compare(task, divide(parity));
    // the error falls where the arm is better: differences are twin less arm
    const a = correlatedT([-2, -3, -2.5, -2.2], 24 / 60);
    const b = correlatedT([-0.5, 0.5, -0.25, 0.25], 24 / 60);
    const adjusted = holm([a.p, b.p]);
    expect(leftOut).toBe(0);
    expect(compared.map(({ level, rows }) => [level, rows])).toEqual([
      ['a', 12],
      ['b', 12],
    ]);
    for (const [place, test] of [a, b].entries()) {
      const row = compared[place]!.row;
      expect(row.difference).toBeCloseTo(test.mean!, 12);
      expect(row.ci95![0]).toBeCloseTo(test.ci95![0], 12);
      expect(row.ci95![1]).toBeCloseTo(test.ci95![1], 12);
      expect(row.p).toBeCloseTo(test.p!, 12);
      expect(row.pHolm).toBeCloseTo(adjusted[place]!, 12);
    }
    expect(compared[0]?.row.reading).toBe('worse');
    expect(compared[1]?.row.reading).toBe('open');
    expect(compared[1]?.row.sentence).toContain('no evidence of a difference');
  });

  it('are left out below the least number of rows', () => {
    const small = codes(
      'small',
      Array.from({ length: 24 }, (_, row) => (row < fewestRows - 1 ? 0 : 1)),
      ['few', 'many'],
    );
    const { compared, leftOut } = compare(task, divide(small));
    expect(compared.map(({ level }) => level)).toEqual(['many']);
    expect(leftOut).toBe(1);
    const scattered = codes(
      'id',
      Array.from({ length: 24 }, (_, row) => row),
      Array.from({ length: 24 }, (_, row) => `id ${row}`),
    );
    expect(compare(task, divide(scattered))).toEqual({
      compared: [],
      leftOut: 24,
      comparison: null,
    });
  });

  it('are those of the most frequent levels where a column has many', () => {
    const rows = Array.from({ length: 600 }, (_, row) => row);
    const zeros = rows.map(() => 0);
    const wide = numberTask([0, 1].map((split) => replicate({ split, rows, targets: zeros, twin: zeros, arm: zeros })));
    // level 29 has 29 rows more than the others
    const column = codes(
      'town',
      rows.map((row) => (row < 571 ? row % 30 : 29)),
      Array.from({ length: 30 }, (_, town) => `town ${town}`),
    );
    const { compared, leftOut } = compare(wide, divide(column));
    expect(compared).toHaveLength(mostLevels);
    expect(compared.map(({ level }) => level)).toContain('town 29');
    expect(leftOut).toBe(30 - mostLevels);
  });

  it('are kept apart where a column and its level read like another', () => {
    const even = (row: number): number => row % 2;
    const columns = [
      codes('a b', [...task.replicates[0]!.rows].map(even), ['c', 'd']),
      codes('a', [...task.replicates[0]!.rows].map(even), ['b c', 'x']),
    ];
    const { compared } = compare(task, divide(...columns));
    expect(compared).toHaveLength(4);
    expect(compared.filter(({ level }) => ['c', 'b c'].includes(level)).map(({ row }) => row.difference)).toEqual([
      -2.425, -2.425,
    ]);
  });

  it('say as the whole does where a cohort is the whole', () => {
    const all = codes(
      'all',
      Array.from({ length: 24 }, () => 0),
      ['every'],
    );
    const [whole] = compare(task, divide(all)).compared;
    const [a, b] = compare(task, divide(parity)).compared;
    expect(whole?.row.difference).toBeCloseTo(((a?.row.difference ?? 0) + (b?.row.difference ?? 0)) / 2, 12);
  });

  it('show nothing where arm and twin are the same', () => {
    const same = splits(Array.from({ length: 5 }, (_, split) => ({ a: [split, split], b: [1, 1] })));
    const { compared } = compare(same, divide(parity));
    expect(compared.map(({ row }) => [row.difference, row.p])).toEqual([
      [0, null],
      [0, null],
    ]);
  });

  it('seldom say worse or better of nothing, over many cohorts', () => {
    const rows = Array.from({ length: 120 }, (_, row) => row);
    const columns = Array.from({ length: 10 }, (_, column) =>
      codes(
        `c${column}`,
        rows.map((row) => Math.floor(4 * uniformAt(90 + column, 0, row))),
        ['1', '2', '3', '4'],
      ),
    );
    const groups = divide(...columns);
    let families = 0;
    let wrong = 0;
    for (let study = 0; study < 60; study += 1) {
      const task = numberTask(
        Array.from({ length: 8 }, (_, split) =>
          replicate({
            split,
            rows,
            targets: rows.map(() => 0),
            twin: rows.map((row) => normalAt(study, 2 * split, row)),
            arm: rows.map((row) => normalAt(study, 2 * split + 1, row)),
          }),
        ),
      );
      const { compared } = compare(task, groups);
      families += 1;
      if (compared.some(({ row }) => row.reading === 'better' || row.reading === 'worse')) wrong += 1;
    }
    expect(families).toBe(60);
    expect(wrong / families).toBeLessThanOrEqual(0.05);
  });
});
