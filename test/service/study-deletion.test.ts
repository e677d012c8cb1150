import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AppEvent } from '../../src-main/contract/event.ts';
import { procedureNames, type ProcedureName } from '../../src-main/contract/procedure.ts';
import type { Study } from '../../src-main/contract/study.ts';
import { diskBytes } from '../../src-main/store/disk-bytes.ts';
import { makeHouses, makeQuick, openTestService, type TestService } from './open-service.ts';

let test: TestService;
/** Trained on the same data. */
let first: Study;
let second: Study;
const timeoutMs = 180_000;

beforeAll(async () => {
  test = openTestService();
  first = await test.createStudy(makeHouses(200), ['price', 'kind'], makeQuick);
  second = await test.call('study.duplicate', { studyId: first.id });
  await train(first);
  await train(second);
}, timeoutMs);

afterAll(async () => {
  await test.close();
});

async function train(study: Study): Promise<void> {
  const rest = test.waitForRest(study.id);
  await test.call('study.start', { studyId: study.id });
  await rest;
}

function filesOf(folder: 'runs' | 'datasets'): string[] {
  return readdirSync(path.join(test.folder, 'workspace', folder)).sort();
}

function compare(studyId: string): Promise<unknown> {
  return test.call('comparison.get', { studyId, baseline: null, metric: null });
}

/** What each call that names a study is asked beside it; those that only give up what is under way answer that nothing is. */
const questions: Readonly<Record<string, object | 'nothing to give up'>> = {
  'study.get': {},
  'study.change': {},
  'study.retype': { columnTypes: {} },
  'study.embed': { column: 'size', modelToken: 'none', vocabularyToken: null, scaling: 'unit' },
  'study.suggestTask': { column: 'price' },
  'study.rename': { name: 'x' },
  'study.duplicate': {},
  'study.archive': { archived: true },
  'study.holdings': {},
  'study.delete': {},
  'study.star': { starred: true },
  'study.networks': {},
  'study.inputs': {},
  'study.problems': {},
  'study.check': {},
  'study.measure': {},
  'study.prepare': {},
  'study.start': {},
  'study.stop': { keep: true },
  'study.resume': {},
  'study.live': {},
  'study.runs': {},
  'comparison.get': { baseline: null, metric: null },
  'comparison.view': { view: 'churn' },
  'explain.get': { task: 'price', arm: 'equal' },
  'explain.class': { task: 'kind', arm: 'equal', positive: 'villa' },
  'audit.run': {},
  'audit.cancel': 'nothing to give up',
  'importance.get': { task: 'price', arm: 'equal', repeats: 5 },
  'importance.run': { task: 'price', arm: 'equal', repeats: 5 },
  'importance.cancel': 'nothing to give up',
  'model.list': {},
  'prediction.run': { arm: 'equal', options: {} },
  'report.preview': {},
};

