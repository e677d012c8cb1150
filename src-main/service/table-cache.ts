import path from 'node:path';
import type { Table } from '../core/table/table.ts';
import type { Workspace } from '../store/workspace.ts';
import type { DatasetWork } from './dataset-work.ts';

export interface TableCache {
  /** The table of a dataset, read once while it is in use. */
  read(datasetId: string): Promise<Table>;
  /** Keeps the table of a dataset that is at hand already. */
  hold(datasetId: string, table: Table): void;
  /** Lets the table of a dataset go that no study is on. */
  forget(datasetId: string): void;
}

/** Tables kept in memory; the one used longest ago goes first. */
const mostTables = 3;

export function createTableCache(workspace: Workspace, work: DatasetWork): TableCache {
  const tables = new Map<string, Promise<Table>>();

  function keep(datasetId: string, table: Promise<Table>): Promise<Table> {
    tables.delete(datasetId);
    tables.set(datasetId, table);
    const oldest = tables.keys().next().value;
    if (tables.size > mostTables && oldest !== undefined) tables.delete(oldest);
    return table;
  }

  return {
    read(datasetId) {
      const found = keep(datasetId, tables.get(datasetId) ?? load(workspace, work, datasetId));
      found.catch(() => tables.delete(datasetId));
      return found;
    },
    hold(datasetId, table) {
      void keep(datasetId, tables.get(datasetId) ?? Promise.resolve(table));
    },
    forget(datasetId) {
      tables.delete(datasetId);
    },
  };
}

async function load(workspace: Workspace, work: DatasetWork, datasetId: string): Promise<Table> {
  const dataset = workspace.datasets.get(datasetId);
  return work.readTable(parquetPath(workspace, dataset.contentHash), dataset.description);
}

/** Where the data of that content lies. */
export function parquetPath(workspace: Workspace, contentHash: string): string {
  return path.join(workspace.datasetsFolder, `${contentHash}.parquet`);
}
