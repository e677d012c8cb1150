import { truncateSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { TrainedModel, TrainedNetwork } from '../../src-main/contract/trained-model.ts';
import type { EvaluatedRun, ReplicaKey } from '../../src-main/contract/training.ts';
import { recordEvent } from '../../src-main/service/training-record.ts';
import { readModels } from '../../src-main/store/result-file.ts';
import { runId } from '../../src-main/store/run-store.ts';
import type { Workspace } from '../../src-main/store/workspace.ts';
import { exampleReplicas } from './example.ts';
import { openWithStudy } from './open-with-study.ts';

describe('models', () => {
  const network: TrainedNetwork = {
    kind: 'network',
    tasks: [0, 1],
    sharing: { form: 'film', parameters: { depth: 1 } },
    widths: [8, 4],
    heads: [1, 3],
    parameters: new Float32Array([0.5, -1, 2]),
  };
  const linear: TrainedModel = { kind: 'linear', tasks: [0], outputs: 1, parameters: new Float32Array([3, 4]) };
  const evaluated = (replica: ReplicaKey, models: readonly TrainedModel[]): EvaluatedRun => ({
    ...replica,
    ...{ status: 'completed', failure: null, bestEpoch: 1, epochsTrained: 2, metrics: {}, predictions: {}, models },
  });
  function keep(workspace: Workspace, runs: readonly EvaluatedRun[]): void {
    recordEvent(workspace, 's', { kind: 'evaluated', cohort: 'static-1', seconds: 1, runs });
  }

  it('come back as they were, one file for all runs that were evaluated together', () => {
    const workspace = openWithStudy();
    const [first, second] = exampleReplicas;
    keep(workspace, [evaluated(first!, [network]), evaluated(second!, [linear, network])]);
    const models = readModels(workspace, 's');
    expect(models(runId('s', first!))).toEqual([network]);
    expect(models(runId('s', second!))).toEqual([linear, network]);
    expect(new Set(workspace.models.list('s').map(({ file }) => file)).size).toBe(1);
    workspace.close();
  });

  it('are replaced when runs are evaluated anew, with what was measured of the old ones', () => {
    const workspace = openWithStudy();
    const [first] = exampleReplicas;
    const key = { studyId: 's', arm: 'equal', task: 'price', repeats: 5 };
    keep(workspace, [evaluated(first!, [linear, network])]);
    workspace.importances.set(key, { inputs: [], runs: [] });
    expect(workspace.importances.find(key)).toEqual({ inputs: [], runs: [] });
    const other = { ...network, parameters: new Float32Array([7, 8]) };
    keep(workspace, [evaluated(first!, [other])]);
    expect(readModels(workspace, 's')(runId('s', first!))).toEqual([other]);
    expect(workspace.importances.find(key)).toBeNull();
    workspace.close();
  });

  it('of a run that is queued again are none', () => {
    const workspace = openWithStudy();
    const [first] = exampleReplicas;
    keep(workspace, [evaluated(first!, [network])]);
    workspace.runs.requeue('s', [first!]);
    expect(readModels(workspace, 's')(runId('s', first!))).toEqual([]);
    workspace.close();
  });

  it('are refused where their file is cut off', () => {
    const workspace = openWithStudy();
    const [first] = exampleReplicas;
    keep(workspace, [evaluated(first!, [network])]);
    truncateSync(path.join(workspace.runsFolder, workspace.models.list('s')[0]?.file ?? ''), 60);
    const read = () => readModels(workspace, 's')(runId('s', first!));
    expect(read).toThrow(expect.objectContaining({ code: 'storage' }));
    expect(read).toThrow('the header is cut off; put the file back, or duplicate the study and train the copy');
    workspace.close();
  });
});
