import { describe, expect, it } from 'vitest';
import { auditCheckIds } from '../../../src-main/contract/audit-setting.ts';
import { auditChecks } from '../../../src-main/core/audit/check/registry.ts';
import { makeCleanData, toFrame, type AuditData } from '../../helper/audit-data.ts';
import { plants } from '../../helper/audit-fault.ts';

const sets = [11, 12, 13, 14];

/** A table of a size that tests can wait for. */
function makeData(seed: number): AuditData {
  return makeCleanData(seed, 320 + 40 * (seed % 7));
}

describe('the checks of the audit', () => {
  it('are those of the contract', () => {
    expect(auditChecks.map(({ id }) => id).sort()).toEqual([...auditCheckIds].sort());
  });

  it.each(auditChecks.map((check) => [check.id, check] as const))('find a planted fault: %s', (id, check) => {
    for (const seed of sets) {
      const data = makeData(seed);
      const wanted = plants[id](data);
      const { findings } = check.find(toFrame(data), check.tolerance.default);
      const named = findings.flatMap((found) => [...(found.columns ?? []), ...found.tasks]);
      expect(findings.length, `table ${seed}`).toBeGreaterThan(0);
      for (const name of wanted) expect(named, `table ${seed}`).toContain(name);
    }
  });

  it.each(auditChecks.map((check) => [check.id, check] as const))('find nothing where nothing is: %s', (_, check) => {
    for (const seed of sets) {
      expect(check.find(toFrame(makeData(seed)), check.tolerance.default).findings, `table ${seed}`).toEqual([]);
    }
  });

  it.each(auditChecks.map((check) => [check.id, check] as const))(
    'look at every table without falling over: %s',
    (_, check) => {
      const data = makeData(21);
      const bare = toFrame({ ...data, roles: new Map([...data.roles].filter(([, role]) => role === 'task')) });
      expect(() => check.find(bare, check.tolerance.default)).not.toThrow();
      const empty = {
        ...bare,
        tasks: [],
        splits: [],
        presence: { ...bare.presence, tasks: [], parts: [], together: [] },
      };
      expect(check.find(empty, check.tolerance.default).findings.filter(({ severity }) => severity === 'red')).toEqual(
        [],
      );
    },
  );
});
