import * as tf from '@tensorflow/tfjs-core';
import { afterAll, describe, expect, it } from 'vitest';
import { openEngine } from '../../../src-main/core/engine/open-engine.ts';
import type { Checkpoint } from '../../../src-main/core/train/cohort.ts';
import { arm, createStudy, type SyntheticOptions, type SyntheticStudy } from '../../helper/study.ts';
import { collect, trainCollecting, type TrainingResult } from '../../helper/training.ts';
import { ExecutableCache } from '../../../src-main/core/train/executable-cache.ts';
import type { CohortPlan } from '../../../src-main/core/train/cohort-plan.ts';
import { readEpochs } from '../../../src-main/core/train/epoch-event.ts';
import { recordWidth } from '../../../src-main/core/train/history.ts';
import { planCohorts } from '../../../src-main/core/train/plan.ts';
import { trainCohort, type CohortOptions } from '../../../src-main/core/train/train-cohort.ts';
import { fitPreparation } from '../../../src-main/core/prepare/fit-preparation.ts';
import type { TrainingEvent } from '../../../src-main/contract/training.ts';

const { engine } = await openEngine('auto');
/** Most of a small training is compiling: the tests share their programs. */
const cache = new ExecutableCache(100);
afterAll(() => cache.dispose());

const everyMethod = [
  arm('equal'),
  arm('static', { weights: [1, 2, 3] }),
  arm('uncertainty'),
  arm('gradnorm'),
  arm('pcgrad'),
];

function train(study: SyntheticStudy, options: Partial<CohortOptions> = {}): Promise<TrainingResult> {
  return trainCollecting(study, engine, { cache, exactEngine: false, ...options });
}

/** What must not differ by a bit; seconds do. */
function numbersOf(result: TrainingResult): unknown {
  return { curves: [...result.curves].sort(), runs: [...result.runs].sort() };
}

/** A copy of a study with other values in some cells of its targets. */
function withTargets(
  study: SyntheticStudy,
  change: (value: number, row: number, task: number) => number,
): SyntheticStudy {
  const targets = study.encoding.targets.map((target, task) => ({
    ...target,
    values: target.values.map((value, row) => change(value, row, task)),
  }));
  return { ...study, encoding: { ...study.encoding, targets } };
}

