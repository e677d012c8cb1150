import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeTable } from '../../../src-main/core/prepare/encode-table.ts';
import { fitPreparation } from '../../../src-main/core/prepare/fit-preparation.ts';
import { splitRows } from '../../../src-main/core/prepare/split-rows.ts';
import { booleans, classification, labels, numbers, regression, specOf, tableOf } from './tables.ts';

const rows = (...indices: number[]) => Int32Array.from(indices);

describe('fitPreparation', () => {
  it('standardizes numbers by present training values and fills with their mean', () => {
    const table = tableOf(numbers('x', [1, null, 5, 900]), numbers('y', [10, 20, null, -5]));
    const encoding = encodeTable(table, specOf(table, [regression('y')]));
    const preparation = fitPreparation(encoding, rows(0, 1, 2));
    expect(preparation.fill[0]).toBe(3);
    expect(preparation.mean[0]).toBe(3);
    expect(preparation.inverseScale[0]).toBe(0.5);
    expect(preparation.targetMean[0]).toBe(15);
    expect(preparation.targetScale[0]).toBe(5);
  });

  it('silences constant and absent columns and leaves indicators as they are', () => {
    const table = tableOf(
      numbers('constant', [1e9 + 64, 1e9 + 64, 1e9 + 64, 3]),
      numbers('absent', [null, null, null, 1]),
      booleans('flag', [true, null, false, true]),
      labels('c', ['a', 'b', 'a', 'b']),
      numbers('same', [4, 4, 4, 9]),
      labels('kind', ['u', 'v', 'u', 'v']),
    );
    const encoding = encodeTable(table, specOf(table, [regression('same'), classification('kind', ['u', 'v'])]));
    const preparation = fitPreparation(encoding, rows(0, 1, 2));
    const at = (name: string) => encoding.features.findIndex((feature) => feature.name === name);
    expect(preparation.inverseScale[at('constant')]).toBe(0);
    expect(preparation.inverseScale[at('absent')]).toBe(0);
    expect(preparation.fill[at('absent')]).toBe(0);
    for (const name of ['flag', 'flag (missing)', 'c', 'absent (missing)']) {
      expect([preparation.mean[at(name)], preparation.inverseScale[at(name)]]).toEqual([0, 1]);
    }
    expect(preparation.fill[at('flag')]).toBe(0.5);
    expect([...preparation.targetMean]).toEqual([4, 0]);
    expect([...preparation.targetScale]).toEqual([1, 1]);
  });

  it('gives labels that are rare or absent in training rows one slot, and the most frequent their own', () => {
    const kinds = ['d', 'a', 'a', 'b', 'b', 'b', null, null, 'c', 'c', 'c', 'd'];
    const table = tableOf(
      labels('c', kinds),
      numbers(
        'y',
        kinds.map((_, row) => row),
      ),
    );
    const encoding = encodeTable(table, specOf(table, [regression('y')]));
    expect(encoding.groups?.[0]).toMatchObject({ kind: 'one-hot', slots: 6 });
    // missing, a, b, c, d: c is absent and d is seen once
    expect([...fitPreparation(encoding, rows(0, 1, 2, 3, 4, 5, 6, 7)).lookup]).toEqual([5, 1, 2, 0, 0]);
    expect([...fitPreparation(encoding, rows(0, 1, 6, 8, 9, 10, 11)).lookup]).toEqual([0, 0, 0, 1, 2]);
  });

  it('keeps the fifty labels that are the most frequent in training rows', () => {
    const kinds = Array.from({ length: 180 }, (_, row) => `l${String(row % 60).padStart(2, '0')}`);
    const table = tableOf(
      labels('c', kinds),
      numbers(
        'y',
        kinds.map((_, row) => row),
      ),
    );
    const inputs = { encodings: { c: { kind: 'one-hot' as const } } };
    const encoding = encodeTable(table, specOf(table, [regression('y')], { inputs }));
    const late = Int32Array.from({ length: 130 }, (_, index) => index + 50);
    const { lookup } = fitPreparation(encoding, late);
    // l50 to l59 occur three times, all others twice: the ten last of those are left over
    expect([...lookup.slice(41, 51)]).toEqual(new Array(10).fill(0));
    expect([...lookup.slice(51)]).toEqual([41, 42, 43, 44, 45, 46, 47, 48, 49, 50]);
  });

  it('is the same whatever validation and test rows hold', () => {
    const cell = fc.option(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { freq: 8 });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(cell, fc.constantFrom('a', 'b', 'c'), fc.double({ min: -9, max: 9, noNaN: true })), {
          minLength: 12,
          maxLength: 40,
        }),
        fc.integer({ min: 0, max: 1e6 }),
        fc.double({ min: -1e6, max: 1e6, noNaN: true }),
        (cells, baseSeed, disturbance) => {
          const build = (change: (row: number) => number, other: (row: number) => string) =>
            tableOf(
              numbers(
                'x',
                cells.map(([x], row) => (x === null ? null : x + change(row))),
              ),
              labels(
                'c',
                cells.map(([, label], row) => (change(row) === 0 ? label : other(row))),
              ),
              numbers(
                'y',
                cells.map(([, , y], row) => y + change(row)),
              ),
            );
          const table = build(
            () => 0,
            () => '',
          );
          const spec = specOf(table, [regression('y')], { baseSeed });
          const split = splitRows(table, spec)[0];
          if (split === undefined) throw new Error('no split');
          const held = new Set([...split.validation, ...split.test]);
          // the labels of the held rows change places: which labels there are is no secret
          const order = [...held];
          const disturbed = build(
            (row) => (held.has(row) ? disturbance : 0),
            (row) => cells[order[(order.indexOf(row) + 1) % order.length] ?? 0]?.[1] ?? '',
          );
          expect(fitPreparation(encodeTable(disturbed, spec), split.train)).toEqual(
            fitPreparation(encodeTable(table, spec), split.train),
          );
        },
      ),
      { seed: 4, numRuns: 100 },
    );
  });

  it('refuses no training rows and rows beyond the table', () => {
    const table = tableOf(numbers('x', [1, 2]), numbers('y', [1, 2]));
    const encoding = encodeTable(table, specOf(table, [regression('y')]));
    expect(() => fitPreparation(encoding, rows())).toThrow(/no training rows/);
    expect(() => fitPreparation(encoding, rows(0, 2))).toThrow(/invalid training row 2/);
  });
});
