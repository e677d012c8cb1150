import { describe, expect, it } from 'vitest';
import type { Table } from '../../src-main/core/table/table.ts';
import { buffersOf, packTable, unpackTable } from '../../src-main/service/packed-table.ts';

describe('a packed table', () => {
  it('is the same again on the other side', () => {
    const labels = Array.from({ length: 5000 }, (_, code) => `${['', 'é', '😀', 'a "b"\n'][code % 4] ?? ''}${code}`);
    const table: Table = {
      rowCount: 3,
      columns: [
        { name: 'x', type: 'numeric', values: Float64Array.of(1, Number.NaN, -0.5) },
        { name: 'kind', type: 'categorical', codes: Int32Array.of(1, -1, 0), labels: ['a', ''] },
        { name: 'note', type: 'text', codes: Int32Array.of(4999, 0, -1), labels },
      ],
    };
    const packed = packTable(table);
    const expected = structuredClone(table);
    const buffers = buffersOf(packed);
    expect(buffers).toHaveLength(4);
    expect(unpackTable(structuredClone(packed, { transfer: buffers }))).toEqual(expected);
  });
});
