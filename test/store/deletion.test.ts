import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { recordEvent } from '../../src-main/service/training-record.ts';
import { diskBytes } from '../../src-main/store/disk-bytes.ts';
import { saveSplits } from '../../src-main/store/result-file.ts';
import { openWorkspace, type Workspace } from '../../src-main/store/workspace.ts';
import { exampleDataset, exampleEpochs, exampleReplicas, exampleRuns, exampleSpec } from './example.ts';
import { createTemporaryFolder } from './temporary-folder.ts';

const studyTables = ['study', 'cohort', 'epoch', 'run', 'prediction', 'model', 'importance'];

/** Rows by table, as another program reads them. */
function countRows(folder: string): Record<string, number> {
  const database = new Database(path.join(folder, 'tandem.db'), { readonly: true });
  const count = (table: string): number =>
    database.prepare<[], { rows: number }>(`SELECT count(*) AS rows FROM ${table}`).get()?.rows ?? -1;
  try {
    return Object.fromEntries(studyTables.map((table) => [table, count(table)]));
  } finally {
    database.close();
  }
}

/** A study with a row in every table and a file of every kind. */
function addTrained(workspace: Workspace, id: string): void {
  const split = { train: new Int32Array([0, 1]), validation: new Int32Array([2]), test: new Int32Array([3]) };
  workspace.studies.insert({ id, datasetId: 'dataset-1', sampleId: null, spec: exampleSpec });
  workspace.runs.plan(id, exampleRuns);
  saveSplits(workspace, id, [split]);
  recordEvent(workspace, id, exampleEpochs(0, 3));
  recordEvent(workspace, id, {
    ...{ kind: 'checkpoint', cohort: 'hard', epoch: 3 },
    state: { trunk: { dtype: 'float32', shape: [2], data: new Float32Array([1, 2]) } },
  });
  recordEvent(workspace, id, {
    ...{ kind: 'evaluated', cohort: 'hard', seconds: 1 },
    runs: exampleReplicas.map((replica) => ({
      ...{ ...replica, status: 'completed', failure: null, bestEpoch: 1, epochsTrained: 3, metrics: {} },
      predictions: { price: new Float32Array([1, 2, 3]) },
      models: [{ kind: 'linear', tasks: [0], outputs: 1, parameters: new Float32Array([3, 4]) }],
    })),
  });
  workspace.importances.set({ studyId: id, arm: 'equal', task: 'price', repeats: 5 }, { inputs: [], runs: [] });
}

function openWithTwo(): Workspace {
  const workspace = openWorkspace(createTemporaryFolder());
  workspace.datasets.insert(exampleDataset);
  addTrained(workspace, 'a');
  addTrained(workspace, 'b');
  return workspace;
}

describe('a study that is removed', () => {
  it('takes its rows of every table along, and leaves those of another study', () => {
    const workspace = openWithTwo();
    const [before, kept] = [countRows(workspace.folder), workspace.runs.list('b')];
    workspace.studies.remove('a');
    expect(Object.values(before).every((rows) => rows >= 2 && rows % 2 === 0)).toBe(true);
    expect(countRows(workspace.folder)).toEqual(
      Object.fromEntries(Object.entries(before).map(([table, rows]) => [table, rows / 2])),
    );
    expect(workspace.studies.find('a')).toBeUndefined();
    expect(workspace.runs.list('b')).toEqual(kept);
    expect(workspace.cohorts.listEpochs('b', 'hard', 0)).toHaveLength(3);
    expect(workspace.datasets.get('dataset-1')).toEqual(exampleDataset);
    expect(workspace.studies.listOn('dataset-1').map(({ id }) => id)).toEqual(['b']);
    workspace.close();
  });

  it('takes every table of the database along that names a study', () => {
    const workspace = openWithTwo();
    const database = new Database(path.join(workspace.folder, 'tandem.db'), { readonly: true });
    const tables = database
      .prepare<[], { name: string }>(
        `SELECT DISTINCT child.name FROM sqlite_master AS child, pragma_foreign_key_list(child.name) AS reference
         WHERE child.type = 'table' AND reference."table" IN ('study', 'run', 'cohort') ORDER BY child.name`,
      )
      .all();
    database.close();
    expect(tables.map(({ name }) => name)).toEqual(studyTables.filter((name) => name !== 'study').sort());
    workspace.close();
  });
});

