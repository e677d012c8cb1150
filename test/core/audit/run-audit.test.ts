import { describe, expect, it } from 'vitest';
import { auditResultSchema } from '../../../src-main/contract/audit.ts';
import type { StudySpec } from '../../../src-main/contract/study.ts';
import { runAudit, type AuditOutcome } from '../../../src-main/core/audit/run-audit.ts';
import { countPresence } from '../../../src-main/core/audit/presence.ts';
import { splitRows } from '../../../src-main/core/prepare/split-rows.ts';
import type { Table } from '../../../src-main/core/table/table.ts';
import { makeCleanData, toSpec, toTable } from '../../helper/audit-data.ts';
import { plants } from '../../helper/audit-fault.ts';
import { classification, labels, numbers, regression, specOf, tableOf } from '../prepare/tables.ts';

function audit(table: Table, spec: StudySpec, onCheck?: Parameters<typeof runAudit>[1]): AuditOutcome {
  const splits = splitRows(table, spec);
  const presence = countPresence(table, spec, splits);
  return runAudit({ table, spec, splits, presence, rowNumbers: null }, onCheck);
}

describe('runAudit', () => {
  const data = makeCleanData(5, 400);
  plants['input-leakage'](data);
  plants['rare-class'](data);
  const table = toTable(data);
  const spec = toSpec(data, table);

  it('gives the same findings for the same source, as the contract has them', () => {
    const outcome = audit(table, spec);
    expect(audit(table, spec)).toEqual(outcome);
    const { findings, checks, presence, relations } = auditResultSchema.omit({ figures: true }).parse(outcome);
    expect(findings.length).toBeGreaterThan(1);
    expect(new Set(findings.map(({ id }) => id)).size).toBe(findings.length);
    expect(checks.map(({ findings: found }) => found).reduce((sum, found) => sum + found, 0)).toBe(findings.length);
    expect(presence.rows).toBe(400);
    expect(relations).toHaveLength((spec.tasks.length * (spec.tasks.length - 1)) / 2);
  });

  it('puts red findings first and counts rows from 1', () => {
    const { findings } = audit(table, spec);
    const order = findings.map(({ severity }) => ({ red: 0, amber: 1, note: 2 })[severity]);
    expect(order).toEqual(order.toSorted());
    for (const { rows } of findings) for (const row of rows) expect(row).toBeGreaterThanOrEqual(1);
    const odd = findings.find(({ check }) => check === 'rare-class');
    const column = data.columns.get(odd?.tasks[0] ?? '') ?? [];
    expect(odd?.rows.map((row) => column[row - 1])).toEqual(odd?.rows.map(() => 'odd'));
  });

  it('takes the tolerances of the study, and leaves a check out that it switches off', () => {
    const tolerances = { 'input-leakage': null, 'rare-class': 2 };
    const { findings, checks } = audit(table, { ...spec, audit: { tolerances } });
    expect(findings.filter(({ check }) => check === 'input-leakage' || check === 'rare-class')).toEqual([]);
    expect(checks.find(({ id }) => id === 'input-leakage')).toMatchObject({ rows: 0, tolerance: { used: null } });
    expect(checks.find(({ id }) => id === 'rare-class')).toMatchObject({ tolerance: { used: 2, default: 20 } });
  });

  it('tells of each check before it begins', () => {
    const told: number[] = [];
    audit(table, spec, (_name, done, total) => told.push(done / total));
    expect(told).toEqual(told.toSorted((a, b) => a - b));
    expect(told[0]).toBe(0);
    expect(told.at(-1)).toBeLessThan(1);
  });
});

describe('countPresence', () => {
  const table = tableOf(
    numbers('x', [1, 2, 3, 4, 5, 6]),
    numbers('a', [1, 2, 3, null, null, null]),
    labels('b', ['p', null, 'q', 'p', 'other', null]),
  );
  const spec = specOf(table, [regression('a'), classification('b', ['p', 'q'])]);

  it('counts combinations, pairs and parts; a label that is no class counts as none', () => {
    const train = Int32Array.of(0, 1, 2);
    const split = { train, validation: Int32Array.of(3), test: Int32Array.of(4, 5) };
    const presence = countPresence(table, spec, [split]);
    expect(presence.combinations).toEqual([
      { labelled: [true, true], rows: 2 },
      { labelled: [false, false], rows: 2 },
      { labelled: [false, true], rows: 1 },
      { labelled: [true, false], rows: 1 },
    ]);
    expect(presence.together).toEqual([
      [3, 2],
      [2, 3],
    ]);
    expect(presence.parts.map(({ part, together }) => [part, together])).toEqual([
      [
        'train',
        [
          [3, 2],
          [2, 2],
        ],
      ],
      [
        'validation',
        [
          [0, 0],
          [0, 1],
        ],
      ],
      [
        'test',
        [
          [0, 0],
          [0, 0],
        ],
      ],
    ]);
  });
});
