import { readdirSync, truncateSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readArrayFile, writeArrayFile } from '../../src-main/store/array-file.ts';
import { readCheckpoint, saveCheckpoint, savePredictions } from '../../src-main/store/result-file.ts';
import { exampleEpochs, exampleReplicas } from './example.ts';
import { openWithStudy } from './open-with-study.ts';
import { createTemporaryFolder } from './temporary-folder.ts';

const state = { trunk: { dtype: 'float32' as const, shape: [2, 1], data: new Float32Array([1.5, Number.NaN]) } };

describe('epoch history', () => {
  it('comes back epoch by epoch with the very numbers', () => {
    const workspace = openWithStudy();
    const event = exampleEpochs(3, 2);
    workspace.transact(() => workspace.cohorts.addEpochs('s', event));
    const [first, second] = workspace.cohorts.listEpochs('s', 'hard', 0);
    expect(first?.epoch).toBe(3);
    expect(first?.trainLoss).toEqual(event.trainLoss.slice(0, 4));
    expect(second?.validationLoss).toEqual(event.validationLoss.slice(4));
    expect(second?.cosines).toEqual(event.cosines.slice(8));
    expect(workspace.cohorts.list('s')[0]).toMatchObject({
      replicas: exampleReplicas,
      stepsPerEpoch: 4,
      trainSeconds: 0.25,
    });
    workspace.close();
  });

  it('is cut back to the checkpoint before a resume', () => {
    const workspace = openWithStudy();
    workspace.cohorts.addEpochs('s', exampleEpochs(0, 4));
    saveCheckpoint(workspace, 's', { kind: 'checkpoint', cohort: 'hard', epoch: 3, state });
    workspace.cohorts.addEpochs('s', { ...exampleEpochs(0, 2), cohort: 'other' });
    workspace.cohorts.rewind('s');
    expect(workspace.cohorts.listEpochs('s', 'hard', 0).map(({ epoch }) => epoch)).toEqual([0, 1, 2]);
    expect(workspace.cohorts.listEpochs('s', 'other', 0)).toEqual([]);
    workspace.close();
  });

  it('stays whole for a cohort that was evaluated', () => {
    const workspace = openWithStudy();
    workspace.cohorts.addEpochs('s', exampleEpochs(0, 4));
    workspace.cohorts.setEvaluated('s', 'hard', 0.1);
    workspace.cohorts.rewind('s');
    expect(workspace.cohorts.listEpochs('s', 'hard', 0)).toHaveLength(4);
    workspace.close();
  });
});

describe('checkpoints', () => {
  it('replace the one before, and come back bit by bit', () => {
    const workspace = openWithStudy();
    saveCheckpoint(workspace, 's', { kind: 'checkpoint', cohort: 'hard', epoch: 1, state });
    saveCheckpoint(workspace, 's', { kind: 'checkpoint', cohort: 'hard', epoch: 2, state });
    const cohort = workspace.cohorts.list('s')[0];
    expect(cohort?.checkpointEpoch).toBe(2);
    expect(readdirSync(path.join(workspace.runsFolder, 's'))).toHaveLength(1);
    expect(readCheckpoint(workspace, cohort?.checkpointFile ?? '')).toEqual(state);
    workspace.close();
  });
});

describe('runs', () => {
  it('keep what was evaluated, with the place of their predictions', () => {
    const workspace = openWithStudy();
    const run = {
      ...exampleReplicas[0]!,
      status: 'completed' as const,
      failure: null,
      bestEpoch: 4,
      epochsTrained: 10,
      metrics: { price: { rmse: { value: 2.5, reason: null } } },
      choices: { groups: 'price | kind' },
      predictions: { price: new Float32Array([1, 2, 3]) },
      models: [],
    };
    const places = savePredictions(workspace, 's', [run]);
    workspace.transact(() => {
      workspace.runs.setEvaluated('s', run);
      for (const place of places) workspace.runs.setPrediction(place);
    });
    workspace.runs.setProgress('s', run, 'training', 1);
    expect(workspace.runs.list('s')[0]).toMatchObject({
      status: 'completed',
      bestEpoch: 4,
      epochsTrained: 10,
      metrics: run.metrics,
      choices: run.choices,
    });
    workspace.runs.requeue('s', [run]);
    expect(workspace.runs.list('s')[0]).toMatchObject({ status: 'queued', choices: {} });
    const [place] = workspace.runs.listPredictions('s');
    const arrays = readArrayFile(path.join(workspace.runsFolder, place?.file ?? ''));
    expect(arrays[place?.array ?? '']?.data).toEqual(new Float32Array([1, 2, 3]));
    workspace.close();
  });
});

describe('array files', () => {
  it('refuse one that is cut off', () => {
    const file = path.join(createTemporaryFolder(), 'a.bin');
    writeArrayFile(file, state);
    truncateSync(file, 40);
    expect(() => readArrayFile(file)).toThrow(expect.objectContaining({ code: 'storage' }));
  });

  it('refuse one that is missing', () => {
    expect(() => readArrayFile(path.join(createTemporaryFolder(), 'a.bin'))).toThrow(
      expect.objectContaining({ code: 'storage' }),
    );
  });
});
