import { openWorkspace, type Workspace } from '../../src-main/store/workspace.ts';
import { exampleDataset, exampleRuns, exampleSpec } from './example.ts';
import { createTemporaryFolder } from './temporary-folder.ts';

/** A new workspace with the study 's', whose runs are planned. */
export function openWithStudy(): Workspace {
  const workspace = openWorkspace(createTemporaryFolder());
  workspace.datasets.insert(exampleDataset);
  workspace.studies.insert({ id: 's', datasetId: 'dataset-1', sampleId: null, spec: exampleSpec });
  workspace.runs.plan('s', exampleRuns);
  return workspace;
}
