import { afterEach, describe, expect, it } from 'vitest';
import type { AuditSource } from '../../src-main/core/audit/frame.ts';
import { countPresence } from '../../src-main/core/audit/presence.ts';
import { runAudit } from '../../src-main/core/audit/run-audit.ts';
import { splitRows } from '../../src-main/core/prepare/split-rows.ts';
import { createAuditThreads, type AuditThreads } from '../../src-main/service/audit-threads.ts';
import { makeCleanData, toSpec, toTable } from '../helper/audit-data.ts';
import { plants } from '../helper/audit-fault.ts';

const open: AuditThreads[] = [];

afterEach(() => {
  for (const threads of open.splice(0)) threads.close();
});

function openThreads(count?: number): AuditThreads {
  const threads = createAuditThreads(count);
  open.push(threads);
  return threads;
}

function makeSource(seed: number, rows: number, faults: readonly (keyof typeof plants)[]): AuditSource {
  const data = makeCleanData(seed, rows);
  for (const fault of faults) plants[fault](data);
  const table = toTable(data);
  const spec = toSpec(data, table);
  const splits = splitRows(table, spec);
  return { table, spec, splits, presence: countPresence(table, spec, splits), rowNumbers: null };
}

const sources = [
  makeSource(5, 400, ['input-leakage', 'rare-class']),
  makeSource(6, 900, ['target-among-inputs', 'task-leakage', 'unusable-input']),
  makeSource(7, 700, ['noise', 'spurious-link', 'drift', 'inconsistent-annotation']),
  makeSource(8, 250, []),
];

describe('an audit in threads', () => {
  it.each([1, 2, 3])('comes to the same, byte for byte, divided among %i', async (count) => {
    const threads = openThreads(count);
    for (const source of sources) {
      const divided = await threads.run(source, () => undefined).outcome;
      const undivided = runAudit(source);
      expect(divided).toEqual(undivided);
      expect(JSON.stringify(divided)).toBe(JSON.stringify(undivided));
    }
  });

  it('tells of every check, and how much is done', async () => {
    const [source] = sources as [AuditSource];
    const told: { check: string; fraction: number }[] = [];
    await openThreads(2).run(source, (check, fraction) => told.push({ check, fraction })).outcome;
    const names = [...runAudit(source).checks.map(({ name }) => name), 'Relations between tasks'];
    expect(told.map(({ check }) => check).toSorted()).toEqual(names.toSorted());
    expect(told.map(({ fraction }) => fraction)).toEqual(told.map(({ fraction }) => fraction).toSorted());
    expect(told.at(-1)?.fraction).toBeLessThan(1);
  });

  it('can be stopped, and another one made', async () => {
    const threads = openThreads(2);
    const [source] = sources as [AuditSource];
    const running = threads.run(source, () => running.stop());
    await expect(running.outcome).rejects.toMatchObject({ code: 'cancelled' });
    expect(await threads.run(source, () => undefined).outcome).toEqual(runAudit(source));
  });

  it('ends with its threads', async () => {
    const threads = openThreads();
    threads.warm();
    const [source] = sources as [AuditSource];
    const { outcome } = threads.run(source, () => undefined);
    threads.close();
    await expect(outcome).rejects.toMatchObject({ code: 'cancelled' });
  });
});
