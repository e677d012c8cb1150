import path from 'node:path';
import {
  importOptionsSchema,
  type Combination,
  type DatasetDescription,
  type ImportOptions,
  type ImportWarning,
} from '../contract/dataset.ts';
import { combineFiles } from '../store/dataset/combine-files.ts';
import { importFile } from '../store/dataset/import-file.ts';
import { createChosenFiles, type ChosenFile } from './chosen-file.ts';
import { makeTemporaryFolder, removeTemporaryFolder } from './temporary-folder.ts';

export interface DescribeSource {
  readonly options: ImportOptions;
  /** More files, and how they go with the first. */
  readonly further: { readonly files: readonly string[]; readonly combination: Combination } | null;
}

/** The columns of a file as an import would read them, over all rows. Needs no workspace and keeps nothing. */
export async function describeFile(
  file: string,
  source: DescribeSource = { options: importOptionsSchema.parse({}), further: null },
): Promise<DatasetDescription> {
  const folder = await makeTemporaryFolder('tandem-describe-');
  try {
    if (source.further === null) {
      return (await importFile({ ...choose(file), options: source.options, folder })).description;
    }
    const target = path.join(folder, 'combined.parquet');
    const files = [file, ...source.further.files].map((each) => ({
      ...choose(each),
      options: { ...source.options, columnTypes: {} },
    }));
    const { warnings } = await combineFiles({ files, combination: source.further.combination, target, folder });
    return await describeCombined(target, files[0]?.name ?? file, warnings, source.options, folder);
  } finally {
    await removeTemporaryFolder(folder);
  }
}

async function describeCombined(
  target: string,
  name: string,
  warnings: readonly ImportWarning[],
  { columnTypes }: ImportOptions,
  folder: string,
): Promise<DatasetDescription> {
  const options = importOptionsSchema.parse({ columnTypes });
  const { description } = await importFile({ path: target, name: `${name} and others`, options, folder });
  return { ...description, warnings: [...warnings, ...description.warnings] };
}

function choose(file: string): ChosenFile {
  const files = createChosenFiles();
  return files.get(files.register({ path: file }).fileToken);
}
