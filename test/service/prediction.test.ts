import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Prediction } from '../../src-main/contract/prediction.ts';
import { makeHouses, makeQuick, openTestService, type TestService } from './open-service.ts';

let test: TestService;
let studyId: string;
const timeoutMs = 180_000;
const houses = makeHouses(200);
const lines = houses.split('\n').slice(1);

beforeAll(async () => {
  test = openTestService();
  const study = await test.createStudy(houses, ['price', 'kind'], (spec) => {
    const quick = makeQuick(spec);
    return { ...quick, split: { ...quick.split, splits: 1 } };
  });
  studyId = study.id;
  const rest = test.waitForRest(studyId);
  await test.call('study.start', { studyId });
  await rest;
}, timeoutMs);

afterAll(async () => {
  await test.close();
});

let files = 0;
async function predict(text: string, arm = 'equal'): Promise<Prediction> {
  files += 1;
  const file = path.join(test.folder, `new-${files}.csv`);
  writeFileSync(file, text);
  const { fileToken } = await test.service.hostHandlers['host.registerFile']({ path: file });
  return test.call('prediction.run', { studyId, arm, fileToken, options: {} });
}

/** The inputs of the study's own rows. */
const own = ['size,age', ...lines.map((line) => line.split(',').slice(0, 2).join(','))].join('\n');

describe('the prediction of new rows', () => {
  it.each(['equal', 'single-task'])(
    'by %s is what the runs were evaluated with, on the rows that they were tested on',
    async (arm) => {
      const prediction = await predict(own, arm);
      const runs = await test.call('study.runs', { studyId });
      const [split] = await test.service.readSplits(studyId);
      const rows = [...(split?.test ?? [])];
      const [price, kind] = prediction.tasks;
      const metricOf = (task: string, metric: string): number =>
        runs.find((run) => run.arm === (arm === 'equal' ? arm : `single-task:${task}`))?.metrics[task]?.[metric]
          ?.value as number;
      const errors = rows.map((row) => Number(lines[row]?.split(',')[2]) - (price?.values[row] as number));
      const rmse = Math.sqrt(errors.reduce((sum, error) => sum + error * error, 0) / rows.length);
      expect(rmse).toBeCloseTo(metricOf('price', 'rmse'), 4);
      const right = rows.filter((row) => kind?.values[row] === lines[row]?.split(',')[3]).length;
      expect(right / rows.length).toBeCloseTo(metricOf('kind', 'accuracy'), 6);
      expect(prediction.rows).toBe(200);
      expect(price).toMatchObject({ runs: 1, classes: [], probabilities: [] });
      expect(price?.spread).toEqual(Array<null>(200).fill(null));
      for (const one of kind?.probabilities ?? []) expect((one[0] as number) + (one[1] as number)).toBeCloseTo(1, 6);
      // rows of the test part alone may lie outside what was trained on
      expect(prediction.drift.every(({ share }) => share < 0.2)).toBe(true);
    },
    timeoutMs,
  );

  it(
    'does not ask in which order columns stand or what else is there, and takes gaps',
    async () => {
      const wanted = await predict('size,age\n0.1,0.2\n-0.3,0.1');
      const other = await predict('note,age,size\nx,0.2,0.1\ny,0.1,-0.3\nz,,0.1');
      expect(other.tasks[0]?.values.slice(0, 2)).toEqual(wanted.tasks[0]?.values);
      expect(Number.isFinite(other.tasks[0]?.values[2])).toBe(true);
      expect(other.drift).toMatchObject([{ kind: 'missing', column: 'age', rows: 1, example: { row: 3 } }]);
    },
    timeoutMs,
  );

  it(
    'refuses a file that does not fit, with column, row and value',
    async () => {
      await expect(predict('size,ages\n1,2\n3,4')).rejects.toMatchObject({
        code: 'bad-data',
        message: expect.stringContaining("missing input column 'age' (did you mean ages?)") as string,
      });
      await expect(predict('size,age\n1,2\n3,old\n4,5')).rejects.toMatchObject({
        code: 'bad-data',
        details: { row: 2, column: 'age', value: 'old' },
      });
      await expect(predict(own, 'pcgrad')).rejects.toMatchObject({ code: 'bad-option' });
      const unknown = test.call('prediction.run', { studyId, arm: 'equal', fileToken: 'none', options: {} });
      await expect(unknown).rejects.toMatchObject({ code: 'not-found' });
      const draft = await test.call('study.duplicate', { studyId });
      const { fileToken } = await test.service.hostHandlers['host.registerFile']({
        path: path.join(test.folder, 'new-1.csv'),
      });
      const early = test.call('prediction.run', { studyId: draft.id, arm: 'equal', fileToken, options: {} });
      await expect(early).rejects.toMatchObject({ code: 'conflict' });
    },
    timeoutMs,
  );

  it(
    'takes each task from the arm that is named for it, as the list of kept models proposes',
    async () => {
      const kept = await test.call('model.list', { studyId });
      expect(kept.arms.map(({ arm, tasks, runs }) => [arm, tasks, runs])).toEqual([
        ['single-task:price', ['price'], 1],
        ['single-task:kind', ['kind'], 1],
        ['equal', ['price', 'kind'], 1],
      ]);
      expect(kept.bytes).toBeGreaterThan(3 * (kept.arms[0]?.bytesPerRun ?? 0));
      for (const { task, arm } of kept.serve) expect(['equal', `single-task:${task}`]).toContain(arm);
      const file = path.join(test.folder, 'new-1.csv');
      const { fileToken } = await test.service.hostHandlers['host.registerFile']({ path: file });
      const request = { studyId, fileToken, options: {} };
      const both = await test.call('prediction.run', { ...request, arm: 'equal', arms: { kind: 'single-task' } });
      const [twins, together] = [await predict(own, 'single-task'), await predict(own, 'equal')];
      expect(both.tasks.map(({ arm }) => arm)).toEqual(['equal', 'single-task:kind']);
      expect(both.tasks[0]?.values).toEqual(together.tasks[0]?.values);
      expect(both.tasks[1]?.probabilities).toEqual(twins.tasks[1]?.probabilities);
      const one = await test.call('prediction.run', { ...request, arm: 'single-task:price' });
      expect(one.tasks.map(({ task }) => task)).toEqual(['price']);
      const wrong = test.call('prediction.run', { ...request, arm: 'equal', arms: { kind: 'single-task:price' } });
      await expect(wrong).rejects.toMatchObject({ code: 'bad-option' });
    },
    timeoutMs,
  );

  it(
    'tells where rows leave what the models were trained on',
    async () => {
      const { drift } = await predict('size,age\n0.1,0.2\n7,0.1');
      expect(drift).toMatchObject([
        { kind: 'outside-range', column: 'size', rows: 1, share: 0.5, example: { row: 2, value: '7' } },
      ]);
    },
    timeoutMs,
  );

  it(
    'says which of two columns of one name is read, and by which decimal mark',
    async () => {
      const { warnings } = await predict('size,age,size,extra,extra\n0.1,0.2,5,1,1');
      expect(warnings).toMatchObject([{ code: 'duplicate-header', column: 'size (2)' }]);
      const other = predict('size;age\n0,1;0,2');
      await expect(other).rejects.toMatchObject({ code: 'bad-data' });
      await expect(other).rejects.toThrow(
        '"0,1" is not a number, as the study reads it, with the decimal mark .; correct',
      );
    },
    timeoutMs,
  );
});
