import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { importOptionsSchema, type DatasetDescription } from '../contract/dataset.ts';
import { importFile } from '../store/dataset/import-file.ts';
import { createChosenFiles } from './chosen-file.ts';

/** The columns of a file as an import would read them, over all rows. Needs no workspace and keeps nothing. */
export async function describeFile(file: string): Promise<DatasetDescription> {
  const files = createChosenFiles();
  const chosen = files.get(files.register({ path: file }).fileToken);
  const folder = await mkdtemp(path.join(os.tmpdir(), 'tandem-describe-'));
  try {
    const options = importOptionsSchema.parse({});
    return (await importFile({ path: chosen.path, name: chosen.name, options, folder })).description;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
