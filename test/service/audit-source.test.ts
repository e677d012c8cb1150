import { describe, expect, it } from 'vitest';
import { cellLabel } from '../../src-main/core/table/cell.ts';
import { findColumn } from '../../src-main/core/table/table.ts';
import { auditSource } from '../../src-main/service/audit-source.ts';
import { runAudit } from '../../src-main/core/audit/run-audit.ts';
import { cellsOf, makeCleanData, toSpec, toTable } from '../helper/audit-data.ts';
import { plants } from '../helper/audit-fault.ts';

describe('auditSource', () => {
  const data = makeCleanData(31, 900);
  plants['rare-class'](data);
  const table = toTable(data);
  const spec = toSpec(data, table);

  it('gives a small table whole, but only the columns that are looked at', async () => {
    const extra = { name: 'unused', type: 'numeric' as const, values: new Float64Array(900) };
    const wide = { ...table, columns: [...table.columns, extra] };
    const source = await auditSource(wide, { ...spec, roles: { ...spec.roles, unused: 'ignore' } });
    expect(source.rowNumbers).toBeNull();
    expect(source.table.rowCount).toBe(900);
    expect(findColumn(source.table, 'unused')).toBeUndefined();
    expect(findColumn(source.table, 'visited')).toBeDefined();
  });

  it('draws a seeded sample of a large one, with the numbers of its rows and the splits among them', async () => {
    const source = await auditSource(table, spec, 300);
    expect((await auditSource(table, spec, 300)).rowNumbers).toEqual(source.rowNumbers);
    expect(source.table.rowCount).toBe(300);
    expect(source.presence.rows).toBe(900);
    for (const column of source.table.columns) {
      const cells = cellsOf(data, column.name);
      for (const row of [0, 150, 299]) {
        const cell = cells[(source.rowNumbers?.[row] ?? 0) - 1] ?? null;
        const shown = column.type === 'date' ? column.values[row] : cellLabel(column, row);
        expect(String(shown)).toBe(String(cell));
      }
    }
    const [first] = source.splits;
    const parts = [...(first?.train ?? []), ...(first?.validation ?? []), ...(first?.test ?? [])];
    expect(new Set(parts).size).toBe(parts.length);
    expect(parts.length).toBeGreaterThan(250);
    expect(Math.max(...parts)).toBeLessThan(300);
  });

  it('names rows of the file in findings on a sample, and says that it is one', async () => {
    const outcome = runAudit(await auditSource(table, spec, 600));
    expect(outcome).toMatchObject({ rows: 900, rowsGiven: 600 });
    const odd = outcome.findings.find(({ check }) => check === 'rare-class');
    expect(odd?.rows.length).toBeGreaterThan(0);
    // Counted in all rows, not in the sample.
    const column = cellsOf(data, odd?.tasks[0] ?? '');
    expect(odd?.rowCount).toBe(column.filter((cell) => cell === 'odd').length);
    for (const row of odd?.rows ?? []) expect(cellsOf(data, odd?.tasks[0] ?? '')[row - 1]).toBe('odd');
  });
});
