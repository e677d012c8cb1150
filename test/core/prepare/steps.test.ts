import { describe, expect, it } from 'vitest';
import { encodeTable, encodeTableSteps } from '../../../src-main/core/prepare/encode-table.ts';
import { fitPreparation, fitPreparationSteps } from '../../../src-main/core/prepare/fit-preparation.ts';
import type { Table } from '../../../src-main/core/table/table.ts';
import { finish, type Steps } from '../../../src-main/core/util/steps.ts';
import { uniformAt } from '../../../src-main/core/util/hash.ts';
import { regression, specOf } from './tables.ts';

function countSteps<Result>(steps: Steps<Result>): { readonly count: number; readonly result: Result } {
  for (let count = 0; ; count += 1) {
    const step = steps.next();
    if (step.done === true) return { count, result: step.value };
  }
}

const rowCount = 30_000;
const table: Table = {
  rowCount,
  columns: [
    { name: 'y', type: 'numeric', values: Float64Array.from({ length: rowCount }, (_, row) => uniformAt(1, 1, row)) },
    {
      name: 'x',
      type: 'numeric',
      values: Float64Array.from({ length: rowCount }, (_, row) => (row % 7 === 0 ? Number.NaN : uniformAt(1, 2, row))),
    },
    {
      name: 'note',
      type: 'text',
      codes: Int32Array.from({ length: rowCount }, (_, row) => row),
      labels: Array.from({ length: rowCount }, (_, row) => `words of row ${row} and ${row % 100}`),
    },
  ],
};
const spec = specOf(table, [regression('y')]);

describe('work in steps', () => {
  it('encodes a long text a part at a time, to what it is at once', () => {
    const { count, result } = countSteps(encodeTableSteps(table, spec));
    expect(count).toBeGreaterThan(8);
    const { inputs, ...rest } = encodeTable(table, spec);
    expect(Buffer.from(result.inputs.buffer).equals(Buffer.from(inputs.buffer))).toBe(true);
    expect(result).toMatchObject({ features: rest.features, groups: rest.groups });
  });

  it('fits on training rows a part at a time, to what it is at once', () => {
    const encoding = encodeTable(table, spec);
    const rows = Int32Array.from({ length: rowCount }, (_, row) => row).filter((row) => row % 5 > 0);
    const { count, result } = countSteps(fitPreparationSteps(encoding, rows));
    expect(count).toBeGreaterThan(2);
    expect(result).toEqual(fitPreparation(encoding, rows));
    const x = encoding.features.findIndex(({ name }) => name === 'x');
    const present = Array.from(rows).filter((row) => row % 7 > 0);
    const mean = present.reduce((sum, row) => sum + Math.fround(uniformAt(1, 2, row)), 0) / present.length;
    expect(result.mean[x]).toBeCloseTo(mean, 5);
  });

  it('comes to an end at once where there is nothing to wait for', () => {
    function* nothing(): Steps<number> {
      yield;
      return 5;
    }
    expect(finish(nothing())).toBe(5);
  });
});
