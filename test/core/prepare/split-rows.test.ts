import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countExcludedRows, splitRows } from '../../../src-main/core/prepare/split-rows.ts';
import type { Split } from '../../../src-main/core/prepare/prepared.ts';
import type { SplitPlan } from '../../../src-main/contract/study.ts';
import { classification, dates, labels, numbers, regression, specOf, tableOf } from './tables.ts';

function plan(changes: Partial<SplitPlan>): SplitPlan {
  return { kind: 'random', column: null, splits: 4, testFraction: 0.25, validationFraction: 0.2, ...changes };
}

function assertParts(split: Split, expected: readonly number[]): void {
  const all = [...split.train, ...split.validation, ...split.test];
  expect(new Set(all).size).toBe(all.length);
  expect([...all].sort((first, second) => first - second)).toEqual(expected);
  for (const part of [split.train, split.validation, split.test]) {
    expect(part.length).toBeGreaterThan(0);
    expect([...part]).toEqual([...part].sort((first, second) => first - second));
  }
}

const fractions = fc.record({
  testFraction: fc.double({ min: 0.05, max: 0.6, noNaN: true }),
  validationFraction: fc.double({ min: 0.05, max: 0.5, noNaN: true }),
});
const seeds = fc.integer({ min: 0, max: 2147483647 });

