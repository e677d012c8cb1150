import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { onnxModel } from '../helper/onnx.ts';
import { makeHouses, makeQuick, openTestService, type TestService } from './open-service.ts';

let test: TestService;

beforeAll(() => {
  test = openTestService();
});

afterAll(async () => {
  await test.close();
});

const unknown = expect.objectContaining({ code: 'not-found' }) as Error;
const conflict = expect.objectContaining({ code: 'conflict' }) as Error;

describe('settings', () => {
  it('keep what a change does not name', async () => {
    await test.call('application.changeSettings', { theme: 'dark' });
    await test.call('application.changeSettings', { decimalMark: ',' });
    expect(await test.call('application.settings', {})).toMatchObject({ theme: 'dark', decimalMark: ',' });
  });
});

describe('a draft', () => {
  it('begins with roles but without a task', async () => {
    const study = await test.createStudy(makeHouses(60), []);
    expect(study).toMatchObject({ status: 'draft', archived: false, starred: false });
    expect(study.spec.tasks).toEqual([]);
    expect(study.spec.roles).toEqual({ size: 'input', age: 'input', price: 'input', kind: 'input' });
    const problems = await test.call('study.problems', { studyId: study.id });
    expect(problems.some(({ severity }) => severity === 'error')).toBe(true);
    await expect(test.call('study.start', { studyId: study.id })).rejects.toMatchObject({ code: 'impossible-study' });
    expect((await test.call('study.get', { studyId: study.id })).status).toBe('draft');
  });

  it('gets tasks by the type of their column, or by the type asked for', async () => {
    const { id: studyId } = await test.createStudy(makeHouses(60), []);
    const price = await test.call('study.suggestTask', { studyId, column: 'price' });
    expect(price).toMatchObject({ type: 'regression', classes: [] });
    const kind = await test.call('study.suggestTask', { studyId, column: 'kind' });
    expect(kind).toMatchObject({ type: 'binary', classes: ['flat', 'villa'] });
    const asked = await test.call('study.suggestTask', { studyId, column: 'kind', type: 'multiclass' });
    expect(asked).toMatchObject({ type: 'multiclass', classes: ['flat', 'villa'], loss: 'cross-entropy' });
    await expect(test.call('study.suggestTask', { studyId, column: 'prize' })).rejects.toThrow("did you mean 'price'?");
  });

  it('is renamed, starred, archived and duplicated', async () => {
    const study = await test.createStudy(makeHouses(60), ['price']);
    const studyId = study.id;
    expect((await test.call('study.rename', { studyId, name: 'Homes' })).spec.name).toBe('Homes');
    expect((await test.call('study.star', { studyId, starred: true })).starred).toBe(true);
    const copy = await test.call('study.duplicate', { studyId });
    expect(copy).toMatchObject({
      status: 'draft',
      starred: false,
      spec: { name: 'Homes (copy)', tasks: study.spec.tasks },
    });
    await test.call('study.archive', { studyId, archived: true });
    const listed = await test.call('study.list', { archived: false });
    expect(listed.map(({ id }) => id)).toContain(copy.id);
    expect(listed.map(({ id }) => id)).not.toContain(studyId);
    expect((await test.call('study.list', { archived: true })).map(({ id }) => id)).toEqual([studyId]);
  });

  it('keeps its data', async () => {
    const one = await test.createStudy(makeHouses(60), ['price']);
    const other = await test.createStudy(makeHouses(70), ['price']);
    const change = test.call('study.change', { studyId: one.id, spec: other.spec });
    await expect(change).rejects.toEqual(conflict);
  });

  it('shows the network that would be trained', async () => {
    const study = await test.createStudy(makeHouses(60), ['price', 'kind'], makeQuick);
    const [network] = await test.call('study.networks', { studyId: study.id });
    // two inputs to eight units, and two heads of one output each
    expect(network).toMatchObject({ inputFeatures: 2, sharedParameters: 2 * 8 + 8, ownParameters: 2 * 9 });
    expect(network?.twinParameters).toBe(2 * 24 + 18);
  });

  it('says what it can show before it is trained', async () => {
    const study = await test.createStudy(makeHouses(100), ['price', 'kind'], makeQuick);
    const check = await test.call('study.check', { studyId: study.id });
    expect(check).toMatchObject({ units: 2, unitName: 'splits', nTest: 20, trainings: 6, family: 2 });
    expect(check.rho).toBeCloseTo(20 / 64, 10);
    expect(check.leastP).toBe(0.5);
    expect(check.memoryBytes).toBeGreaterThan(1e6);
    expect(check.checklist.find(({ item }) => item.includes('five paired splits'))?.done).toBe(false);
    const empty = await test.createStudy(makeHouses(100), []);
    expect(await test.call('study.check', { studyId: empty.id })).toMatchObject({ nTest: 0, memoryBytes: 0 });
  });
});

