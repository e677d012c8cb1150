import { describe, expect, it } from 'vitest';
import { summarizeNumbers } from '../../../src-main/core/table/summarize-numbers.ts';
import { RunRoom, toRuns } from '../../../src-main/core/table/value-runs.ts';
import { uniformAt } from '../../../src-main/core/util/hash.ts';

const unit = (column: number, row: number): number => uniformAt(3, column, row);

const makers: Readonly<Record<string, (row: number) => number>> = {
  'four decimals': (row) => Number((unit(1, row) * 100 - 50).toFixed(4)),
  'whole numbers': (row) => Math.floor(unit(2, row) * 1000) - 300,
  'row numbers': (row) => row,
  'real numbers': (row) => unit(3, row) * 7 - 3,
  gaps: (row) => (unit(4, row) < 0.2 ? Number.NaN : Number((unit(5, row) * 5).toFixed(2))),
  'wide numbers': (row) => (unit(6, row) - 0.5) * 1e308,
  'one number off the grid': (row) => (row === 7777 ? 0.123456 : row % 100),
  'one value': () => 4.25,
  nothing: () => Number.NaN,
  'a few values': (row) => (row < 5 ? row : Number.NaN),
  dates: (row) => 1.7e12 + Math.floor(unit(7, row) * 365) * 864e5,
};

/** The same from a plain sort. */
function runsBySorting(values: Float64Array): [number, number][] {
  const counts = new Map<number, number>();
  for (const value of values.filter((each) => !Number.isNaN(each)).sort())
    counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts];
}

describe.each(Object.entries(makers))('runs of %s', (_, make) => {
  it.each([1, 11, 25_000])('are those of a sort: %i values', (length) => {
    const values = Float64Array.from({ length }, (__, row) => make(row));
    const runs = toRuns(values);
    const expected = runsBySorting(values);
    expect([...runs.values]).toEqual(expected.map(([value]) => value));
    expect([...runs.counts]).toEqual(expected.map(([, count]) => count));
    expect(runs.present).toBe(values.filter((value) => !Number.isNaN(value)).length);
  });

  it('give the summary of the sorted values', () => {
    const values = Float64Array.from({ length: 25_000 }, (__, row) => make(row));
    const sorted = values.filter((value) => !Number.isNaN(value)).sort();
    const summary = summarizeNumbers(values);
    let mean = 0;
    sorted.forEach((value, index) => (mean += (value - mean) / (index + 1)));
    let squares = 0;
    for (const value of sorted) squares += (value - mean) ** 2;
    const count = sorted.length;
    const median = (sorted[Math.floor((count - 1) / 2)] ?? 0) / 2 + (sorted[Math.floor(count / 2)] ?? 0) / 2;
    const deviation = Math.sqrt(squares / (count - 1));
    expect(summary.mean).toBe(count === 0 ? null : mean);
    expect(summary.standardDeviation).toBe(count === 0 || !Number.isFinite(deviation) ? null : deviation);
    expect(summary.median).toBe(count === 0 ? null : median);
    expect([summary.minimum, summary.maximum]).toEqual([sorted[0] ?? null, sorted.at(-1) ?? null]);
    const { distribution } = summary;
    if (distribution.kind === 'histogram') expect(distribution.counts.reduce((sum, each) => sum + each, 0)).toBe(count);
  });
});

describe('memory that is used again', () => {
  it('changes no summary', () => {
    const room = new RunRoom();
    for (const make of [...Object.values(makers), ...Object.values(makers).reverse()]) {
      const values = Float64Array.from({ length: 25_000 }, (_, row) => make(row));
      expect(summarizeNumbers(values, room)).toEqual(summarizeNumbers(values));
    }
  });
});