describe('splitRows', () => {
  it('gives disjoint parts that cover the labelled rows, for random and stratified splits', () => {
    fc.assert(
      fc.property(
        fc.array(fc.option(fc.double({ min: -9, max: 9, noNaN: true }), { freq: 5 }), { minLength: 8, maxLength: 80 }),
        fc.constantFrom('random' as const, 'stratified' as const),
        fractions,
        seeds,
        (values, kind, share, baseSeed) => {
          const table = tableOf(
            numbers(
              'x',
              values.map(() => 1),
            ),
            numbers('y', values),
          );
          const labelled = values.flatMap((value, row) => (value === null ? [] : [row]));
          fc.pre(labelled.length >= 3);
          const spec = specOf(table, [regression('y')], { split: plan({ kind, ...share }), baseSeed });
          const splits = splitRows(table, spec);
          expect(splits).toHaveLength(4);
          for (const split of splits) assertParts(split, labelled);
          expect(splitRows(table, spec)).toEqual(splits);
          expect(countExcludedRows(table, spec)).toEqual({
            unlabelled: values.length - labelled.length,
            withoutTime: 0,
          });
        },
      ),
      { seed: 1, numRuns: 80 },
    );
  });

  it('keeps whole groups on one side and rows without a group apart from them', () => {
    fc.assert(
      fc.property(
        fc.array(fc.option(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), { freq: 6 }), {
          minLength: 20,
          maxLength: 90,
        }),
        fractions,
        seeds,
        (groups, share, baseSeed) => {
          fc.pre(new Set(groups.filter((group) => group !== null)).size >= 3);
          const table = tableOf(
            numbers(
              'y',
              groups.map((_, row) => row),
            ),
            labels('g', groups),
          );
          const spec = specOf(table, [regression('y')], {
            split: plan({ kind: 'group', column: 'g', ...share }),
            baseSeed,
          });
          for (const split of splitRows(table, spec)) {
            assertParts(
              split,
              groups.map((_, row) => row),
            );
            const sides = [split.train, split.validation, split.test].map(
              (part) => new Set(Array.from(part, (row) => groups[row]).filter((group) => group != null)),
            );
            const seen = sides.flatMap((side) => [...side]);
            expect(new Set(seen).size).toBe(seen.length);
          }
        },
      ),
      { seed: 2, numRuns: 80 },
    );
  });

  it('tests on rows no earlier than validation, and validates on rows no earlier than training', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 30, maxLength: 120 }),
        fractions,
        fc.integer({ min: 1, max: 6 }),
        (days, share, splits) => {
          const table = tableOf(numbers('y', days), numbers('when', days));
          const spec = specOf(table, [regression('y')], {
            split: plan({ kind: 'time', column: 'when', splits, ...share }),
          });
          const result = splitRows(table, spec);
          result.forEach((split, index) => {
            const times = (rows: Int32Array) => Array.from(rows, (row) => days[row] ?? 0);
            expect(Math.max(...times(split.train))).toBeLessThanOrEqual(Math.min(...times(split.validation)));
            expect(Math.max(...times(split.validation))).toBeLessThanOrEqual(Math.min(...times(split.test)));
            if (index === splits - 1)
              assertParts(
                split,
                days.map((_, row) => row),
              );
          });
        },
      ),
      { seed: 3, numRuns: 80 },
    );
  });

  it('does not part rows of one time, and rolls the origin forward', () => {
    const when = Array.from({ length: 100 }, (_, row) =>
      new Date(Date.UTC(2024, 0, 1 + Math.floor(row / 7))).toISOString(),
    );
    const table = tableOf(
      numbers(
        'y',
        when.map((_, row) => row),
      ),
      dates('when', when),
    );
    const spec = specOf(table, [regression('y')], { split: plan({ kind: 'time', column: 'when', splits: 3 }) });
    const splits = splitRows(table, spec);
    for (const split of splits) {
      const sides = [split.train, split.validation, split.test].map(
        (part) => new Set(Array.from(part, (row) => when[row])),
      );
      expect(sides.reduce((sum, side) => sum + side.size, 0)).toBe(new Set(sides.flatMap((side) => [...side])).size);
    }
    const ends = splits.map((split) => Math.max(...split.test));
    expect(ends[0]).toBeLessThan(ends[1] ?? 0);
    expect(ends[2]).toBe(99);
  });

  it('keeps class shares in every part when stratified, even of a rare class', () => {
    const classes = Array.from({ length: 200 }, (_, row) => (row % 20 === 0 ? 'rare' : row % 2 === 0 ? 'a' : 'b'));
    const table = tableOf(labels('y', classes));
    const spec = specOf(table, [classification('y', ['a', 'b', 'rare'])], {
      split: plan({ kind: 'stratified', column: 'y', splits: 20, testFraction: 0.2, validationFraction: 0.25 }),
    });
    for (const split of splitRows(table, spec)) {
      expect([split.test.length, split.validation.length, split.train.length]).toEqual([40, 40, 120]);
      for (const [part, expected] of [
        [split.test, 2],
        [split.validation, 2],
        [split.train, 6],
      ] as const) {
        const rare = part.filter((row) => classes[row] === 'rare').length;
        expect(Math.abs(rare - expected)).toBeLessThanOrEqual(1);
      }
    }
  });

  it('stratifies a number over quantile bins', () => {
    const values = Array.from({ length: 400 }, (_, row) => Math.exp(row / 50));
    const table = tableOf(numbers('y', values));
    const spec = specOf(table, [regression('y')], { split: plan({ kind: 'stratified', splits: 10 }) });
    for (const split of splitRows(table, spec)) {
      const top = split.test.filter((row) => row >= 360).length;
      expect(top).toBeGreaterThanOrEqual(9);
      expect(top).toBeLessThanOrEqual(11);
    }
  });

  it('draws other rows for another split and another seed', () => {
    const table = tableOf(
      numbers(
        'y',
        Array.from({ length: 50 }, (_, row) => row),
      ),
    );
    const spec = specOf(table, [regression('y')]);
    const [first, second] = splitRows(table, spec);
    expect(first?.test).not.toEqual(second?.test);
    expect(splitRows(table, { ...spec, baseSeed: 8 })[0]?.test).not.toEqual(first?.test);
  });

  it('leaves out rows without a time and counts them', () => {
    const table = tableOf(numbers('y', [1, 2, 3, 4, null, 6, 7, 8]), numbers('when', [1, null, 3, 4, 5, 6, 7, 8]));
    const spec = specOf(table, [regression('y')], { split: plan({ kind: 'time', column: 'when', splits: 1 }) });
    const [split] = splitRows(table, spec);
    if (split === undefined) throw new Error('no split');
    assertParts(split, [0, 2, 3, 5, 6, 7]);
    expect(countExcludedRows(table, spec)).toEqual({ unlabelled: 1, withoutTime: 1 });
  });

  it.each([
    ['an unknown group column', { kind: 'group' as const, column: 'nothing' }, /unknown group column 'nothing'/],
    ['no time column', { kind: 'time' as const, column: null }, /missing time column/],
    ['a text time column', { kind: 'time' as const, column: 'g' }, /gives no time order/],
    ['two groups', { kind: 'group' as const, column: 'g' }, /has 2 groups/],
  ])('refuses %s', (_, changes, message) => {
    const table = tableOf(numbers('y', [1, 2, 3, 4, 5, 6]), labels('g', ['a', 'a', 'a', 'b', 'b', 'b']));
    const spec = specOf(table, [regression('y')], { split: plan(changes) });
    expect(() => splitRows(table, spec)).toThrow(
      expect.objectContaining({ code: 'impossible-study', message: expect.stringMatching(message) as string }),
    );
  });

  it('refuses fewer than three labelled rows', () => {
    const table = tableOf(numbers('y', [1, null, 3, null]));
    expect(() => splitRows(table, specOf(table, [regression('y')]))).toThrow(/only 2 of 4 rows/);
  });
});
