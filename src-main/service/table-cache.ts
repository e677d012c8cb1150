import path from 'node:path';
import type { Table } from '../core/table/table.ts';
import type { Workspace } from '../store/workspace.ts';
import type { DatasetWork } from './dataset-work.ts';

export interface TableCache {
  /** The table of a dataset, read once while it is in use. */
  read(datasetId: string): Promise<Table>;
  /** Lets the table of a dataset go that no study is on. */
  forget(datasetId: string): void;
}

/** Tables kept in memory; the one used longest ago goes first. */
const mostTables = 3;

export function createTableCache(workspace: Workspace, work: DatasetWork): TableCache {
  const tables = new Map<string, Promise<Table>>();
  return {
    read(datasetId) {
      const found = tables.get(datasetId) ?? load(workspace, work, datasetId);
      tables.delete(datasetId);
      tables.set(datasetId, found);
      found.catch(() => tables.delete(datasetId));
      const oldest = tables.keys().next().value;
      if (tables.size > mostTables && oldest !== undefined) tables.delete(oldest);
      return found;
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
