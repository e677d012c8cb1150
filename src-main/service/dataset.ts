import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Dataset, ImportOptions } from '../contract/dataset.ts';
import type { Handlers } from '../contract/procedure.ts';
import { cancelled } from '../store/dataset/duckdb.ts';
import type { ImportProgress } from '../store/dataset/import-file.ts';
import type { Workspace } from '../store/workspace.ts';
import { atOnce } from './at-once.ts';
import type { ChosenFile } from './chosen-file.ts';
import type { ServiceContext } from './context.ts';
import { createCombineHandlers } from './dataset-combine.ts';
import { keepSource, removeSource, sourcePath } from './dataset-source.ts';
import { createId } from './id.ts';
import { later } from './later.ts';
import { createRunningImports } from './running-imports.ts';
import { parquetPath } from './table-cache.ts';

type DatasetHandlers = Pick<
  Handlers,
  | 'dataset.preview'
  | 'dataset.import'
  | 'dataset.cancel'
  | 'dataset.paste'
  | 'dataset.combine'
  | 'dataset.list'
  | 'dataset.get'
  | 'dataset.rows'
>;

export function createDatasetHandlers(context: ServiceContext): DatasetHandlers {
  const { workspace, events, files } = context;
  const running = createRunningImports();
  return {
    ...createCombineHandlers(context, running),
    'dataset.preview': async ({ fileToken, options }) => {
      const file = files.get(fileToken);
      const place = `preview ${fileToken}`;
      // Of several previews of a file only the last is waited for.
      running.cancel(place);
      return running.run(place, (signal) => context.work.previewFile(file.path, options, { name: file.name, signal }));
    },
    'dataset.import': async ({ fileToken, options }) =>
      running.run(fileToken, (signal) =>
        importDataset(context, files.get(fileToken), options, {
          sampleId: null,
          signal,
          onProgress: throttled(({ stage, share }) => {
            events.emit({ kind: 'import-progress', fileToken, stage, fraction: share ?? 0 });
          }),
        }),
      ),
    'dataset.cancel': atOnce(({ fileToken }) => ({
      cancelled: [fileToken, `preview ${fileToken}`].map((place) => running.cancel(place)).includes(true),
    })),
    'dataset.list': atOnce(() => workspace.datasets.list()),
    'dataset.get': atOnce(({ datasetId }) => workspace.datasets.get(datasetId)),
    ...later(['dataset.rows'], async () => {
      const { createRowWindows } = await import('./row-window.ts');
      const windows = createRowWindows(context);
      return {
        'dataset.rows': ({ datasetId, query, offset, limit }) => windows.read(datasetId, query, offset, limit),
      };
    }),
  };
}

/** Imports a file, or finds the dataset of the same content and name that is there already. */
export async function importDataset(
  context: ServiceContext,
  file: ChosenFile,
  options: ImportOptions,
  extra: {
    readonly sampleId: string | null;
    readonly signal?: AbortSignal;
    readonly onProgress?: (progress: ImportProgress) => void;
  },
): Promise<Dataset> {
  const { workspace, events } = context;
  const { contentHash, description, table } = await context.work.importFile({
    path: file.path,
    name: file.name,
    options,
    folder: workspace.datasetsFolder,
    ...(extra.signal === undefined ? {} : { signal: extra.signal }),
    ...(extra.onProgress === undefined ? {} : { onProgress: extra.onProgress }),
  });
  const known = workspace.datasets
    .findByContent(contentHash)
    .find(({ fileName, sampleId }) => fileName === file.name && sampleId === extra.sampleId);
  const datasetId = known?.id ?? createId();
  await keepSource(workspace, datasetId, file);
  // Whoever was told that the import is cancelled finds nothing of it, however far it had come.
  if (extra.signal?.aborted === true) {
    if (known === undefined) removeContent(workspace, datasetId, contentHash);
    throw cancelled();
  }
  // its last study may have been deleted with its data meanwhile
  if (!existsSync(parquetPath(workspace, contentHash))) {
    removeSource(workspace, datasetId);
    return importDataset(context, file, options, extra);
  }
  if (table !== null) context.tables.hold(datasetId, table);
  if (known !== undefined) return known;
  const dataset: Dataset = {
    id: datasetId,
    name: path.parse(file.name).name || file.name,
    fileName: file.name,
    contentHash,
    createdAt: new Date().toISOString(),
    sampleId: extra.sampleId,
    description,
  };
  workspace.transact(() => workspace.datasets.insert(dataset));
  events.emit({ kind: 'datasets-changed' });
  return dataset;
}

/** Removes a draft, and a dataset that no study uses with its file. */
export function discard(
  workspace: Workspace,
  { studyId, datasetId }: { readonly studyId: string | null; readonly datasetId: string | null },
): void {
  if (studyId !== null) workspace.studies.removeDraft(studyId);
  if (datasetId === null || workspace.studies.countOn(datasetId) > 0) return;
  workspace.transact(() => dropDataset(workspace, datasetId));
  workspace.removals.carryOut();
}

/** Takes a dataset out of the database and names its files for removal: those that no other dataset shares. */
export function dropDataset(workspace: Workspace, datasetId: string): void {
  const { contentHash } = workspace.datasets.get(datasetId);
  workspace.datasets.remove(datasetId);
  workspace.removals.add(sourcePath(workspace, datasetId));
  if (workspace.datasets.findByContent(contentHash).length === 0) {
    workspace.removals.add(parquetPath(workspace, contentHash));
  }
}

/** Removes the files of a dataset that was never entered. */
function removeContent(workspace: Workspace, datasetId: string, contentHash: string): void {
  removeSource(workspace, datasetId);
  if (workspace.datasets.findByContent(contentHash).length === 0) {
    rmSync(parquetPath(workspace, contentHash), { force: true });
  }
}

const leastPauseMs = 100;

/** Passes on the first report of each stage, and then at most ten a second. */
function throttled(report: (progress: ImportProgress) => void): (progress: ImportProgress) => void {
  let stage = '';
  let toldAtMs = 0;
  return (progress) => {
    const nowMs = performance.now();
    if (progress.stage === stage && nowMs - toldAtMs < leastPauseMs) return;
    stage = progress.stage;
    toldAtMs = nowMs;
    report(progress);
  };
}
