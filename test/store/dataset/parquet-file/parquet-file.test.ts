import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { TableColumn } from '../../../../src-main/core/table/table.ts';
import { uniformAt } from '../../../../src-main/core/util/hash.ts';
import { quotePath, withDatabase } from '../../../../src-main/store/dataset/duckdb.ts';
import { encodeColumn, groupRows } from '../../../../src-main/store/dataset/parquet-file/encode-column.ts';
import { bitWidth, packBits } from '../../../../src-main/store/dataset/parquet-file/pack-bits.ts';
import { ParquetFile } from '../../../../src-main/store/dataset/parquet-file/parquet-file.ts';

const temporary = mkdtempSync(join(tmpdir(), 'tandem-parquet-test-'));
afterAll(() => rmSync(temporary, { recursive: true, force: true }));

function columnsOf(rowCount: number): TableColumn[] {
  const unit = (column: number, row: number): number => uniformAt(9, column, row);
  const numbers = (make: (row: number) => number): Float64Array =>
    Float64Array.from({ length: rowCount }, (_, row) => make(row));
  const codes = (make: (row: number) => number): Int32Array =>
    Int32Array.from({ length: rowCount }, (_, row) => make(row));
  const hasGap = (row: number): boolean => unit(1, row) < 0.3;
  return [
    { name: 'steps', type: 'numeric', values: numbers((row) => row / 8 - 5) },
    { name: 'wide', type: 'numeric', values: numbers((row) => (hasGap(row) ? Number.NaN : unit(2, row) * 1e300)) },
    { name: 'nothing', type: 'numeric', values: numbers(() => Number.NaN) },
    {
      name: 'when',
      type: 'date',
      values: numbers((row) => (hasGap(row) ? Number.NaN : Math.floor((unit(2, row) - 0.5) * 1e14))),
    },
    {
      name: 'is',
      type: 'boolean',
      codes: codes((row) => (hasGap(row) ? -1 : Math.floor(unit(3, row) * 2))),
      labels: ['false', 'true'],
    },
    {
      name: 'few',
      type: 'categorical',
      codes: codes((row) => (hasGap(row) ? -1 : Math.floor(unit(4, row) * 5))),
      labels: ['x', 'é', '', '😀 "q"', 'z\nz'],
    },
    {
      name: 'many',
      type: 'categorical',
      codes: codes((row) => row % 9000),
      labels: Array.from({ length: 9000 }, (_, code) => `L${code}`),
    },
    {
      name: 'texts',
      type: 'text',
      codes: codes((row) => (hasGap(row) ? -1 : row)),
      labels: Array.from({ length: rowCount }, (_, code) => `ü ${code} ${'y'.repeat(code % 90)}`),
    },
    { name: 'empty', type: 'text', codes: codes(() => -1), labels: [] },
  ];
}

function cellOf(column: TableColumn, row: number): unknown {
  if (!('codes' in column)) return Number.isNaN(column.values[row]) ? null : column.values[row];
  const label = column.labels[column.codes[row] ?? -1] ?? null;
  return column.type === 'boolean' && label !== null ? label === 'true' : label;
}

describe('ParquetFile', () => {
  it.each([1, 2, 7, 8, 9, 1000, groupRows, groupRows + 1, 2 * groupRows + 5])(
    'is read back by DuckDB: %i rows',
    async (rowCount) => {
      const path = join(temporary, `${rowCount}.parquet`);
      const columns = columnsOf(rowCount);
      const file = new ParquetFile(
        path,
        columns.map(({ name }) => name),
      );
      for (const position of [...columns.keys()].reverse())
        file.add(position, encodeColumn(columns[position] as TableColumn));
      file.finish();
      await withDatabase(temporary, async (connection) => {
        const selected = columns.map(({ type }, position) =>
          type === 'date' ? `epoch_ms(c${position})::DOUBLE` : `c${position}`,
        );
        const read = await connection.runAndReadAll(
          `SELECT ${selected.join(', ')} FROM read_parquet(${quotePath(path)})`,
        );
        read.getColumns().forEach((cells, position) => {
          expect(cells.length).toBe(rowCount);
          const wrong = cells.findIndex((cell, row) => cell !== cellOf(columns[position] as TableColumn, row));
          expect(wrong, columns[position]?.name).toBe(-1);
        });
        const found = await connection.runAndReadAll(
          `SELECT count(*) FROM read_parquet(${quotePath(path)}) WHERE c0 >= 0 AND c3 < TIMESTAMP '1970-01-01'`,
        );
        const [steps, , , when] = columns;
        const expected = Array.from({ length: rowCount }, (_, row) => row).filter(
          (row) =>
            Number(cellOf(steps as TableColumn, row)) >= 0 &&
            ((cellOf(when as TableColumn, row) as number | null) ?? 1) < 0,
        );
        expect(Number(found.getRows()[0]?.[0])).toBe(expected.length);
        const types = await connection.runAndReadAll(`DESCRIBE SELECT * FROM read_parquet(${quotePath(path)})`);
        expect(types.getRows().map((row) => row[1])).toEqual([
        'DOUBLE', 'DOUBLE', 'DOUBLE', 'TIMESTAMP', 'BOOLEAN', 'VARCHAR', 'VARCHAR', 'VARCHAR', 'VARCHAR',
      ]); // prettier-ignore
        const names = await connection.runAndReadAll(
          `SELECT decode(value) FROM parquet_kv_metadata(${quotePath(path)}) WHERE decode(key) = 'names'`,
        );
        expect(JSON.parse(String(names.getRows()[0]?.[0]))).toEqual(columns.map(({ name }) => name));
      });
    },
  );
});

describe('packBits', () => {
  it('puts the lowest bits first', () => {
    expect([...packBits(Int32Array.of(0, 1, 2, 3, 4, 5, 6, 7), 3)]).toEqual([0b10001000, 0b11000110, 0b11111010]);
  });

  it('fills up to eight numbers', () => {
    expect([...packBits(Int32Array.of(1, 0, 1), 1)]).toEqual([0b101]);
    expect(packBits(Int32Array.of(1), 17)).toHaveLength(17);
  });

  it('needs no more bits than the numbers have', () => {
    expect([1, 2, 3, 4, 5, 256, 257].map(bitWidth)).toEqual([1, 1, 2, 2, 3, 8, 9]);
  });
});
