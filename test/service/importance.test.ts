import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AppEvent } from '../../src-main/contract/event.ts';
import type { Study } from '../../src-main/contract/study.ts';
import { openWorkspace } from '../../src-main/store/workspace.ts';
import { createService } from '../../src-main/service/service.ts';
import { makeHouses, makeQuick, openTestService, type TestService } from './open-service.ts';

let test: TestService;
let studyId: string;
const timeoutMs = 180_000;

beforeAll(async () => {
  test = openTestService();
  ({ id: studyId } = await train(makeQuick));
}, timeoutMs);

afterAll(async () => {
  await test.close();
});

async function train(change: (spec: Study['spec']) => Study['spec']): Promise<Study> {
  const study = await test.createStudy(makeHouses(200), ['price', 'kind'], (spec) =>
    change({ ...spec, arms: ['equal', 'pcgrad'].map((method) => ({ method, sharing: 'hard', parameters: {} })) }),
  );
  const rest = test.waitForRest(study.id);
  await test.call('study.start', { studyId: study.id });
  await rest;
  return study;
}

function ask(arm: string, task = 'kind', repeats = 5): { studyId: string; arm: string; task: string; repeats: number } {
  return { studyId, arm, task, repeats };
}

describe('the importance of inputs', () => {
  it(
    'is computed beside the service, told as it goes, and kept with the study',
    async () => {
      expect(await test.call('importance.get', ask('equal'))).toBeNull();
      const events: AppEvent[] = [];
      const unsubscribe = test.service.subscribe((event) => events.push(event));
      const running = test.call('importance.run', ask('equal'));
      // the service answers meanwhile
      expect(await test.call('study.get', { studyId })).toMatchObject({ status: 'completed' });
      const result = await running;
      unsubscribe();
      expect(result.inputs.map(({ column }) => column)).toEqual(['size', 'age']);
      expect(result.inputs[0]?.twin.mean).toBeGreaterThan(result.inputs[1]?.twin.mean as number);
      expect(result).toMatchObject({ units: 'splits', twin: 'single-task:kind', metric: { higherIsBetter: true } });
      const shares = events.flatMap((event) => (event.kind === 'importance-progress' ? [event.fraction] : []));
      expect(shares.at(0)).toBe(0);
      expect(shares.at(-1)).toBe(1);
      expect(shares.slice(0, -1).every((share) => share < 1)).toBe(true);
      expect(await test.call('importance.get', ask('equal'))).toEqual(result);
      expect(await test.call('importance.run', ask('equal'))).toEqual(result);
    },
    timeoutMs,
  );

  it(
    'has the scores of the runs, and the same twin for every arm',
    async () => {
      const [one, other] = await Promise.all([
        test.call('importance.run', ask('equal', 'price')),
        test.call('importance.run', ask('pcgrad', 'price')),
      ]);
      expect(other.inputs.map(({ twin }) => twin)).toEqual(one.inputs.map(({ twin }) => twin));
      const runs = await test.call('study.runs', { studyId });
      const scores = runs
        .filter(({ arm }) => arm === 'equal')
        .map(({ metrics }) => metrics['price']?.['rmse']?.value as number);
      const meanScore = scores.reduce((sum, score) => sum + score, 0) / scores.length;
      expect(one.score.arm).toBeCloseTo(meanScore, 4);
    },
    timeoutMs,
  );

  it(
    'gives the same numbers in another session, from the models on disk',
    async () => {
      const wanted = await test.call('importance.run', ask('pcgrad', 'kind', 3));
      const folder = path.join(test.folder, 'workspace');
      await test.service.close();
      const workspace = openWorkspace(folder);
      workspace.importances.forget(studyId);
      workspace.close();
      const again = createService({ workspace: folder, cache: path.join(test.folder, 'cache') });
      try {
        expect(await again.handlers['importance.get'](ask('pcgrad', 'kind', 3))).toBeNull();
        expect(await again.handlers['importance.run'](ask('pcgrad', 'kind', 3))).toEqual(wanted);
      } finally {
        await again.close();
        test = openTestService();
        ({ id: studyId } = await train(makeQuick));
      }
    },
    timeoutMs,
  );

  it(
    'can be given up, and computed after all',
    async () => {
      const begun = test.waitFor((event) => event.kind === 'importance-progress');
      const running = test.call('importance.run', ask('equal', 'price', 100));
      const refused = expect(running).rejects.toMatchObject({ code: 'cancelled' });
      await begun;
      expect(await test.call('importance.cancel', { studyId })).toEqual({ cancelled: true });
      await refused;
      expect(await test.call('importance.cancel', { studyId })).toEqual({ cancelled: false });
      expect(await test.call('importance.run', ask('equal', 'price', 2))).toMatchObject({ repeats: 2 });
    },
    timeoutMs,
  );

  it('refuses what is no task, no arm or no study of it', async () => {
    await expect(test.call('importance.run', ask('equal', 'nothing'))).rejects.toMatchObject({ code: 'bad-option' });
    await expect(test.call('importance.run', ask('config'))).rejects.toMatchObject({ code: 'bad-option' });
    await expect(test.call('importance.get', ask('single-task:kind'))).rejects.toMatchObject({ code: 'bad-option' });
    await expect(test.call('importance.run', ask('equal', 'kind', 0))).rejects.toMatchObject({ code: 'invalid-input' });
    const unknown = test.call('importance.run', { ...ask('equal'), studyId: 'none' });
    await expect(unknown).rejects.toMatchObject({ code: 'not-found' });
    const draft = await test.call('study.duplicate', { studyId });
    const early = test.call('importance.run', { ...ask('equal'), studyId: draft.id });
    await expect(early).rejects.toMatchObject({ code: 'conflict' });
  });

  it('says when the models were not kept, and names a file that is damaged', async () => {
    const folder = path.join(test.folder, 'workspace');
    await test.service.close();
    const workspace = openWorkspace(folder);
    workspace.importances.forget(studyId);
    const places = workspace.models.list(studyId);
    for (const { file } of places) writeFileSync(path.join(workspace.runsFolder, file), 'TNDM, but no more');
    workspace.close();
    const first = createService({ workspace: folder, cache: path.join(test.folder, 'cache') });
    await expect(first.handlers['importance.run'](ask('equal'))).rejects.toMatchObject({ code: 'storage' });
    await first.close();
    const changed = openWorkspace(folder);
    for (const { runId } of places) changed.models.set(runId, []);
    changed.close();
    const second = createService({ workspace: folder, cache: path.join(test.folder, 'cache') });
    await expect(second.handlers['importance.run'](ask('equal'))).rejects.toMatchObject({ code: 'unsupported' });
    await second.close();
  });
});