describe('an import', () => {
  it('of the same file gives the same dataset, and nothing of one that fails', async () => {
    const file = path.join(test.folder, 'same.csv');
    writeFileSync(file, makeHouses(40));
    const { fileToken } = await test.service.hostHandlers['host.registerFile']({ path: file });
    const one = await test.call('dataset.import', { fileToken, options: {} });
    const other = await test.call('dataset.import', { fileToken, options: {} });
    expect(other.id).toBe(one.id);
    const before = await test.call('dataset.list', {});
    const bad = path.join(test.folder, 'bad.csv');
    writeFileSync(bad, '');
    const badToken = (await test.service.hostHandlers['host.registerFile']({ path: bad })).fileToken;
    await expect(test.call('dataset.import', { fileToken: badToken, options: {} })).rejects.toMatchObject({
      code: 'bad-file',
    });
    expect(await test.call('dataset.list', {})).toEqual(before);
  });

  it('previews and pages through the rows', async () => {
    const study = await test.createStudy(makeHouses(40), []);
    const { rows } = await test.call('dataset.rows', { datasetId: study.spec.dataset.id, offset: 38, limit: 10 });
    expect(rows).toHaveLength(2);
    const file = path.join(test.folder, 'preview.csv');
    writeFileSync(file, 'a,b\n1,2\n');
    const { fileToken } = await test.service.hostHandlers['host.registerFile']({ path: file });
    expect((await test.call('dataset.preview', { fileToken, options: {} })).rows).toEqual([['1', '2']]);
    rmSync(file);
    await expect(test.call('dataset.preview', { fileToken, options: {} })).rejects.toMatchObject({ code: 'bad-file' });
  });
});

describe('what is not there', () => {
  it('is refused by every procedure that names it', async () => {
    const studyId = 'nowhere';
    for (const name of ['study.get', 'study.duplicate', 'study.networks', 'study.problems', 'study.check'] as const) {
      await expect(test.call(name, { studyId }), name).rejects.toEqual(unknown);
    }
    for (const name of [
      'study.prepare',
      'study.measure',
      'study.start',
      'study.resume',
      'study.live',
      'study.runs',
    ] as const) {
      await expect(test.call(name, { studyId }), name).rejects.toEqual(unknown);
    }
    await expect(test.call('report.preview', { studyId })).rejects.toEqual(unknown);
    await expect(test.call('comparison.get', { studyId, baseline: null, metric: null })).rejects.toEqual(unknown);
    await expect(test.call('study.stop', { studyId, keep: true })).rejects.toEqual(unknown);
    await expect(test.call('dataset.get', { datasetId: 'x' })).rejects.toEqual(unknown);
    await expect(test.call('dataset.preview', { fileToken: 'x', options: {} })).rejects.toEqual(unknown);
    await expect(test.call('sample.open', { sampleId: 'x' })).rejects.toEqual(unknown);
  });

  it('is a file that the user never chose', async () => {
    const { hostHandlers } = test.service;
    await expect(hostHandlers['host.registerFile']({ path: path.join(test.folder, 'none') })).rejects.toMatchObject({
      code: 'bad-file',
    });
    await expect(hostHandlers['host.registerFile']({ path: test.folder })).rejects.toMatchObject({ code: 'bad-file' });
  });
});

describe('an embedding by a model', () => {
  const rows = Array.from({ length: 30 }, (_, row) => `"the pump ${row % 2 === 0 ? 'leaks' : 'runs'} ${row}",${row}`);

  it('moves a draft to data with a further column of vectors', async () => {
    const study = await test.createStudy(['note,y', ...rows].join('\n'), ['y']);
    const file = path.join(test.folder, 'tokens.onnx');
    writeFileSync(
      file,
      onnxModel(
        [{ name: 'input_ids', type: 'int64', shape: ['batch', 'length'] }],
        [{ name: 'hidden', type: 'float', shape: ['batch', 'length', 2] }],
        [{ op: 'Gather', inputs: ['table', 'input_ids'], outputs: ['hidden'] }],
        [{ name: 'table', shape: [7, 2], values: [0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 4, 0, 0, 8] }],
      ),
    );
    const words = path.join(test.folder, 'vocab.txt');
    writeFileSync(words, '[PAD]\n[UNK]\n[CLS]\n[SEP]\npump\nleaks\nruns');
    const register = (chosen: string) => test.service.hostHandlers['host.registerFile']({ path: chosen });
    const request = {
      studyId: study.id,
      column: 'note',
      modelToken: (await register(file)).fileToken,
      vocabularyToken: (await register(words)).fileToken,
      scaling: 'unit' as const,
    };
    const moved = await test.call('study.embed', request);
    expect(moved.spec.roles['note (tokens)']).toBe('input');
    expect(moved.spec.dataset.contentHash).not.toBe(study.spec.dataset.contentHash);
    const dataset = await test.call('dataset.get', { datasetId: moved.spec.dataset.id });
    expect(dataset.description.columns[2]).toMatchObject({ name: 'note (tokens)', type: 'vector', missing: 0 });
    const shown = await test.call('dataset.rows', { datasetId: dataset.id, offset: 0, limit: 2 });
    // the pump leaks 0: [CLS] and [SEP] are 0, `the` and the number are unknown (1, 1)
    expect(shown.rows.map((row) => row[2])).toEqual(['[1, 0.3333333]', '[0.3333333, 1.666667]']);
    const inputs = await test.call('study.inputs', { studyId: study.id });
    expect(inputs.map(({ column, summary }) => [column, summary])).toEqual([['note (tokens)', 'its numbers · 2']]);
    await expect(test.call('dataset.get', { datasetId: study.spec.dataset.id })).rejects.toThrow(unknown);
    const again = await test.call('study.embed', request);
    expect(again.spec.roles['note (tokens) 2']).toBe('input');
  });
});
