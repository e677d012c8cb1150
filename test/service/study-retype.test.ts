import { readdirSync } from 'node:fs';
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

function makeRooms(rows: number): string {
  const [head = '', ...lines] = makeHouses(rows).split('\n');
  return [`${head},rooms`, ...lines.map((line, row) => `${line},${(row % 20) + 1}`)].join('\n');
}

describe('study.retype', () => {
  it('reads the file again and moves the draft, with fresh settings for a task of another type', async () => {
    const study = await test.createStudy(makeRooms(60), ['price', 'rooms']);
    expect(study.spec.tasks[1]).toMatchObject({ column: 'rooms', type: 'regression' });
    const moved = await test.call('study.retype', { studyId: study.id, columnTypes: { rooms: 'categorical' } });
    expect(moved.spec.dataset.contentHash).not.toBe(study.spec.dataset.contentHash);
    expect(moved.spec.tasks[0]).toEqual(study.spec.tasks[0]);
    expect(moved.spec.tasks[1]).toMatchObject({
      column: 'rooms',
      type: 'multiclass',
      classes: expect.arrayContaining(['1', '20']) as string[],
    });
    const dataset = await test.call('dataset.get', { datasetId: moved.spec.dataset.id });
    expect(dataset.description.columns.find(({ name }) => name === 'rooms')).toMatchObject({ type: 'categorical' });
    expect(dataset.description.columns.find(({ name }) => name === 'price')).toMatchObject({ type: 'numeric' });
  });

  it('keeps types chosen before, and leaves no data behind that nothing uses', async () => {
    const study = await test.createStudy(makeRooms(61), ['price']);
    const once = await test.call('study.retype', { studyId: study.id, columnTypes: { rooms: 'categorical' } });
    const twice = await test.call('study.retype', { studyId: study.id, columnTypes: { age: 'categorical' } });
    const { description } = await test.call('dataset.get', { datasetId: twice.spec.dataset.id });
    const types = Object.fromEntries(description.columns.map(({ name, type }) => [name, type]));
    expect(types).toMatchObject({ rooms: 'categorical', age: 'categorical', size: 'numeric' });
    const files = readdirSync(path.join(test.folder, 'workspace'), { recursive: true }).map(String);
    expect(files.some((file) => file.includes(once.spec.dataset.contentHash))).toBe(false);
    await expect(test.call('dataset.get', { datasetId: study.spec.dataset.id })).rejects.toMatchObject({
      code: 'not-found',
    });
  });

  it('leaves the data of another study as it is', async () => {
    const study = await test.createStudy(makeRooms(62), ['price']);
    const copy = await test.call('study.duplicate', { studyId: study.id });
    await test.call('study.retype', { studyId: copy.id, columnTypes: { rooms: 'categorical' } });
    expect((await test.call('study.get', { studyId: study.id })).spec).toEqual(study.spec);
    expect(await test.call('dataset.get', { datasetId: study.spec.dataset.id })).toMatchObject({
      contentHash: study.spec.dataset.contentHash,
    });
  });

  it('refuses a column the file does not have, and a study that was started', async () => {
    const study = await test.createStudy(makeRooms(80), ['price', 'kind'], makeQuick);
    const wrong = { studyId: study.id, columnTypes: { room: 'categorical' } } as const;
    await expect(test.call('study.retype', wrong)).rejects.toThrow("unknown column 'room'");
    expect((await test.call('study.get', { studyId: study.id })).spec).toEqual(study.spec);
    const rest = test.waitForRest(study.id);
    await test.call('study.start', { studyId: study.id });
    const late = { studyId: study.id, columnTypes: { rooms: 'categorical' } } as const;
    await expect(test.call('study.retype', late)).rejects.toMatchObject({ code: 'conflict' });
    await rest;
  });
});
