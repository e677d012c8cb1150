import { describe, expect, it } from 'vitest';
import { openEngine } from '../../../src-main/core/engine/open-engine.ts';
import { arm, createStudy, type SyntheticStudy } from '../../helper/study.ts';
import { runKey, trainCollecting, type TrainingResult } from '../../helper/training.ts';
import { trainReference, type ReferenceRun } from './reference.ts';

const { engine } = await openEngine('auto');

function expectCurves(result: TrainingResult, key: string, reference: ReferenceRun): void {
  const curves = result.curves.get(key);
  expect(curves, key).toBeDefined();
  for (const name of ['trainLoss', 'validationLoss'] as const) {
    reference[name].forEach((losses, epoch) => {
      losses.forEach((wanted, task) => {
        const actual = curves?.[name][epoch]?.[task] as number;
        if (Number.isNaN(wanted) || Number.isNaN(actual)) return;
        expect(
          Math.abs(actual - wanted),
          `${key} ${name} epoch ${epoch} task ${task}: ${actual}, ${wanted}`,
        ).toBeLessThan(5e-4 * (1 + wanted));
      });
    });
  }
  expect(result.runs.get(key)?.bestEpoch).toBe(reference.bestEpoch);
}

/** Every replicate of the twins and of arms with fixed weights. */
function expectStudy(study: SyntheticStudy, result: TrainingResult, weights: Record<string, readonly number[]>): void {
  study.splits.forEach((_, split) => {
    for (let seed = 0; seed < study.spec.seeds; seed += 1) {
      study.spec.tasks.forEach((task, position) => {
        const key = runKey({ arm: `single-task:${task.column}`, split, seed });
        expectCurves(result, key, trainReference(study, { split, seed, task: position }));
      });
      for (const [name, own] of Object.entries(weights)) {
        const reference = trainReference(study, { split, seed, task: null, weights: own });
        expectCurves(result, runKey({ arm: name, split, seed }), reference);
      }
    }
  });
}

describe('a stacked training equals one written by hand', () => {
  it('with Adam, three kinds of task, missing labels and missing inputs', async () => {
    const study = createStudy({
      arms: [arm('equal'), arm('static', { weights: [1, 2, 3] })],
      seeds: 2,
      missingLabels: 0.3,
      missingInputs: 0.1,
    });
    const result = await trainCollecting(study, engine);
    expectStudy(study, result, { equal: [1, 1, 1], 'static;weights=1,2,3': [0.5, 1, 1.5] });
  });

  it('with SGD, momentum, weight decay, clipping, and tasks of one kind apart from each other', async () => {
    const study = createStudy({
      tasks: ['regression', 'multiclass', 'regression', 'binary'],
      arms: [arm('equal')],
      splits: 1,
      missingLabels: 0.1,
      training: { optimizer: 'sgd', learningRate: 0.02, momentum: 0.8, weightDecay: 0.5, gradientClip: 0.7 },
    });
    const result = await trainCollecting(study, engine);
    expectStudy(study, result, { equal: [1, 1, 1, 1] });
  });

  it('with PCGrad: trunk gradients projected, heads on their own gradient', async () => {
    const study = createStudy({ tasks: ['regression', 'binary'], arms: [arm('pcgrad')], seed: 5 });
    const result = await trainCollecting(study, engine);
    study.splits.forEach((_, split) => {
      const reference = trainReference(study, { split, seed: 0, task: null, combine: 'pcgrad' });
      expectCurves(result, runKey({ arm: 'pcgrad', split, seed: 0 }), reference);
      const plain = trainReference(study, { split, seed: 0, task: null });
      expect(reference.trainLoss).not.toEqual(plain.trainLoss);
    });
  });
});
