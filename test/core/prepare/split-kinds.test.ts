import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SplitPlan } from '../../../src-main/contract/study.ts';
import { splitRows } from '../../../src-main/core/prepare/split-rows.ts';
import { stratifyIteratively } from '../../../src-main/core/prepare/split-tasks.ts';
import { deriveSeed, uniformAt } from '../../../src-main/core/util/hash.ts';
import { classification, dates, labels, numbers, regression, specOf, tableOf } from './tables.ts';

function plan(changes: Partial<SplitPlan>): SplitPlan {
  return { kind: 'random', column: null, splits: 1, testFraction: 0.25, validationFraction: 0.2, ...changes };
}
function draw(purpose: string, index: number): number {
  return uniformAt(deriveSeed(5, purpose), 0, index);
}

const count = 400;
/** A rare class, and a target that few rows have. */
const rare = Array.from({ length: count }, (_, row) => (draw('rare', row) < 0.05 ? 'yes' : 'no'));
const seldom = Array.from({ length: count }, (_, row) => (draw('seldom', row) < 0.1 ? 10 * draw('value', row) : null));
const table = tableOf(
  numbers(
    'x',
    rare.map((_, row) => row),
  ),
  labels('fault', rare),
  numbers('wear', seldom),
  dates(
    'day',
    rare.map((_, row) => new Date(86_400_000 * row).toISOString().slice(0, 10)),
  ),
  labels(
    'set',
    rare.map((_, row) => (row % 4 === 0 ? 'Test' : row % 4 === 1 ? 'dev' : row % 10 === 7 ? null : 'train')),
  ),
);
const tasks = [classification('fault', ['no', 'yes']), regression('wear')];

function split(changes: Partial<SplitPlan>) {
  return splitRows(table, specOf(table, tasks, { split: plan(changes), baseSeed: 3 }));
}

describe('stratified by all tasks', () => {
  it('keeps rare classes and rare labels in proportion in every part', () => {
    for (const { train, validation, test } of split({ kind: 'stratified-tasks', splits: 5 })) {
      expect([train.length, validation.length, test.length]).toEqual([240, 60, 100]);
      for (const part of [train, validation, test]) {
        const share = part.length / count;
        const positives = rare.filter((label) => label === 'yes').length;
        const labelled = seldom.filter((value) => value !== null).length;
        expect(Math.abs([...part].filter((row) => rare[row] === 'yes').length - share * positives)).toBeLessThan(2);
        expect(Math.abs([...part].filter((row) => seldom[row] !== null).length - share * labelled)).toBeLessThan(3);
      }
    }
  });

  it('deals every row once and fills the parts exactly, whatever the labels', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(3), fc.nat(6)), { minLength: 6, maxLength: 60 }),
        fc.integer({ min: 2, max: 5 }),
        fc.nat(),
        (own, parts, seed) => {
          const rows = Int32Array.from(own, (_, row) => row);
          const sizes = Array.from(
            { length: parts },
            (_, part) => Math.floor(((part + 1) * own.length) / parts) - Math.floor((part * own.length) / parts),
          );
          const labelsAt = (row: number): number[] => [own[row]?.[0] ?? 0, 4 + (own[row]?.[1] ?? 0)];
          const dealt = stratifyIteratively(rows, labelsAt, sizes, seed);
          expect(dealt.map((part) => part.length)).toEqual(sizes);
          expect(dealt.flat().sort((first, second) => first - second)).toEqual([...rows]);
        },
      ),
      { seed: 2, numRuns: 100 },
    );
  });
});

describe('folds', () => {
  it('test every row once a repeat and deal anew in the next', () => {
    const splits = split({ kind: 'k-fold', folds: 4, splits: 8 });
    for (const repeat of [splits.slice(0, 4), splits.slice(4)]) {
      const tested = repeat.flatMap(({ test }) => [...test]).sort((first, second) => first - second);
      expect(tested).toEqual(rare.map((_, row) => row));
    }
    expect(splits[0]?.test).not.toEqual(splits[4]?.test);
    for (const { train, validation, test } of splits) {
      expect(new Set([...train, ...validation, ...test]).size).toBe(count);
      expect(validation.length).toBe(60);
    }
  });

  it('are refused where they do not fit, with what would', () => {
    expect(() => split({ kind: 'k-fold', folds: 4, splits: 6 })).toThrow(/6 splits .*4 folds; use 8 splits/);
    expect(() => split({ kind: 'k-fold', folds: 50, splits: 50 })).not.toThrow();
  });
});

describe('a split by time with a gap', () => {
  it('leaves the rows before validation and test out', () => {
    const [only] = split({ kind: 'time', column: 'day', gapFraction: 0.05 });
    const last = Math.max(...(only?.train ?? []));
    const firstValidation = Math.min(...(only?.validation ?? []));
    const firstTest = Math.min(...(only?.test ?? []));
    expect(firstValidation - last).toBe(1 + 20);
    expect(firstTest - Math.max(...(only?.validation ?? []))).toBe(1 + 20);
  });
});

describe('a split that a column gives', () => {
  it('takes its words in any case and leaves the rest out', () => {
    const [only] = split({ kind: 'column', column: 'set' });
    expect([...(only?.test ?? [])].every((row) => row % 4 === 0)).toBe(true);
    expect([...(only?.validation ?? [])].every((row) => row % 4 === 1)).toBe(true);
    expect(only?.train.some((row) => row % 10 === 7)).toBe(false);
  });

  it('is refused with more splits, and where the words are others', () => {
    expect(() => split({ kind: 'column', column: 'set', splits: 2 })).toThrow(/use 1 split/);
    expect(() => split({ kind: 'column', column: 'fault' })).toThrow(
      /must say train, validation or test; it also says/,
    );
  });
});
