import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeHouses, makeQuick, openTestService, type TestService } from './open-service.ts';

let test: TestService;

beforeAll(() => {
  test = openTestService();
});

afterAll(async () => {
  await test.close();
});

const timeoutMs = 180_000;

describe('a study', () => {
  it(
    'is trained, compared and reported, and then fixed',
    async () => {
      const study = await test.createStudy(makeHouses(200), ['price', 'kind'], makeQuick);
      const studyId = study.id;
      const estimate = await test.call('study.measure', { studyId });
      expect(estimate.measuredSteps).toBeGreaterThan(0);

      const from = test.service.sequence();
      const rest = test.waitForRest(studyId);
      const started = await test.call('study.start', { studyId });
      expect(started.status).toBe('running');
      for (const name of ['study.start', 'study.resume'] as const) {
        await expect(test.call(name, { studyId })).rejects.toMatchObject({ code: 'conflict' });
      }
      await expect(test.call('study.archive', { studyId, archived: true })).rejects.toMatchObject({ code: 'conflict' });
      expect(await rest).toMatchObject({ status: 'completed', error: null });

      const { events, complete } = await test.call('application.eventsSince', { sequence: from });
      expect(complete).toBe(true);
      const stages = events.flatMap((event) => (event.kind === 'study-progress' ? [event.stage] : []));
      expect([...new Set(stages)]).toEqual(['preparing', 'compiling', 'training', 'comparing', 'done']);

      const live = await test.call('study.live', { studyId });
      expect(live).toMatchObject({ stage: 'done', fraction: 1, epoch: 8 });
      expect(live.curves).toHaveLength(4);
      expect(live.curves.every(({ validation }) => validation.mean.length === 8)).toBe(true);

      const runs = await test.call('study.runs', { studyId });
      expect(runs.map(({ status }) => status)).toEqual(Array<string>(6).fill('completed'));
      const { comparison, figures } = await test.call('comparison.get', { studyId, baseline: null, metric: null });
      expect(comparison.rows.map(({ task, arm }) => [task, arm])).toEqual([
        ['price', 'equal'],
        ['kind', 'equal'],
      ]);
      expect(comparison.design).toMatchObject({ splits: 2, nTest: 40, nTrain: 128 });
      expect(figures.differences.marks.length).toBeGreaterThan(0);
      const pairs = await test.call('comparison.view', { studyId, view: 'pairwise', task: 'price', metric: null });
      expect(pairs.table.rows.map(([one, other]) => [one, other])).toEqual([['Equal weights', 'single-task twin']]);
      const tradeOff = await test.call('comparison.view', { studyId, view: 'trade-off', tasks: ['price', 'kind'] });
      expect(tradeOff.table.rows).toHaveLength(2);
      const arms = ['single-task:kind', 'equal'];
      const calibration = await test.call('comparison.view', { studyId, view: 'reliability', task: 'kind', arms });
      const drawnRows = calibration.table.rows.reduce((sum, row) => sum + Number(row[3]), 0);
      expect(drawnRows).toBe(arms.length * 2 * 40);
      const numbers = test.call('comparison.view', { studyId, view: 'reliability', task: 'price', arms });
      await expect(numbers).rejects.toMatchObject({ code: 'bad-option' });
      const change = await test.call('comparison.view', { studyId, view: 'churn' });
      expect(change.marks).toEqual([]);
      expect(change.summary).toContain('one seed');
      const unknown = test.call('comparison.get', { studyId, baseline: 'nothing', metric: null });
      await expect(unknown).rejects.toMatchObject({ code: 'bad-option' });

      const { html } = await test.call('report.preview', { studyId });
      expect(html).toContain('data-1');
      const saved = path.join(test.folder, 'report.html');
      await test.service.hostHandlers['host.saveReport']({ studyId, path: saved });
      expect(readFileSync(saved, 'utf8')).toContain('</html>');

      const [summary] = await test.call('study.list', { archived: false });
      expect(summary).toMatchObject({ id: studyId, runCount: 6, armCount: 3 });
      expect(summary?.verdict).not.toBeNull();
      await expect(test.call('study.change', { studyId, spec: study.spec })).rejects.toMatchObject({
        code: 'conflict',
      });
    },
    timeoutMs,
  );

  it(
    'is stopped and kept, and goes on to the numbers of one that was not stopped',
    async () => {
      // many times as long as the pause between two words of progress, on any machine
      const long = (spec: Parameters<typeof makeQuick>[0]) => {
        const quick = makeQuick(spec);
        return { ...quick, training: { ...quick.training, epochs: 9000, batchSize: 4 } };
      };
      const { id: studyId } = await test.createStudy(makeHouses(300), ['price', 'kind'], long);
      const training = test.waitFor((event) => event.kind === 'study-progress' && event.fraction > 0);
      await test.call('study.start', { studyId });
      await training;
      const stopped = await test.call('study.stop', { studyId, keep: true });
      expect(stopped.status).toBe('stopped');
      const kept = await test.call('study.runs', { studyId });
      expect(kept.some(({ status }) => status === 'cancelled')).toBe(true);
      expect(kept.filter(({ status }) => status === 'queued' || status === 'training')).toEqual([]);
      await test.call('comparison.get', { studyId, baseline: null, metric: null });

      const again = test.waitForRest(studyId);
      await test.call('study.resume', { studyId });
      expect(await again).toMatchObject({ status: 'completed' });

      const copy = await test.call('study.duplicate', { studyId });
      const rest = test.waitForRest(copy.id);
      await test.call('study.start', { studyId: copy.id });
      await rest;
      const [one, other] = [
        await test.call('study.runs', { studyId }),
        await test.call('study.runs', { studyId: copy.id }),
      ];
      expect(one.map((run) => ({ ...run, id: '' }))).toEqual(other.map((run) => ({ ...run, id: '' })));
    },
    timeoutMs,
  );

  it(
    'comes to rest with a message when it cannot be stored',
    async () => {
      const { id: studyId } = await test.createStudy(makeHouses(200), ['price', 'kind'], makeQuick);
      // where the study's files belong there is a file already
      const blocked = path.join(test.folder, 'workspace', 'runs', studyId);
      writeFileSync(blocked, '');
      const rest = test.waitForRest(studyId);
      await test.call('study.start', { studyId });
      expect(await rest).toMatchObject({ status: 'interrupted', error: { code: 'storage' } });
      expect(existsSync(blocked)).toBe(true);
    },
    timeoutMs,
  );

  it(
    'of which every run diverges fails with a remedy, and leaves the next one alone',
    async () => {
      const { id: studyId } = await test.createStudy(makeHouses(200), ['price', 'age'], (spec) => {
        const quick = makeQuick(spec);
        const wild = { optimizer: 'sgd' as const, momentum: 0.99, learningRate: 10, epochs: 60 };
        return { ...quick, training: { ...quick.training, ...wild } };
      });
      const rest = test.waitForRest(studyId);
      await test.call('study.start', { studyId });
      expect(await rest).toMatchObject({ status: 'failed', error: { code: 'trainer' } });
      const runs = await test.call('study.runs', { studyId });
      expect(runs.every(({ status, failure }) => status === 'failed' && failure?.remedy !== '')).toBe(true);
      const { alarms } = await test.call('study.live', { studyId });
      expect(new Set(alarms.map(({ kind }) => kind))).toEqual(new Set(['diverged']));
      const compared = test.call('comparison.get', { studyId, baseline: null, metric: null });
      await expect(compared).rejects.toMatchObject({ code: 'bad-data' });
      const next = await test.createStudy(makeHouses(200), ['price', 'age'], makeQuick);
      const nextRest = test.waitForRest(next.id);
      await test.call('study.start', { studyId: next.id });
      expect(await nextRest).toMatchObject({ status: 'completed' });
    },
    timeoutMs,
  );
});

describe('the samples', () => {
  it(
    'teach what they promise',
    async () => {
      for (const [id, overall] of [
        ['soil-laboratory', 'adopt'],
        ['pump-monitor', 'roll-back'],
      ] as const) {
        const { id: studyId, sampleId } = await test.call('sample.open', { sampleId: id });
        expect(sampleId).toBe(id);
        const problems = await test.call('study.problems', { studyId });
        expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
        const rest = test.waitForRest(studyId);
        await test.call('study.start', { studyId });
        expect(await rest).toMatchObject({ status: 'completed' });
        const { verdict } = await test.call('comparison.get', { studyId, baseline: null, metric: null });
        expect(verdict.overall.kind).toBe(overall);
      }
    },
    timeoutMs,
  );
});
