import { existsSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AuditResult } from '../../src-main/contract/audit.ts';
import type { Study } from '../../src-main/contract/study.ts';
import { makeHouses, openTestService, type TestService } from './open-service.ts';

let test: TestService;

beforeAll(() => {
  test = openTestService();
});

afterAll(async () => {
  await test.close();
});

/** Houses with a column that gives the price away. */
function makeLeakyHouses(rows: number): string {
  const [head = '', ...lines] = makeHouses(rows).split('\n');
  return [
    `${head},offer`,
    ...lines.map((line, index) => `${line},${10 * Number(line.split(',')[2]) + Math.sin(index)}`),
  ].join('\n');
}

function audit(study: Study): Promise<AuditResult> {
  return test.call('audit.run', { studyId: study.id });
}

describe('audit.run', () => {
  it('finds what gives a task away, and nothing red in the same data without it', async () => {
    const leaky = await audit(await test.createStudy(makeLeakyHouses(200), ['price', 'kind']));
    const red = leaky.findings.filter(({ severity }) => severity === 'red');
    expect(red.map(({ check, columns, tasks }) => [check, columns, tasks])).toEqual([
      ['input-leakage', ['offer'], ['price']],
    ]);
    const clean = await audit(await test.createStudy(makeHouses(200), ['price', 'kind']));
    expect(clean.findings.filter(({ severity }) => severity === 'red')).toEqual([]);
  });

  it('gives the same answer again, and names the checks it ran', async () => {
    const study = await test.createStudy(makeLeakyHouses(120), ['price', 'kind']);
    const first = await audit(study);
    const again = await audit(await test.call('study.duplicate', { studyId: study.id }));
    expect(again).toEqual(first);
    expect(first.rows).toBe(120);
    for (const check of first.checks) expect(check.cannotSee).not.toBe('');
  });

  it('lets nothing be kept or told of a training that began while it was made, where it refuses the study', async () => {
    const { id: studyId } = await test.createStudy(makeLeakyHouses(300), ['price', 'kind']);
    const from = test.service.sequence();
    await test.call('study.prepare', { studyId });
    await expect(test.call('study.start', { studyId })).rejects.toMatchObject({ code: 'impossible-study' });
    expect(await test.call('study.get', { studyId })).toMatchObject({ status: 'draft' });
    expect(await test.call('study.runs', { studyId })).toEqual([]);
    expect(existsSync(path.join(test.folder, 'workspace', 'runs', studyId))).toBe(false);
    const { events } = await test.call('application.eventsSince', { sequence: from });
    expect(events.filter(({ kind }) => kind === 'study-progress' || kind === 'study-status')).toEqual([]);
  });

  it('keeps a study with a red finding from starting until the setting or the tolerance is changed', async () => {
    const study = await test.createStudy(makeLeakyHouses(200), ['price', 'kind']);
    await audit(study);
    const problems = await test.call('study.problems', { studyId: study.id });
    expect(problems[0]).toMatchObject({ severity: 'error', step: 'audit', code: 'input-leakage', column: 'offer' });
    await expect(test.call('study.start', { studyId: study.id })).rejects.toMatchObject({
      code: 'impossible-study',
      message: expect.stringContaining("'offer'") as string,
    });
    const spec = { ...study.spec, roles: { ...study.spec.roles, offer: 'ignore' as const } };
    await test.call('study.change', { studyId: study.id, spec });
    await audit(study);
    const mended = await test.call('study.problems', { studyId: study.id });
    expect(mended.filter(({ severity }) => severity === 'error')).toEqual([]);

    const off = { ...study.spec, audit: { tolerances: { 'input-leakage': null } } };
    await test.call('study.change', { studyId: study.id, spec: off });
    const { checks, findings } = await audit(study);
    expect(checks.find(({ id }) => id === 'input-leakage')?.tolerance.used).toBeNull();
    expect(findings.filter(({ check }) => check === 'input-leakage')).toEqual([]);
  });

  it('is made by itself when problems are asked for, and tells of its end', async () => {
    const study = await test.createStudy(makeLeakyHouses(150), ['price', 'kind']);
    const end = test.waitFor(
      (event) => event.kind === 'audit-progress' && event.studyId === study.id && event.fraction === 1,
    );
    await test.call('study.problems', { studyId: study.id });
    await end;
    const problems = await test.call('study.problems', { studyId: study.id });
    expect(problems.map(({ step }) => step)).toContain('audit');
  });

  it('can be given up, and is not begun again by itself', async () => {
    const study = await test.createStudy(makeHouses(3000), ['price', 'kind']);
    const begun = test.waitFor((event) => event.kind === 'audit-progress' && event.studyId === study.id);
    const running = audit(study);
    const refused = expect(running).rejects.toMatchObject({ code: 'cancelled' });
    await begun;
    expect(await test.call('audit.cancel', { studyId: study.id })).toEqual({ cancelled: true });
    await refused;
    await test.call('study.problems', { studyId: study.id });
    expect(await test.call('audit.cancel', { studyId: study.id })).toEqual({ cancelled: false });
    expect((await audit(study)).rows).toBe(3000);
  });

  it('answers for a study that does not exist', async () => {
    await expect(test.call('audit.run', { studyId: 'none' })).rejects.toMatchObject({ code: 'not-found' });
  });
});
