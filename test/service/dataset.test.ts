import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importOptionsSchema, type Combination } from '../../src-main/contract/dataset.ts';
import { openTestService, type TestService } from './open-service.ts';

let test: TestService;

beforeAll(() => {
  test = openTestService();
});

afterAll(async () => {
  await test.close();
});

const options = importOptionsSchema.parse({});

async function register(name: string, text: string): Promise<string> {
  const file = path.join(test.folder, name);
  writeFileSync(file, text);
  return (await test.service.hostHandlers['host.registerFile']({ path: file })).fileToken;
}

describe('files on their way in', () => {
  it('takes pasted cells as a file, and refuses text that is no table', async () => {
    const { fileToken, name } = await test.call('dataset.paste', { text: 'size\tkind\n1,5\ta\n2\tb\n' });
    expect(name).toBe('pasted table');
    const dataset = await test.call('dataset.import', { fileToken, options });
    expect(dataset).toMatchObject({ name: 'pasted table', description: { rows: 2 } });
    await expect(test.call('dataset.paste', { text: 'word' })).rejects.toMatchObject({ code: 'bad-file' });
  });

  it('joins files into one that is imported and read again like any other', async () => {
    const files = await Promise.all([
      register('labels.csv', 'id,price\n1,10\n2,20\n3,30\n'),
      register('inputs.csv', 'id;size\n3;0,5\n1;1,5\n'),
    ]);
    const combined = await test.call('dataset.combine', {
      files: files.map((fileToken) => ({ fileToken, options })),
      combination: { kind: 'join', keys: ['id'], rows: 'all' },
    });
    expect(combined).toMatchObject({ name: 'labels.csv + inputs.csv', rows: 3, columns: ['id', 'price', 'size'] });
    expect(combined.warnings).toMatchObject([{ code: 'join-unmatched', count: 1 }]);
    const dataset = await test.call('dataset.import', { fileToken: combined.fileToken, options });
    const { rows } = await test.call('dataset.rows', { datasetId: dataset.id, offset: 0, limit: 10 });
    expect(rows).toEqual([
      ['1', '10', '1.5'],
      ['2', '20', null],
      ['3', '30', '0.5'],
    ]);
    const study = await test.call('study.create', { datasetId: dataset.id });
    const moved = await test.call('study.retype', { studyId: study.id, columnTypes: { size: 'text' } });
    const after = await test.call('dataset.get', { datasetId: moved.spec.dataset.id });
    expect(after.description.columns[2]).toMatchObject({ type: 'text', examples: ['1.5', '0.5'] });
  });

  it('stops an import that its user cancels, and keeps nothing of it', async () => {
    const fileToken = await register('long.csv', `a,b\n${'1.5,x\n'.repeat(400_000)}`);
    const before = readdirSync(path.join(test.folder, 'workspace', 'datasets'));
    const begun = test.waitFor((event) => event.kind === 'import-progress' && event.fileToken === fileToken);
    const running = test.call('dataset.import', { fileToken, options });
    const refused = expect(running).rejects.toMatchObject({ code: 'cancelled' });
    await begun;
    expect(await test.call('dataset.cancel', { fileToken })).toEqual({ cancelled: true });
    await refused;
    expect(readdirSync(path.join(test.folder, 'workspace', 'datasets'))).toEqual(before);
    expect(await test.call('dataset.cancel', { fileToken })).toEqual({ cancelled: false });
  });

  it('answers others while it imports, previews, joins and reads large files', async () => {
    // The blank line leaves the text to the parser of records, which takes longest.
    const rows = Array.from({ length: 60_000 }, (_, row) => `${row},${row / 8},"note ${row % 40_000}",x`);
    const text = `id,size,note,kind\n\n${rows.join('\n')}\n`;
    const fileToken = await register('careful.csv', text);
    const other = await register('other.csv', text.replace('size,note,kind', 'height,remark,sort'));
    /** Share of the processor time that the service's own thread took, and whether others were answered meanwhile. */
    async function watch(work: () => Promise<unknown>): Promise<{ share: number; answered: boolean }> {
      const state = { isOver: false };
      const [before, ownBefore] = [process.cpuUsage(), process.threadCpuUsage()];
      const working = work().finally(() => (state.isOver = true));
      for (let call = 0; call < 20 && !state.isOver; call += 1) {
        await test.call('study.list', { archived: false });
        await setImmediate();
      }
      const answered = !state.isOver;
      await working;
      const [all, own] = [process.cpuUsage(before), process.threadCpuUsage(ownBefore)];
      return { share: (own.user + own.system) / (all.user + all.system), answered };
    }
    const preview = await watch(() => test.call('dataset.preview', { fileToken, options }));
    const combination: Combination = { kind: 'join', keys: ['id'], rows: 'all' };
    const files = [fileToken, other].map((each) => ({ fileToken: each, options }));
    const joined = await watch(() => test.call('dataset.combine', { files, combination }));
    const imported = await watch(() => test.call('dataset.import', { fileToken, options }));
    const [dataset] = await test.call('dataset.list', {});
    const study = await test.call('study.create', { datasetId: dataset?.id ?? '' });
    const read = await watch(() => test.call('study.suggestTask', { studyId: study.id, column: 'kind' }));
    expect([preview.answered, joined.answered, imported.answered]).toEqual([true, true, true]);
    for (const { share } of [preview, joined, imported, read]) expect(share).toBeLessThan(0.5);
  });

  it('ends what runs when the service closes, and keeps nothing of it', async () => {
    const closing = openTestService();
    const file = path.join(closing.folder, 'long.csv');
    writeFileSync(file, `a,b\n\n${'1.5,x\n'.repeat(300_000)}`);
    const { fileToken } = await closing.service.hostHandlers['host.registerFile']({ path: file });
    const begun = closing.waitFor((event) => event.kind === 'import-progress');
    const refused = expect(closing.call('dataset.import', { fileToken, options })).rejects.toThrow();
    await begun;
    const stopped = closing.service.close();
    await refused;
    await stopped;
    expect(readdirSync(path.join(closing.folder, 'workspace', 'datasets'))).toEqual([]);
    await closing.close();
  });

  it('tells which other parts of a file could be read', async () => {
    const file = path.resolve(import.meta.dirname, '../fixture/format/typed.xlsx');
    const { fileToken } = await test.service.hostHandlers['host.registerFile']({ path: file });
    const chosen = importOptionsSchema.parse({ sheet: 'Leer' });
    await expect(test.call('dataset.preview', { fileToken, options: chosen })).rejects.toMatchObject({
      code: 'bad-file',
      details: { format: 'excel', parts: [{ kind: 'sheet', names: ['Messung', 'Leer', 'Zweite'] }] },
    });
  });
});
