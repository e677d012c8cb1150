import { describe, expect, it } from 'vitest';
import { correlationRatio, cramersV, pearson } from '../../../src-main/core/audit/measure/association.ts';
import { chiSquare, chiSquareTail, normalTail } from '../../../src-main/core/audit/measure/chi-square.ts';
import { quantiles } from '../../../src-main/core/audit/measure/discretize.ts';
import { rSquared } from '../../../src-main/core/audit/measure/curve.ts';
import { entropyOf, mutualInformation, openShare } from '../../../src-main/core/audit/measure/entropy.ts';
import { coverHart } from '../../../src-main/core/audit/measure/estimate-noise.ts';
import { createInputMatrix } from '../../../src-main/core/audit/measure/input-matrix.ts';
import { findNearPairs } from '../../../src-main/core/audit/measure/near-pair.ts';
import { nearestPlaces } from '../../../src-main/core/audit/measure/neighbour.ts';
import { areaUnderRoc, kolmogorovSmirnov } from '../../../src-main/core/audit/measure/rank.ts';
import { crossPredict } from '../../../src-main/core/audit/measure/ridge.ts';
import { chanceAgreement, rowKeys } from '../../../src-main/core/audit/measure/row-key.ts';
import { midRanks } from '../../../src-main/core/util/mid-ranks.ts';
import { createDraw } from '../../helper/audit-data.ts';
import { labels, numbers } from '../prepare/tables.ts';

const floats = (...values: number[]): Float64Array => Float64Array.from(values);
const all = (count: number): Int32Array => Int32Array.from({ length: count }, (_, row) => row);

describe('ranks', () => {
  it('share the mean among ties', () => {
    expect([...midRanks(floats(5, 1, 5, 3))]).toEqual([3.5, 1, 3.5, 2]);
  });

  it('give the area under the curve with ties as one half', () => {
    // Pairs of positive and negative: 3 > 1, 3 > 2, 2 > 1, 2 = 2.
    expect(areaUnderRoc(floats(1, 2, 2, 3), Uint8Array.of(0, 0, 1, 1))).toBe((1 + 1 + 1 + 0.5) / 4);
    expect(areaUnderRoc(floats(1, 2), Uint8Array.of(1, 1))).toBeNull();
  });

  it('give the distance of Kolmogorov and Smirnov', () => {
    expect(kolmogorovSmirnov(floats(1, 2, 3, 4), floats(3, 4, 5, 6)).statistic).toBe(0.5);
    expect(kolmogorovSmirnov(floats(1, 1), floats(1, 1))).toEqual({ statistic: 0, p: 1 });
    expect(kolmogorovSmirnov(new Float64Array(100), new Float64Array(100).fill(1)).p).toBeLessThan(1e-40);
  });
});

describe('associations', () => {
  it('are those of the textbook', () => {
    expect(pearson(floats(1, 2, 3), floats(2, 4, 6))).toBeCloseTo(1, 12);
    expect(pearson(floats(1, 1, 1), floats(2, 4, 6))).toBeNull();
    expect(cramersV(floats(50, 0, 0, 50), 2, 2)).toBeCloseTo(1, 12);
    // Independent: chi-square 0 is below its expectation, so nothing is left.
    expect(cramersV(floats(25, 25, 25, 25), 2, 2)).toBe(0);
    expect(correlationRatio(floats(1, 1, 2, 2), { codes: Int32Array.of(0, 0, 1, 1), count: 2 })).toBe(1);
    expect(correlationRatio(floats(1, 2, 1, 2), { codes: Int32Array.of(0, 0, 1, 1), count: 2 })).toBe(0);
  });

  it('have tails of the right size', () => {
    expect(normalTail(1.959964)).toBeCloseTo(0.025, 5);
    expect(chiSquareTail(3.841459, 1)).toBeCloseTo(0.05, 2);
    expect(chiSquareTail(18.307, 10)).toBeCloseTo(0.05, 3);
    expect(chiSquare(floats(10, 20, 20, 10), 2, 2).statistic).toBeCloseTo(60 / 9, 12);
  });
});

