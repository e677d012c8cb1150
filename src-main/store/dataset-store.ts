import type { Database } from 'better-sqlite3';
import { datasetSchema, type Dataset } from '../contract/dataset.ts';
import { AppError } from '../contract/error.ts';

export interface DatasetStore {
  insert(dataset: Dataset): void;
  get(id: string): Dataset;
  /** Newest first. */
  list(): Dataset[];
  remove(id: string): void;
  /** Those with this content; the newest first. */
  findByContent(contentHash: string): Dataset[];
}

interface DatasetRow {
  id: string;
  name: string;
  file_name: string;
  content_hash: string;
  created_at: string;
  sample_id: string | null;
  description: string;
}

export function createDatasetStore(database: Database): DatasetStore {
  const insert = database.prepare(
    `INSERT INTO dataset (id, name, file_name, content_hash, created_at, sample_id, description)
     VALUES (:id, :name, :fileName, :contentHash, :createdAt, :sampleId, :description)`,
  );
  const select = database.prepare<[string], DatasetRow>('SELECT * FROM dataset WHERE id = ?');
  const selectAll = database.prepare<[], DatasetRow>('SELECT * FROM dataset ORDER BY created_at DESC, id');
  const selectContent = database.prepare<[string], DatasetRow>(
    'SELECT * FROM dataset WHERE content_hash = ? ORDER BY created_at DESC, id',
  );
  const remove = database.prepare('DELETE FROM dataset WHERE id = ?');
  return {
    remove(id) {
      remove.run(id);
    },
    insert(dataset) {
      insert.run({ ...dataset, description: JSON.stringify(dataset.description) });
    },
    get(id) {
      const row = select.get(id);
      if (row === undefined) throw new AppError('not-found', `unknown dataset: ${id}; import the file again`);
      return toDataset(row);
    },
    list() {
      return selectAll.all().map(toDataset);
    },
    findByContent(contentHash) {
      return selectContent.all(contentHash).map(toDataset);
    },
  };
}

function toDataset(row: DatasetRow): Dataset {
  return datasetSchema.parse({
    id: row.id,
    name: row.name,
    fileName: row.file_name,
    contentHash: row.content_hash,
    createdAt: row.created_at,
    sampleId: row.sample_id,
    description: JSON.parse(row.description) as unknown,
  });
}
