import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scenarios } from '../../src-main/core/lab/registry.ts';
import { LabTrainer } from '../../src-main/service/training/lab-trainer.ts';
import { openTestService, type TestService } from './open-service.ts';

let open: TestService;

beforeAll(() => {
  open = openTestService();
});
afterAll(() => open.close());

const visitor = 'test';

describe('the lab', () => {
  it('lists its scenarios and computes closed forms at once', async () => {
    const list = await open.call('lab.list', {});
    expect(list.map(({ name }) => name)).toEqual(scenarios.map(({ description }) => description.name));
    const theory = await open.call('lab.theory', { name: 'subspace', settings: { angle: 0, rows: 40, noise: 1 } });
    expect(theory.settings).toMatchObject({ angle: 0, dimensions: 20, replicates: 64, seed: 1 });
    expect(theory.theory.find(({ series, x }) => series === 'shared' && x === 0)?.y).toBeCloseTo(0.2625, 12);
  });

  it('trains in a process of its own, to the same numbers each time', async () => {
    const input = { name: 'film', settings: { replicates: 40 }, visitor };
    const once = await open.call('lab.train', input);
    const again = await open.call('lab.train', input);
    expect(again.trained).toEqual(once.trained);
    expect(once.trained.every((point) => point.n === 40)).toBe(true);
    expect(once.reading).toContain('over 40 replicates');
  });

  it('stops what a visitor asked before when the visitor asks anew, and nothing of another', async () => {
    const ask = (who: string, slope: number) =>
      open.call('lab.train', { name: 'film', settings: { slope, replicates: 512 }, visitor: who });
    const other = ask('other', 0.5);
    const stale = Promise.allSettled([ask(visitor, -0.5), ask(visitor, -0.4), ask(visitor, -0.3)]);
    const newest = ask(visitor, -0.2);
    expect((await newest).settings['slope']).toBe(-0.2);
    expect((await other).settings['slope']).toBe(0.5);
    for (const ended of await stale) {
      expect(ended.status === 'rejected' && (ended.reason as { code: string }).code).toBe('cancelled');
    }
  });

  it('refuses what it does not have', async () => {
    const refused = [
      open.call('lab.theory', { name: 'nosuch', settings: {} }),
      open.call('lab.theory', { name: 'film', settings: { nosuch: 1 } }),
      open.call('lab.train', { name: 'film', settings: { slope: 7 }, visitor }),
      open.call('lab.openStudy', { name: 'film', settings: { replicates: 1.5 } }),
    ];
    for (const each of refused) await expect(each).rejects.toMatchObject({ code: 'bad-option' });
  });

  it.each(scenarios.map(({ description }) => description.name))('opens %s as a study that may start', async (name) => {
    const study = await open.call('lab.openStudy', { name, settings: {} });
    const made = scenarios
      .find(({ description }) => description.name === name)!
      .study((await open.call('lab.theory', { name, settings: {} })).settings);
    expect(study.status).toBe('draft');
    expect(study.spec.tasks.map(({ column, type }) => ({ column, type }))).toEqual(made.tasks);
    expect(study.spec.arms).toEqual(made.arms);
    expect(study.spec.network.widths).toEqual(made.network.widths);
    expect(study.spec.note).toContain('principles lab');
    const { description } = await open.call('dataset.get', { datasetId: study.spec.dataset.id });
    expect(description.rows).toBe(made.columns[0]!.values.length);
    expect(description.columns.map((column) => column.name)).toEqual(made.columns.map((column) => column.name));
    const problems = await open.call('study.problems', { studyId: study.id });
    expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  });
});

it('opens studies that train to a comparison', async () => {
  for (const name of ['film', 'scales']) {
    const { id: studyId, spec } = await open.call('lab.openStudy', { name, settings: {} });
    const split = { ...spec.split, splits: 2 };
    const training = { ...spec.training, epochs: 3, patience: null };
    await open.call('study.change', { studyId, spec: { ...spec, split, training } });
    const rest = open.waitForRest(studyId);
    await open.call('study.start', { studyId });
    expect(await rest, name).toMatchObject({ status: 'completed', error: null });
    const runs = await open.call('study.runs', { studyId });
    expect(runs.map(({ status }) => status)).toEqual(runs.map(() => 'completed'));
  }
});

describe('the trainer of the lab', () => {
  it('says so when it dies at work, and starts again at the next wish', async () => {
    const trainer = new LabTrainer('auto');
    try {
      await trainer.run(visitor, 'film', { replicates: 2 });
      const lost = expect(trainer.run(visitor, 'regularisation', { replicates: 512 })).rejects.toMatchObject({
        code: 'trainer',
      });
      process.kill(trainer.processId!, 'SIGKILL');
      await lost;
      expect((await trainer.run(visitor, 'film', { replicates: 2 })).name).toBe('film');
    } finally {
      await trainer.close();
    }
  });

  it('cancels what is under way when it is closed, and takes nothing more', async () => {
    const trainer = new LabTrainer('auto');
    const ended = expect(trainer.run(visitor, 'film', {})).rejects.toMatchObject({ code: 'cancelled' });
    await trainer.close();
    await ended;
    await expect(trainer.run(visitor, 'film', {})).rejects.toMatchObject({ code: 'cancelled' });
  });
});
