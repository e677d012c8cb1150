import { describe, expect, it } from 'vitest';
import { sortNumbers } from '../../../src-main/core/util/sort-numbers.ts';
import { uniformAt } from '../../../src-main/core/util/hash.ts';

const count = 30_000;

function numbers(make: (unit: number, index: number) => number): Float64Array {
  return Float64Array.from({ length: count }, (_, index) => make(uniformAt(7, 0, index), index));
}

describe('sortNumbers', () => {
  it.each<[string, (unit: number, index: number) => number]>([
    ['numbers of every size and sign', (unit, index) => (unit - 0.5) * 10 ** ((index % 600) - 300)],
    ['few whole numbers', (unit) => Math.floor(unit * 20) - 10],
    ['sorted ones', (_, index) => index],
    ['sorted the other way round', (_, index) => -index],
    ['infinities', (unit, index) => (index % 3 === 0 ? Infinity : index % 3 === 1 ? -Infinity : unit)],
    ['one number', () => -2.5],
  ])('sorts %s as the runtime does', (_, make) => {
    const values = numbers(make);
    const before = values.slice();
    expect(sortNumbers(values)).toEqual(values.slice().sort());
    expect(values).toEqual(before);
  });

  it('sorts few and none', () => {
    expect(sortNumbers(Float64Array.of(3, -1, 2))).toEqual(Float64Array.of(-1, 2, 3));
    expect(sortNumbers(new Float64Array(0))).toEqual(new Float64Array(0));
  });
});
