import { describe, expect, it } from 'vitest';
import type { RowWidth } from '../../../src-main/core/audit/study-facts.ts';
import { estimateMemoryBytes } from '../../../src-main/core/audit/training-problems.ts';
import { numbers, regression, specOf, tableOf } from '../prepare/tables.ts';

const table = tableOf(numbers('x', [1, 2, 3]), numbers('y', [1, 2, 3]));
const spec = specOf(table, [regression('y')], { split: { ...specOf(table, []).split, splits: 1 } });

function estimate(width: RowWidth): number {
  return estimateMemoryBytes(spec, { rows: 100, features: 1, width, outputs: 1 });
}

describe('the memory that a study needs', () => {
  it('is counted from what preparation makes of a row, not from its columns', () => {
    // one arm and one twin; a first layer of 8 units: 8 copies of 8 weights, 3 copies of a row in a batch of 8, 4 bytes each
    const perInput = 2 * 4 * (8 * 8 + 3 * 8);
    expect(estimate({ inputs: 5000, widest: 5000 }) - estimate({ inputs: 1, widest: 1 })).toBe(4999 * perInput);
    // what is wide on the way alone has no weights there
    expect(estimate({ inputs: 1, widest: 5000 }) - estimate({ inputs: 1, widest: 1 })).toBe(4999 * 2 * 4 * 3 * 8);
  });
});
