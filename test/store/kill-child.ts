import { writeSync } from 'node:fs';
import { openWorkspace } from '../../src-main/store/workspace.ts';
import { saveCheckpoint } from '../../src-main/store/result-file.ts';
import { exampleDataset, exampleEpochs, exampleReplicas, exampleRuns, exampleSpec } from './example.ts';

/** Writes epochs and checkpoints without an end, until it is killed; says after each how many epochs stand. */
const workspace = openWorkspace(process.argv[2] ?? '');
workspace.datasets.insert(exampleDataset);
workspace.studies.insert({ id: 's', datasetId: 'dataset-1', sampleId: null, spec: exampleSpec });
workspace.runs.plan('s', exampleRuns);
workspace.studies.change('s', { status: 'running' });
writeSync(1, '0\n');
for (let epoch = 0; ; epoch += 2) {
  const event = exampleEpochs(epoch, 2);
  workspace.transact(() => {
    workspace.cohorts.addEpochs('s', event);
    for (const key of exampleReplicas) workspace.runs.setProgress('s', key, 'training', epoch + 2);
  });
  const data = new Float32Array(20_000).fill(epoch + 2);
  const state = { trunk: { dtype: 'float32' as const, shape: [data.length], data } };
  saveCheckpoint(workspace, 's', { kind: 'checkpoint', cohort: 'hard', epoch: epoch + 2, state });
  writeSync(1, `${epoch + 2}\n`);
}