describe('a study that is deleted', () => {
  it('says before what goes and who else is on its data', async () => {
    const holdings = await test.call('study.holdings', { studyId: first.id });
    expect(holdings).toMatchObject({ name: 'data-1', status: 'completed', runs: 6, keptModels: 6 });
    expect(holdings.dataset).toMatchObject({ fileName: 'data-1.csv', otherStudies: ['data-1 (copy)'] });
    const files = diskBytes(path.join(test.folder, 'workspace', 'runs', first.id));
    // 8 epochs of 6 runs, each with at least 5 numbers
    expect(holdings.bytes).toBeGreaterThan(files + 8 * 6 * 5 * 4);
    expect(holdings.bytes).toBeLessThan(2 * files);
    expect(files).toBeGreaterThan(1000);
    expect(holdings.dataset.bytes).toBe(diskBytes(path.join(test.folder, 'workspace', 'datasets')));
  });

  it(
    'is forgotten everywhere, gives up what is under way, and leaves others as they were',
    async () => {
      const kept = await compare(second.id);
      const files = diskBytes(path.join(test.folder, 'workspace', 'runs', first.id));
      const rows = await test.call('study.runs', { studyId: second.id });
      const live = await test.call('study.live', { studyId: second.id });
      await test.call('study.live', { studyId: first.id });
      await test.call('application.changeSettings', { lastStudyId: first.id, theme: 'dark' });
      const events: AppEvent['kind'][] = [];
      const unsubscribe = test.service.subscribe(({ kind }) => events.push(kind));
      const begun = test.waitFor(({ kind }) => kind === 'importance-progress');
      const measured = test.call('importance.run', { studyId: first.id, task: 'price', arm: 'equal', repeats: 5 });
      const refused = expect(measured).rejects.toMatchObject({ code: 'cancelled' });
      await begun;
      const deleted = await test.call('study.delete', { studyId: first.id, data: true });
      expect(deleted).toMatchObject({ name: 'data-1', dataDeleted: false, otherStudies: ['data-1 (copy)'] });
      expect(deleted.freedBytes).toBeGreaterThanOrEqual(files);
      expect(deleted.leftBytes).toBe(0);
      await refused;
      unsubscribe();
      expect(events).toContain('study-deleted');
      expect(events).toContain('studies-changed');
      expect(events).not.toContain('datasets-changed');

      expect(filesOf('runs')).toEqual([second.id]);
      expect(filesOf('datasets')).toHaveLength(2);
      expect(await compare(second.id)).toEqual(kept);
      expect(await test.call('study.runs', { studyId: second.id })).toEqual(rows);
      expect((await test.call('study.live', { studyId: second.id })).curves).toEqual(live.curves);
      const settings = await test.call('application.settings', {});
      expect(settings).toMatchObject({ lastStudyId: null, theme: 'dark' });
      expect(test.service.sequence()).toBeGreaterThan(0);
    },
    timeoutMs,
  );

  it(
    'is unknown to every call that names one',
    async () => {
      const named = procedureNames.filter((name) => name in questions);
      expect(named).toHaveLength(Object.keys(questions).length);
      const { fileToken } = await test.service.hostHandlers['host.registerFile']({
        path: path.join(test.folder, 'data-1.csv'),
      });
      for (const name of procedureNames) {
        const question = questions[name];
        if (question === undefined) {
          expect(await refusal(name, { studyId: first.id }), name).toMatchObject({ code: 'invalid-input' });
          continue;
        }
        const extra = name === 'study.change' ? { spec: first.spec } : name === 'prediction.run' ? { fileToken } : {};
        const input = { studyId: first.id, ...(typeof question === 'string' ? {} : question), ...extra };
        const answer = await refusal(name, input);
        if (typeof question === 'string') expect(answer, name).toEqual({ cancelled: false });
        else
          expect(answer, name).toMatchObject({
            code: 'not-found',
            message: expect.stringContaining('unknown study') as string,
          });
      }
    },
    timeoutMs,
  );

  it(
    'takes its data along where it is asked to and nobody else is on them, and they can be imported again',
    async () => {
      const deleted = await test.call('study.delete', { studyId: second.id, data: true });
      expect(deleted).toMatchObject({ dataDeleted: true, otherStudies: [], leftBytes: 0 });
      expect(filesOf('runs')).toEqual([]);
      expect(filesOf('datasets')).toEqual([]);
      expect(await test.call('dataset.list', {})).toEqual([]);
      const gone = test.call('dataset.get', { datasetId: second.spec.dataset.id });
      await expect(gone).rejects.toMatchObject({ code: 'not-found' });
      const again = await test.createStudy(makeHouses(200), ['price', 'kind'], makeQuick);
      expect(again.spec.dataset.contentHash).toBe(second.spec.dataset.contentHash);
      expect((await test.call('study.check', { studyId: again.id })).units).toBe(2);
      await test.call('study.delete', { studyId: again.id });
      expect(filesOf('datasets')).toHaveLength(2);
    },
    timeoutMs,
  );

  it(
    'is refused while it runs, with what to do, and goes once it is stopped',
    async () => {
      const long = (spec: Study['spec']): Study['spec'] => ({
        ...makeQuick(spec),
        training: { ...spec.training, epochs: 10_000, patience: null },
      });
      const { id: studyId } = await test.createStudy(makeHouses(200), ['price', 'kind'], long);
      const training = test.waitFor((event) => event.kind === 'study-progress' && event.stage === 'training');
      await test.call('study.start', { studyId });
      await training;
      await expect(test.call('study.delete', { studyId })).rejects.toMatchObject({
        code: 'conflict',
        message: `the study ${studyId} is running; stop it before it is deleted`,
      });
      await test.call('study.stop', { studyId, keep: false });
      expect((await test.call('study.get', { studyId })).status).toBe('interrupted');
      await test.call('study.delete', { studyId });
      expect(existsSync(path.join(test.folder, 'workspace', 'runs', studyId))).toBe(false);
      await expect(test.call('study.resume', { studyId })).rejects.toMatchObject({ code: 'not-found' });
    },
    timeoutMs,
  );

  it('leaves a start that was under way with nothing to start', async () => {
    const { id: studyId } = await test.createStudy(makeHouses(150), ['price', 'kind'], makeQuick);
    const started = test.call('study.start', { studyId });
    const refused = expect(started).rejects.toMatchObject({
      code: expect.stringMatching(/not-found|cancelled/) as string,
    });
    await test.call('study.delete', { studyId });
    await refused;
    expect((await test.call('study.list', { archived: false })).map(({ id }) => id)).not.toContain(studyId);
  });
});

/** What a call answers: its value, or the error's record. */
async function refusal(name: ProcedureName, input: object): Promise<unknown> {
  const answer = await test.service.dispatch(name, input);
  return answer.ok ? answer.value : answer.error;
}