describe('a stacked training', () => {
  it('gives each run the numbers it has alone', async () => {
    const options: SyntheticOptions = { arms: [arm('equal'), arm('pcgrad')], splits: 3, missingLabels: 0.2 };
    const stacked = await train(createStudy(options));
    const study = createStudy(options);
    const alone = await train({ ...study, splits: study.splits.slice(0, 1) });
    expect(alone.runs.size).toBe(5);
    for (const [key, run] of alone.runs) {
      const losses = stacked.curves.get(key)?.validationLoss.flat() ?? [];
      alone.curves
        .get(key)
        ?.validationLoss.flat()
        .forEach((loss, index) => {
          if (!Number.isNaN(loss)) expect(losses[index]).toBeCloseTo(loss, 5);
        });
      expect(stacked.runs.get(key)?.bestEpoch).toBe(run.bestEpoch);
    }
  });

  it('does not let a twin feel the labels of other tasks', async () => {
    const study = createStudy();
    const changed = withTargets(study, (value, _row, task) => (task === 0 ? value * 7 - 3 : value));
    const before = await train(study);
    const after = await train(changed);
    for (const key of ['single-task:task 1 0/0', 'single-task:task 2 1/0']) {
      expect(after.curves.get(key)).toEqual(before.curves.get(key));
      expect(after.runs.get(key)).toEqual(before.runs.get(key));
    }
    expect(after.curves.get('single-task:task 0 0/0')).toBeDefined();
  });

  it('gives paired runs the same initial weights and batches: an arm of one task is its twin', async () => {
    const study = createStudy({ tasks: ['regression'], arms: [arm('equal')], network: { dropout: 0.3 } });
    const { curves, runs } = await train(study);
    expect(curves.get('equal 1/0')?.trainLoss).toEqual(curves.get('single-task:task 0 1/0')?.trainLoss);
    expect(runs.get('equal 1/0')?.predictions).toEqual(runs.get('single-task:task 0 1/0')?.predictions);
    expect(runs.get('equal 1/0')?.predictions).not.toEqual(runs.get('equal 0/0')?.predictions);
  });

  it('never reads the value of an unlabelled cell', async () => {
    const study = createStudy({ missingLabels: 0.4, arms: everyMethod });
    const { targets } = study.encoding;
    const changed = withTargets(study, (value, row, task) => (targets[task]?.labelled[row] === 1 ? value : 1));
    expect(numbersOf(await train(changed))).toEqual(numbersOf(await train(study)));
  });

  it('leaves no tensor behind', async () => {
    const study = createStudy({ arms: everyMethod, training: { epochs: 2 } });
    await train(study);
    const before = tf.memory().numTensors;
    await train(study);
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('the division into calls and a resume from a checkpoint', () => {
  const options: SyntheticOptions = {
    arms: everyMethod,
    missingLabels: 0.2,
    network: { dropout: 0.2, layerNorm: true },
    training: { epochs: 9, patience: 3, learningRate: 0.05, weightDecay: 0.01 },
  };

  it.each([
    ['as graphs', false, everyMethod],
    ['compiled', true, [arm('equal')]],
  ])('change no number, %s', async (_name, exactEngine, arms) => {
    const study = createStudy({ ...options, arms });
    const whole = await train(study, { epochsPerCall: 100, exactEngine });
    for (const epochsPerCall of [1, 4]) {
      expect(numbersOf(await train(study, { epochsPerCall, exactEngine }))).toEqual(numbersOf(whole));
    }
    const preparations = study.splits.map((split) => fitPreparation(study.encoding, split.train));
    const material = { ...study, preparations };
    const resumed: TrainingEvent[] = [];
    for (const plan of planCohorts(study.spec, study.encoding, study.splits).cohorts) {
      const checkpoints: Checkpoint[] = [];
      const common = { engine, exactEngine, cache, epochsPerCall: 4, checkpointMs: 0 };
      let told = 0;
      await trainCohort(plan, material, {
        ...common,
        checkpoint: null,
        wish: () => (told > 0 ? 'abort' : 'go-on'),
        listener: (event) => {
          if (event.kind === 'epochs') resumed.push(event);
          if (event.kind !== 'checkpoint') return;
          told += 1;
          checkpoints.push(structuredClone(event));
        },
      });
      const checkpoint = checkpoints[0] as Checkpoint;
      expect(checkpoint.epoch).toBe(4);
      await trainCohort(plan, material, { ...common, checkpoint, listener: (event) => void resumed.push(event) });
    }
    expect(numbersOf(collect(resumed))).toEqual(numbersOf(whole));
  });

  it('refuses a checkpoint of another study', async () => {
    const study = createStudy(options);
    const preparations = study.splits.map((split) => fitPreparation(study.encoding, split.train));
    const [plan] = planCohorts(study.spec, study.encoding, study.splits).cohorts;
    const training = trainCohort(
      plan as NonNullable<typeof plan>,
      { ...study, preparations },
      {
        engine,
        cache,
        checkpoint: { epoch: 1, state: {} },
        listener: () => undefined,
      },
    );
    await expect(training).rejects.toMatchObject({ code: 'trainer' });
  });
});

describe('early stopping', () => {
  it('stops a replica after its patience and keeps the weights of its best epoch', async () => {
    const options: SyntheticOptions = { splits: 3, rows: 80, missingLabels: 0.3 };
    const training = { learningRate: 0.2, epochs: 40, patience: 3 };
    const result = await train(createStudy({ ...options, training }));
    const lengths = new Set<number>();
    for (const [key, run] of result.runs) {
      const curve = result.curves.get(key);
      const best = run.bestEpoch as number;
      const selected = (epoch: number): number => {
        const own = (curve?.validationLoss[epoch] ?? []).filter((loss) => !Number.isNaN(loss));
        return own.reduce((total, loss) => total + loss, 0) / own.length;
      };
      expect(run.epochsTrained).toBe(Math.min(40, best + 1 + 3));
      for (let epoch = 0; epoch < run.epochsTrained; epoch += 1) {
        expect(selected(epoch)).toBeGreaterThanOrEqual(selected(best));
        expect(curve?.active[epoch]).toBe(1);
      }
      for (const epoch of curve?.active.keys() ?? []) {
        if (epoch < run.epochsTrained) continue;
        expect(curve?.active[epoch]).toBe(0);
        expect(curve?.trainLoss[epoch]?.every(Number.isNaN)).toBe(true);
      }
      lengths.add(run.epochsTrained);
    }
    expect(lengths.size).toBeGreaterThan(1);

    const stopped = [...result.runs].find(([, one]) => one.epochsTrained < 30);
    expect(stopped).toBeDefined();
    const [key, run] = stopped as NonNullable<typeof stopped>;
    const epochs = (run.bestEpoch as number) + 1;
    const cut = await train(createStudy({ ...options, training: { ...training, epochs } }));
    expect(cut.runs.get(key)?.predictions).toEqual(run.predictions);
  });
});

describe('a replica that diverges', () => {
  it.each([
    ['as graphs', false, everyMethod],
    ['compiled', true, [arm('equal'), arm('gradnorm')]],
  ])('is reported as failed and leaves the others as they were, bit for bit, %s', async (_name, exactEngine, arms) => {
    const study = createStudy({ arms, splits: 2 });
    const [first, second] = study.splits as [(typeof study.splits)[0], (typeof study.splits)[0]];
    const poisonedRow = first.train.find((row) => second.test.includes(row)) as number;
    const inputs = study.encoding.inputs.slice();
    inputs[poisonedRow * study.encoding.features.length] = NaN;
    const clean = await train(study, { exactEngine });
    const result = await train({ ...study, encoding: { ...study.encoding, inputs } }, { exactEngine });
    expect(result.runs.size).toBe(clean.runs.size);
    for (const [key, run] of result.runs) {
      if (run.split === 0) {
        expect(run.status).toBe('failed');
        expect(run.failure?.remedy).toMatch(/learning rate/);
        expect(run.epochsTrained).toBe(1);
      } else {
        expect(run.status).toBe('completed');
        expect(result.curves.get(key)).toEqual(clean.curves.get(key));
      }
    }
  });
});

describe('the record of an epoch', () => {
  it('tells what solvers left undone, and how often gradients vanish, of multi-task arms', async () => {
    const arms = [arm('mgda'), arm('nash-mtl'), arm('equal'), arm('pcgrad'), arm('sdmgrad')];
    const { events } = await train(createStudy({ arms, splits: 1, training: { epochs: 3 } }));
    let seen = 0;
    for (const event of events) {
      if (event.kind !== 'epochs') continue;
      expect(event.residual).toHaveLength(event.count * event.replicas.length);
      expect(event.zeroGradients).toHaveLength(event.trainLoss.length);
      event.replicas.forEach((replica, place) => {
        const solves = ['mgda', 'nash-mtl', 'sdmgrad'].includes(replica.arm);
        const tasks = event.tasks.length;
        for (let epoch = 0; epoch < event.count; epoch += 1) {
          const cell = epoch * event.replicas.length + place;
          const residual = event.residual[cell] as number;
          expect(solves ? residual >= 0 && residual < 0.1 : Number.isNaN(residual), replica.arm).toBe(true);
          const zeros = Array.from(event.zeroGradients.subarray(cell * tasks, (cell + 1) * tasks));
          const isTwin = replica.arm.startsWith('single-task');
          expect(zeros, replica.arm).toEqual(zeros.map(() => (isTwin ? Number.NaN : 0)));
          seen += 1;
        }
      });
    }
    expect(seen).toBeGreaterThanOrEqual(3 * (arms.length + 1));
  });

  it('gives the share of the steps with labels in which a gradient vanishes', () => {
    const { spec, encoding, splits } = createStudy({
      arms: [arm('pcgrad')],
      tasks: ['regression', 'binary'],
      splits: 1,
    });
    const plan = planCohorts(spec, encoding, splits).cohorts.find(({ id }) => id.startsWith('pcgrad')) as CohortPlan;
    const width = recordWidth(2);
    const history = new Float32Array(width).fill(1);
    // four cosines; both gradients in 3 of 8 steps, that of the first alone in 8 of 8; labels in 8 and in 6 steps
    const cosines = [1, 0.5, 0.5, 1, 8, 3, 3, 3, 8, 6];
    const state = { history: tf.tensor(history, [1, 1, width]), cosineHistory: tf.tensor(cosines, [1, 1, 10]) };
    const told = readEpochs(plan, ['a', 'b'], state, { fromEpoch: 0, count: 1, seconds: 0 });
    tf.dispose(state);
    expect([...told.zeroGradients]).toEqual([0, 0.5]);
    expect([...told.cosines]).toEqual([1, 0.5, 0.5, 1]);
    expect([...told.residual]).toEqual([Number.NaN]);
  });

  it('has cosines for multi-task arms only, symmetric, one on the diagonal', async () => {
    const { curves } = await train(createStudy({ arms: everyMethod }));
    for (const [key, curve] of curves) {
      for (const cosines of curve.cosines) {
        if (key.startsWith('single-task:')) {
          expect(cosines.every(Number.isNaN)).toBe(true);
          continue;
        }
        for (let one = 0; one < 3; one += 1) {
          expect(cosines[one * 3 + one]).toBeCloseTo(1, 4);
          for (let other = 0; other < one; other += 1) {
            expect(cosines[one * 3 + other]).toBeCloseTo(cosines[other * 3 + one] as number, 5);
            expect(Math.abs(cosines[one * 3 + other] as number)).toBeLessThanOrEqual(1.0001);
          }
        }
      }
    }
  });

  it('has the weights as applied', async () => {
    const { curves } = await train(createStudy({ arms: everyMethod }));
    expect(curves.get('equal 0/0')?.taskWeights[0]).toEqual([1, 1, 1]);
    expect(curves.get('static;weights=1,2,3 0/0')?.taskWeights[3]).toEqual([0.5, 1, 1.5]);
    expect(curves.get('single-task:task 1 0/0')?.taskWeights[0]).toEqual([NaN, 1, NaN]);
    const uncertainty = curves.get('uncertainty 0/0')?.taskWeights ?? [];
    expect(uncertainty[5]).not.toEqual(uncertainty[0]);
    const gradnorm = curves.get('gradnorm 0/0')?.taskWeights ?? [];
    expect(gradnorm[0]).toEqual([1, 1, 1]);
    expect(gradnorm[5]?.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(3, 4);
  });
});
