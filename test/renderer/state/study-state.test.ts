import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import '../helper/rune.ts';
import { makeClient } from '../helper/service-client.ts';
import { StudyState } from '../../../src-renderer/state/study-state.svelte.ts';
import { makeHouses, openTestService, type TestService } from '../../service/open-service.ts';

let test: TestService;

beforeAll(() => {
  test = openTestService();
});

afterAll(async () => {
  await test.close();
});

async function openStudy(): Promise<StudyState> {
  return new StudyState(makeClient(test), await test.createStudy(makeHouses(60), ['price', 'kind']));
}

describe('StudyState', () => {
  it('stores every change made before it is flushed, the last one last', async () => {
    const state = await openStudy();
    state.edit((spec) => ({ ...spec, seeds: 2 }));
    state.edit((spec) => ({ ...spec, seeds: 3 }));
    expect(state.saveState).toBe('waiting');
    await state.flush();
    expect(state.saveState).toBe('saved');
    expect((await test.call('study.get', { studyId: state.id })).spec.seeds).toBe(3);
  });

  it('undoes and redoes what was stored', async () => {
    const state = await openStudy();
    state.edit((spec) => ({ ...spec, seeds: 2 }));
    await state.flush();
    state.undo();
    await state.flush();
    expect((await test.call('study.get', { studyId: state.id })).spec.seeds).toBe(1);
    state.redo();
    await state.flush();
    expect((await test.call('study.get', { studyId: state.id })).spec.seeds).toBe(2);
  });

  it('says why a change was refused, and does not count it as stored', async () => {
    const state = await openStudy();
    state.edit((spec) => ({ ...spec, seeds: 0 }));
    await expect(state.flush()).rejects.toThrow('seeds');
    expect(state.saveState).toBe('failed');
    expect(state.saveError).toContain('seeds');
  });

  it('moves to the data read with other types, and cannot undo past it', async () => {
    const state = await openStudy();
    await state.load();
    const before = state.spec.dataset.contentHash;
    state.edit((spec) => ({ ...spec, seeds: 2 }));
    await state.retype(['age'], 'categorical');
    expect(state.spec.dataset.contentHash).not.toBe(before);
    expect(state.spec.seeds).toBe(2);
    expect(state.dataset.value?.description.columns.find(({ name }) => name === 'age')?.type).toBe('categorical');
    expect(state.canUndo).toBe(false);
    state.undo();
    expect(state.spec.seeds).toBe(2);
  });

  it('drops an answer that a later one has overtaken', async () => {
    const state = await openStudy();
    const old = state.study;
    await test.call('study.rename', { studyId: state.id, name: 'Homes' });
    await state.reload();
    state.accept({ ...old, updatedAt: '2020-01-01T00:00:00.000Z' });
    expect(state.spec.name).toBe('Homes');
  });
});
