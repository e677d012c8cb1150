import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { migrations } from '../../src-main/store/migration/migrations.ts';
import { openWorkspace } from '../../src-main/store/workspace.ts';
import { exampleDataset, exampleSpec } from './example.ts';
import { createTemporaryFolder } from './temporary-folder.ts';

function readTables(folder: string): string[] {
  const database = new Database(path.join(folder, 'tandem.db'), { readonly: true });
  try {
    return database
      .prepare<[], { name: string }>(`SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name`)
      .all()
      .map((row) => row.name);
  } finally {
    database.close();
  }
}

describe('a workspace', () => {
  it('is refused where its lock is another file, and leaves that file alone', () => {
    const folder = createTemporaryFolder();
    const lock = path.join(folder, 'tandem.lock');
    writeFileSync(lock, 'something that is no database at all, and long enough to be read as one'.repeat(20));
    const before = readFileSync(lock);
    expect(() => openWorkspace(folder)).toThrow(expect.objectContaining({ code: 'storage' }));
    expect(readFileSync(lock)).toEqual(before);
  });

  it('is made where there is none, and opens again with what was kept', () => {
    const folder = path.join(createTemporaryFolder(), 'deep', 'workspace');
    const first = openWorkspace(folder);
    first.datasets.insert(exampleDataset);
    first.studies.insert({ id: 's', datasetId: exampleDataset.id, sampleId: null, spec: exampleSpec });
    first.settings.set('application', { theme: 'dark' });
    first.close();

    const second = openWorkspace(folder);
    expect(second.datasets.get('dataset-1')).toEqual(exampleDataset);
    expect(second.studies.get('s').spec).toEqual(exampleSpec);
    expect(second.settings.get('application')).toEqual({ theme: 'dark' });
    expect(second.interrupted).toEqual([]);
    second.close();
  });

  it('marks studies that were left running as interrupted', () => {
    const folder = createTemporaryFolder();
    const first = openWorkspace(folder);
    first.datasets.insert(exampleDataset);
    for (const id of ['a', 'b'])
      first.studies.insert({ id, datasetId: 'dataset-1', sampleId: null, spec: exampleSpec });
    first.studies.change('a', { status: 'running' });
    first.close();

    const second = openWorkspace(folder);
    expect(second.interrupted).toEqual(['a']);
    expect(second.studies.get('a').status).toBe('interrupted');
    expect(second.studies.get('b').status).toBe('draft');
    second.close();
  });

  it('is refused to a second user until the first has closed', () => {
    const folder = createTemporaryFolder();
    const first = openWorkspace(folder);
    expect(() => openWorkspace(folder)).toThrow(expect.objectContaining({ code: 'conflict' }));
    first.close();
    openWorkspace(folder).close();
  });

  it('keeps foreign keys', () => {
    const workspace = openWorkspace(createTemporaryFolder());
    expect(() =>
      workspace.studies.insert({ id: 's', datasetId: 'nowhere', sampleId: null, spec: exampleSpec }),
    ).toThrow(/FOREIGN KEY/);
    workspace.close();
  });

  it.each(['transact', 'transactSoon'] as const)('undoes what throws in %s, and goes on', (kind) => {
    const folder = createTemporaryFolder();
    const workspace = openWorkspace(folder);
    expect(() =>
      workspace[kind](() => {
        workspace.settings.set('a', 1);
        throw new Error('stop');
      }),
    ).toThrow('stop');
    expect(workspace.settings.get('a')).toBeUndefined();
    workspace[kind](() => workspace.settings.set('a', 2));
    workspace.transact(() => workspace.settings.set('b', 3));
    workspace.close();
    const again = openWorkspace(folder);
    expect([again.settings.get('a'), again.settings.get('b')]).toEqual([2, 3]);
    again.close();
  });

  it('removes uploads and half-written files of a killed process', () => {
    const folder = createTemporaryFolder();
    openWorkspace(folder).close();
    mkdirSync(path.join(folder, 'runs', 's'));
    writeFileSync(path.join(folder, 'uploads', 'x.csv'), 'a');
    writeFileSync(path.join(folder, 'runs', 's', '.y.checkpoint.1.1.part'), 'a');
    writeFileSync(path.join(folder, 'runs', 's', 'y.checkpoint'), 'a');
    openWorkspace(folder).close();
    expect(readdirSync(path.join(folder, 'uploads'))).toEqual([]);
    expect(readdirSync(path.join(folder, 'runs', 's'))).toEqual(['y.checkpoint']);
  });

  it('says where it cannot be made', () => {
    const folder = createTemporaryFolder();
    writeFileSync(path.join(folder, 'file'), '');
    expect(() => openWorkspace(path.join(folder, 'file', 'workspace'))).toThrow(
      expect.objectContaining({ code: 'storage', message: expect.stringContaining('workspace') as string }),
    );
  });

  it('refuses a database that is none', () => {
    const folder = createTemporaryFolder();
    writeFileSync(
      path.join(folder, 'tandem.db'),
      'this is not a database, though it is long enough to be read'.repeat(99),
    );
    expect(() => openWorkspace(folder)).toThrow(expect.objectContaining({ code: 'storage' }));
    expect(existsSync(path.join(folder, 'tandem.db'))).toBe(true);
  });
});

describe('migrations', () => {
  it('stop at one that fails, with the database as it was and the lock free', () => {
    const folder = createTemporaryFolder();
    const first = openWorkspace(folder);
    first.settings.set('kept', 1);
    first.close();
    const before = readTables(folder);
    const failing = [
      ...migrations,
      {
        number: migrations.length + 1,
        name: 'fails half-way',
        sql: 'CREATE TABLE half (a TEXT) STRICT; DELETE FROM setting; INSERT INTO nowhere VALUES (1);',
      },
    ];
    expect(() => openWorkspace(folder, failing)).toThrow(
      expect.objectContaining({ code: 'storage', message: expect.stringContaining('fails half-way') as string }),
    );
    expect(readTables(folder)).toEqual(before);
    const again = openWorkspace(folder);
    expect(again.settings.get('kept')).toBe(1);
    again.close();
  });

  it('keep those that passed before one that fails', () => {
    const folder = createTemporaryFolder();
    openWorkspace(folder).close();
    const next = migrations.length + 1;
    const passes = { number: next, name: 'passes', sql: 'CREATE TABLE extra (a TEXT) STRICT;' };
    const fails = { number: next + 1, name: 'fails', sql: 'CREATE TABLE extra (a TEXT) STRICT;' };
    expect(() => openWorkspace(folder, [...migrations, passes, fails])).toThrow(/fails/);
    openWorkspace(folder, [...migrations, passes]).close();
    expect(readTables(folder)).toContain('extra');
  });

  it('refuse a database of a newer version and leave it alone', () => {
    const folder = createTemporaryFolder();
    openWorkspace(folder).close();
    const database = new Database(path.join(folder, 'tandem.db'));
    database.pragma('user_version = 999');
    database.close();
    expect(() => openWorkspace(folder)).toThrow(
      expect.objectContaining({ code: 'unsupported', message: expect.stringContaining('newer Tandem') as string }),
    );
    const after = new Database(path.join(folder, 'tandem.db'), { readonly: true });
    expect(after.pragma('user_version', { simple: true })).toBe(999);
    after.close();
  });
});