describe('files of what was deleted', () => {
  it('go when they are asked to, and say how much room they gave', () => {
    const workspace = openWithTwo();
    const [own, other] = ['a', 'b'].map((id) => path.join(workspace.runsFolder, id)) as [string, string];
    const names = readdirSync(own);
    const bytes = names.reduce((sum, name) => sum + statSync(path.join(own, name)).size, 0);
    expect(diskBytes(own)).toBe(bytes);
    expect(names.map((name) => path.extname(name)).sort()).toEqual(['', '.checkpoint', '.models', '.predictions']);
    workspace.transact(() => workspace.removals.add(own));
    expect(existsSync(own)).toBe(true);
    expect(workspace.removals.carryOut()).toEqual({ freedBytes: bytes, leftBytes: 0 });
    expect(existsSync(own)).toBe(false);
    expect(readdirSync(other)).toHaveLength(names.length);
    expect(workspace.removals.carryOut()).toEqual({ freedBytes: 0, leftBytes: 0 });
    workspace.close();
  });

  it('go when the workspace opens where the process was killed in between', () => {
    const workspace = openWithTwo();
    const own = path.join(workspace.runsFolder, 'a');
    workspace.transact(() => {
      workspace.studies.remove('a');
      workspace.removals.add(own);
    });
    workspace.close();
    expect(existsSync(own)).toBe(true);
    openWorkspace(workspace.folder).close();
    expect(existsSync(own)).toBe(false);
    expect(existsSync(path.join(workspace.runsFolder, 'b'))).toBe(true);
  });

  it('stay with a deletion that is undone', () => {
    const workspace = openWithTwo();
    const own = path.join(workspace.runsFolder, 'a');
    expect(() =>
      workspace.transact(() => {
        workspace.removals.add(own);
        workspace.studies.remove('a');
        throw new Error('stop');
      }),
    ).toThrow('stop');
    workspace.removals.carryOut();
    expect(existsSync(own)).toBe(true);
    expect(workspace.runs.list('a')).toHaveLength(exampleRuns.length);
    workspace.close();
  });

  it('stay where the same data was imported again meanwhile', () => {
    const workspace = openWithTwo();
    const table = path.join(workspace.datasetsFolder, `${exampleDataset.contentHash}.parquet`);
    writeFileSync(table, 'table');
    workspace.removals.add(table);
    expect(workspace.removals.carryOut()).toEqual({ freedBytes: 0, leftBytes: 0 });
    expect(readFileSync(table, 'utf8')).toBe('table');
    workspace.close();
  });

  it('are entries of runs and datasets, and nothing else', () => {
    const workspace = openWithTwo();
    const { folder, runsFolder, datasetsFolder } = workspace;
    const outside = path.join(path.dirname(folder), 'outside');
    mkdirSync(outside, { recursive: true });
    const places = [folder, runsFolder, datasetsFolder, outside, path.join(runsFolder, 'a', 'splits'), '/'];
    for (const place of [...places, path.join(folder, 'tandem.db')]) {
      expect(() => workspace.removals.add(place), place).toThrow('neither of runs nor of datasets');
    }
    workspace.close();
    const database = new Database(path.join(folder, 'tandem.db'));
    for (const entry of ['runs/..', 'runs/a/splits', '../outside', 'tandem.db', 'runs']) {
      database.prepare('INSERT INTO removal (path) VALUES (?)').run(entry);
    }
    database.close();
    openWorkspace(folder).close();
    expect(existsSync(outside)).toBe(true);
    expect(countRows(folder)['study']).toBe(2);
    expect(existsSync(path.join(runsFolder, 'a', 'splits'))).toBe(true);
  });
});

describe('the database', () => {
  it('gives the room of deleted rows back where it is much, and keeps the rest', () => {
    const workspace = openWithTwo();
    for (let from = 3; from < 12_000; from += 3000) recordEvent(workspace, 'a', exampleEpochs(from, 3000));
    expect(workspace.compact()).toBe(0);
    workspace.studies.remove('a');
    const freed = workspace.compact();
    expect(freed).toBeGreaterThan(1_000_000);
    expect(statSync(path.join(workspace.folder, 'tandem.db')).size).toBeLessThan(freed);
    expect(workspace.compact()).toBe(0);
    expect(workspace.cohorts.listEpochs('b', 'hard', 0)).toHaveLength(3);
    workspace.close();
    const again = openWorkspace(workspace.folder);
    expect(again.runs.list('b')).toHaveLength(exampleRuns.length);
    again.close();
  });
});
