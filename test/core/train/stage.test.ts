import { afterAll, describe, expect, it } from 'vitest';
import { openEngine } from '../../../src-main/core/engine/open-engine.ts';
import { ExecutableCache } from '../../../src-main/core/train/executable-cache.ts';
import { planCohorts } from '../../../src-main/core/train/plan.ts';
import { arm, createStudy } from '../../helper/study.ts';
import { trainCollecting, type TrainingResult } from '../../helper/training.ts';

const { engine } = await openEngine('graph');
const cache = new ExecutableCache(100);
afterAll(() => {
  cache.dispose();
  engine.dispose();
});

const short = { epochs: 2 } as const;

function train(arms: ReturnType<typeof arm>[], options: object = {}): Promise<TrainingResult> {
  const study = createStudy({ arms, splits: 1, training: short, ...options });
  return trainCollecting(study, engine, { cache, exactEngine: false });
}

function losses(result: TrainingResult, id: string): number[] {
  return (result.curves.get(`${id} 0/0`)?.validationLoss ?? []).flat();
}

function expectAlike(actual: readonly number[], expected: readonly number[]): void {
  expect(actual).toHaveLength(expected.length);
  expect(expected.length).toBeGreaterThan(0);
  expected.forEach((value, at) => expect(actual[at]).toBeCloseTo(value, 4));
}

describe('an arm with stages', () => {
  it('trains on the representation as on the parameters where the weights do not depend on gradients', async () => {
    // krum of two tasks is their mean wherever their gradients are taken
    const tasks = { tasks: ['regression', 'binary'] as const };
    const result = await train(
      [arm('krum'), arm('krum', { 'stage.gradients': 1 }), arm('equal', { 'stage.heads': 1 })],
      tasks,
    );
    expectAlike(losses(result, 'krum;stage.gradients=1'), losses(result, 'krum'));
    expectAlike(losses(result, 'equal;stage.heads=1'), losses(result, 'krum'));
  });

  it('has heads on their own, or weighted, as the stage says', async () => {
    const weights = [1, 2, 3];
    const result = await train(
      [
        arm('static', { weights }),
        arm('static', { weights, 'stage.heads': 2 }),
        arm('static', { weights, 'stage.heads': 1 }),
        arm('static', { weights, 'stage.heads': 1, 'stage.clip': 1e9 }),
      ],
      { training: { ...short, optimizer: 'sgd', learningRate: 0.05 } },
    );
    const own = losses(result, 'static;stage.heads=1;weights=1,2,3');
    expectAlike(losses(result, 'static;stage.heads=2;weights=1,2,3'), losses(result, 'static;weights=1,2,3'));
    // one backward pass of the weighted losses and the combined task gradients are the same update
    expectAlike(losses(result, 'static;stage.clip=1000000000;stage.heads=1;weights=1,2,3'), own);
    expect(own).not.toEqual(losses(result, 'static;weights=1,2,3'));
  });

  it('trains with every stage, and with methods that ask for Jacobian, halves and a look back', async () => {
    const arms = [
      arm('famo', { 'stage.loss': 2, 'stage.weights': 0.9 }),
      arm('graddrop', { 'stage.gradients': 1, 'stage.length': 1, 'stage.clip': 1 }),
      arm('pcgrad', { 'stage.loss': 1, 'stage.norm': 1, 'stage.average': 0.9 }),
      arm('sdmgrad'),
      arm('moco'),
    ];
    const result = await train(arms, { missingLabels: 0.3, network: { dropout: 0.2 } });
    for (const run of result.runs.values()) expect(run.status).toBe('completed');
    for (const curve of result.curves.values()) {
      expect(
        curve.taskWeights
          .flat()
          .filter((weight) => !Number.isNaN(weight))
          .every(Number.isFinite),
      ).toBe(true);
    }
  });
});

describe('the plan', () => {
  it('puts arms whose stages differ in numbers alone into one cohort', () => {
    const arms = [
      arm('mgda', { 'stage.clip': 1 }),
      arm('mgda', { 'stage.clip': 2 }),
      arm('mgda'),
      arm('mgda', { 'stage.gradients': 1 }),
    ];
    const study = createStudy({ arms, splits: 1 });
    const ids = planCohorts(study.spec, study.encoding, study.splits).cohorts.map(({ id }) => id);
    expect(ids).toEqual(['static-1', 'mgda;stage.clip=1-1', 'mgda-1', 'mgda;stage.gradients=1-1']);
  });

  it('refuses the representation where no activation is read by all tasks', () => {
    const spec = { ...arm('mgda', { 'stage.gradients': 1 }), sharing: 'mmoe' };
    const study = createStudy({ arms: [spec], splits: 1 });
    expect(() => planCohorts(study.spec, study.encoding, study.splits)).toThrow(/activation that all tasks read/);
  });
});