describe('entropy', () => {
  it('is that of a coin, and is used up by what decides it', () => {
    expect(entropyOf([7, 7])).toBeCloseTo(Math.log(2), 12);
    const a = { codes: Int32Array.from({ length: 200 }, (_, row) => row % 4), count: 4 };
    const b = { codes: a.codes.map((code) => code >> 1), count: 2 };
    const information = mutualInformation(a, b, 1);
    expect(information.information).toBeCloseTo(Math.log(2), 12);
    expect(openShare(information, information.entropyB)).toBeCloseTo(0, 12);
    // A pair says which of two it is, not which of four.
    expect(openShare(information, information.entropyA)).toBeCloseTo(0.5, 1);
  });

  it('is left open by what has nothing to do with it, however many bins there are', () => {
    const draw = createDraw(3);
    const random = (): Float64Array => Float64Array.from({ length: 80 }, () => draw.normal());
    const information = mutualInformation(quantiles(random(), 10), quantiles(random(), 10), 2);
    expect(information.byChance).toBeGreaterThan(0.3);
    expect(openShare(information, information.entropyB)).toBeGreaterThan(0.8);
  });
});

describe('light models', () => {
  const draw = createDraw(9);
  const count = 300;
  const inputs = [0, 1, 2].map((index) =>
    numbers(
      `x${index}`,
      Array.from({ length: count }, () => draw.normal()),
    ),
  );
  const matrix = createInputMatrix(inputs, all(count));
  const column = (index: number): Float64Array => (inputs[index] as { values: Float64Array }).values;

  it('predict a line on rows they were not fitted to, and no noise', () => {
    const line = Float64Array.from(all(count), (row) => 2 * (column(0)[row] ?? 0) - (column(2)[row] ?? 0) + 7);
    expect(rSquared(crossPredict(matrix, line, 1, 1), line)).toBeGreaterThan(0.999);
    const random = line.map(() => draw.normal());
    expect(rSquared(crossPredict(matrix, random, 1, 1), random)).toBeLessThan(0.05);
  });

  it('find the nearest rows', () => {
    const places = all(count);
    const [near] = nearestPlaces(matrix, Int32Array.of(17), places, 3);
    const distance = (place: number): number =>
      [0, 1, 2].reduce(
        (sum, at) => sum + ((matrix.values[17 * 3 + at] ?? 0) - (matrix.values[place * 3 + at] ?? 0)) ** 2,
        0,
      );
    const expected = Array.from(places)
      .filter((place) => place !== 17)
      .sort((first, second) => distance(first) - distance(second))
      .slice(0, 3);
    expect([...(near ?? [])]).toEqual(expected);
  });

  it('bound the least error by that of one neighbour', () => {
    // Two classes: e = 2 r (1 - r) has the root r.
    expect(coverHart(2 * 0.1 * 0.9, 2)).toBeCloseTo(0.1, 12);
    expect(coverHart(0, 5)).toBe(0);
    expect(coverHart(0.9, 10)).toBeCloseTo(0.9, 12);
  });
});

describe('rows that are alike', () => {
  it('have equal keys when they are equal, missing cells too', () => {
    const keys = rowKeys([numbers('x', [1, 1, null, null, 2]), labels('k', ['a', 'a', 'b', 'b', 'a'])], 5);
    expect(keys[0]).toBe(keys[1]);
    expect(keys[2]).toBe(keys[3]);
    expect(new Set(keys).size).toBe(3);
    // Two of four agree in the one column with 1/3 of the pairs, in the other with 1/3.
    const columns = [labels('p', ['a', 'a', 'b', 'b']), labels('q', ['c', 'd', 'c', 'd'])];
    expect(chanceAgreement(columns, all(4))).toBeCloseTo((1 / 3) * (1 / 3), 12);
  });

  it('are found by nearness, and not across labels or missing cells', () => {
    const inputs = [numbers('x', [0, 0.0001, 5, 5, null, 10, 10]), labels('k', ['a', 'a', 'a', 'b', 'a', 'a', 'a'])];
    const { pairs, rowsInPairs } = findNearPairs(inputs, all(7));
    expect(pairs).toEqual([
      [0, 1],
      [5, 6],
    ]);
    expect(rowsInPairs).toBe(4);
  });

  it('share nine tenths of their words where they are text', () => {
    const long = 'one two three four five six seven eight nine ten';
    const inputs = [labels('note', [long, `${long} eleven`, `${long} eleven twelve thirteen`], 'text')];
    expect(findNearPairs(inputs, all(3)).pairs).toEqual([[0, 1]]);
  });
});
