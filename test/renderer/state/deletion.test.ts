import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import '../helper/rune.ts';
import { makeClient } from '../helper/service-client.ts';
import type { Study } from '../../../src-main/contract/study.ts';
import { Deletion } from '../../../src-renderer/state/deletion.svelte.ts';
import { Library } from '../../../src-renderer/state/library.svelte.ts';
import { Messages } from '../../../src-renderer/state/messages.svelte.ts';
import { makeHouses, openTestService, type TestService } from '../../service/open-service.ts';

let test: TestService;

beforeAll(() => {
  test = openTestService();
});

afterAll(async () => {
  await test.close();
});

async function makeTwo(): Promise<[Study, Study]> {
  const first = await test.createStudy(makeHouses(60), ['price']);
  return [first, await test.call('study.duplicate', { studyId: first.id })];
}

describe('Deletion', () => {
  it('takes the data only where it may, and passes the news on', async () => {
    const [first, second] = await makeTwo();
    const told: [string, string][] = [];
    const deletion = new Deletion({
      client: makeClient(test),
      ondelete: (studyId, news) => Promise.resolve(void told.push([studyId, news])),
      onfail: () => expect.unreachable(),
    });
    for (const { id, spec } of [first, second]) {
      await deletion.ask({ id, name: spec.name });
      expect(deletion.mayTakeData).toBe(id === second.id);
      expect(deletion.withData).toBe(false);
      deletion.withData = true;
      await deletion.confirm(({ name, dataDeleted }, isDataWished) => `${name} ${dataDeleted} ${isDataWished}`);
      expect([deletion.study, deletion.error, deletion.busy]).toEqual([null, null, false]);
    }
    expect(told).toEqual([
      [first.id, `${first.spec.name} false false`],
      [second.id, `${second.spec.name} true true`],
    ]);
  });

  it('stays open with the reason where the study cannot be deleted', async () => {
    const [{ id, spec }] = await makeTwo();
    const told: string[] = [];
    const deletion = new Deletion({
      client: makeClient(test),
      ondelete: () => Promise.reject(new Error('not deleted')),
      onfail: (reason) => told.push(reason),
    });
    await deletion.ask({ id, name: spec.name });
    await test.call('study.delete', { studyId: id });
    await deletion.confirm(() => '');
    expect(deletion.study?.id).toBe(id);
    expect(deletion.error).toContain(`unknown study: ${id}`);
    await deletion.ask({ id, name: spec.name });
    expect(deletion.error).toBeNull();
    expect(deletion.holdings.error).toContain(`unknown study: ${id}`);
    expect(deletion.mayTakeData).toBe(false);
    const confirmed = deletion.confirm(() => '');
    deletion.close();
    await confirmed;
    expect(told).toEqual([expect.stringContaining(`unknown study: ${id}`)]);
    expect(deletion.busy).toBe(false);
  });
});

describe('Library', () => {
  it('undoes archivings from the last one on, and none of a study that is no more', async () => {
    const messages = new Messages();
    const library = new Library(makeClient(test), messages);
    const [first, second] = await makeTwo();
    for (const { id, spec } of [first, second]) await library.archive(id, spec.name);
    expect(messages.toasts.map(({ action }) => action?.label)).toEqual(['Undo', 'Undo']);
    library.forget(second.id);
    expect(messages.toasts.map(({ text }) => text)).toEqual([`${first.spec.name} is archived.`]);
    expect(library.isArchived(second.id)).toBe(true);
    await library.undoArchive();
    expect(library.isArchived(first.id)).toBe(false);
    expect(messages.toasts).toEqual([]);
    await library.undoArchive();
    expect(library.isArchived(second.id)).toBe(true);
  });
});
