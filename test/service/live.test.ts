import { describe, expect, it } from 'vitest';
import type { Run } from '../../src-main/contract/run.ts';
import { findAlarms } from '../../src-main/service/alarm.ts';
import { CohortHistory } from '../../src-main/service/live-history.ts';
import {
  buildCosines,
  buildCurves,
  buildResiduals,
  buildWeights,
  buildZeros,
} from '../../src-main/service/live-series.ts';
import { exampleSpec } from '../store/example.ts';

const replicas = [
  { arm: 'single-task:price', split: 0, seed: 0 },
  { arm: 'single-task:price', split: 1, seed: 0 },
  { arm: 'equal', split: 0, seed: 0 },
  { arm: 'equal', split: 1, seed: 0 },
];
const tasks = ['price', 'kind'];

/** Validation losses [R, T]; the training loss is half of it, both weights are 1 and 3, cosines as given. */
function add(history: CohortHistory, epoch: number, validation: readonly number[], cosine = 0): void {
  const validationLoss = new Float32Array(validation);
  history.add({
    epoch,
    validationLoss,
    trainLoss: validationLoss.map((value) => value / 2),
    taskWeights: new Float32Array(replicas.flatMap(() => [1, 3])),
    cosines: new Float32Array(replicas.flatMap(() => [1, cosine, cosine, 1])),
    zeroGradients: new Float32Array(
      replicas.flatMap(({ arm }) => (arm === 'equal' ? [0, 0.25] : [Number.NaN, Number.NaN])),
    ),
    residual: new Float32Array(replicas.map(({ arm, split }) => (arm === 'equal' ? (split + 1) / 4 : Number.NaN))),
    active: new Uint8Array(replicas.map((_, replica) => (Number.isNaN(validation[2 * replica]) ? 0 : 1))),
  });
}

function createHistory(): CohortHistory {
  return new CohortHistory({ replicas, tasks });
}

describe('curves', () => {
  it('are means over replicates with the smallest and the largest', () => {
    const history = createHistory();
    add(history, 0, [4, Number.NaN, 2, Number.NaN, 1, 5, 3, 7]);
    const curves = buildCurves(exampleSpec, [history]);
    const price = curves.find(({ task, arm }) => task === 'price' && arm === 'equal');
    expect(price?.validation).toEqual({ epochs: [1], mean: [2], low: [1], high: [3] });
    expect(price?.train.mean).toEqual([1]);
    const twin = curves.find(({ task, arm }) => task === 'price' && arm === 'single-task:price');
    expect(twin?.validation).toMatchObject({ mean: [3], low: [2], high: [4] });
    const untrained = curves.find(({ arm }) => arm === 'single-task:kind');
    expect(untrained?.validation.mean).toEqual([null]);
  });

  it('keep the last value of a replica that has stopped', () => {
    const history = createHistory();
    const none = Number.NaN;
    add(history, 0, [4, none, 2, none, 1, 5, 3, 7]);
    add(history, 1, [3, none, none, none, none, none, 2, 6]);
    const price = buildCurves(exampleSpec, [history]).find(({ task, arm }) => task === 'price' && arm === 'equal');
    expect(price?.validation.mean).toEqual([2, 1.5]);
    expect([...history.trained]).toEqual([2, 1, 1, 2]);
  });

  it('join the cohorts that hold replicates of an arm', () => {
    const one = new CohortHistory({ replicas: replicas.slice(2, 3), tasks });
    const other = new CohortHistory({ replicas: replicas.slice(3), tasks });
    const record = (value: number) => ({
      trainLoss: new Float32Array([value, value]),
      validationLoss: new Float32Array([value, value]),
      taskWeights: new Float32Array([1, 1]),
      cosines: new Float32Array([1, 0, 0, 1]),
      zeroGradients: new Float32Array([0, 0]),
      residual: new Float32Array([Number.NaN]),
      active: new Uint8Array([1]),
    });
    one.add({ epoch: 0, ...record(1) });
    other.add({ epoch: 0, ...record(4) });
    const price = buildCurves(exampleSpec, [one, other]).find(({ task, arm }) => task === 'price' && arm === 'equal');
    expect(price?.train).toMatchObject({ mean: [2.5], low: [1], high: [4] });
  });

  it('of what solvers left undone and of vanished gradients are shown where these are known', () => {
    const history = createHistory();
    add(history, 0, [1, 1, 1, 1, 1, 1, 1, 1]);
    expect(buildResiduals(exampleSpec, [history])).toEqual([
      { arm: 'equal', series: { epochs: [1], mean: [0.375], low: [0.25], high: [0.5] } },
    ]);
    expect(buildZeros(exampleSpec, [history])).toEqual([{ arm: 'equal', tasks, epochs: [1], values: [[0], [0.25]] }]);
    const other = new CohortHistory({ replicas: replicas.slice(0, 2), tasks });
    expect(buildResiduals(exampleSpec, [other])).toEqual([]);
    expect(buildZeros(exampleSpec, [other])).toEqual([]);
  });

  it('are thinned out when they are long, and keep the newest epoch', () => {
    const history = createHistory();
    for (let epoch = 0; epoch < 1000; epoch += 1) add(history, epoch, [1, 1, 1, 1, 1, 1, 1, 1]);
    const { epochs } = buildCurves(exampleSpec, [history])[0]!.validation;
    expect(epochs.length).toBeLessThan(320);
    expect(epochs.at(-1)).toBe(1000);
  });
});

describe('weights and cosines', () => {
  it('are means over replicates of the multi-task arm alone', () => {
    const history = createHistory();
    for (let epoch = 0; epoch < 12; epoch += 1) add(history, epoch, [1, 1, 1, 1, 1, 1, 1, 1], epoch < 7 ? 0.5 : -0.25);
    expect(buildWeights(exampleSpec, [history])[0]?.values.map((values) => values[0])).toEqual([1, 3]);
    const [cosines] = buildCosines(exampleSpec, [history]);
    // the newest ten epochs: five at 0.5, five at -0.25
    expect(cosines?.matrix[0]?.[1]).toBeCloseTo(0.125, 6);
    expect(cosines?.conflictRate[0]?.[1]).toBe(0.5);
  });
});

describe('alarms', () => {
  const spec = { ...exampleSpec, training: { ...exampleSpec.training, epochs: 60 } };
  const calm = { spec, histories: [], cohorts: [], runs: [], secondsWithoutNews: null, freeMemoryShare: 0.5 };

  function historyOf(armLosses: readonly number[]): CohortHistory {
    const history = createHistory();
    armLosses.forEach((loss, epoch) => add(history, epoch, [1, 9, 1, 9, loss, 1, loss, 1]));
    return history;
  }

  it('ring when an arm is below its twin at three checks in a row', () => {
    // sixty epochs have twenty checks, one every third epoch
    const worse = findAlarms({ ...calm, histories: [historyOf(Array<number>(9).fill(1.5))] });
    expect(worse).toMatchObject([{ kind: 'negative-transfer', arm: 'equal', task: 'price' }]);
    expect(worse[0]?.message).toBe(
      'With equal weights, price is below its single-task twin at the last 3 checks: its best validation loss is 50 % larger.',
    );
    const far = findAlarms({ ...calm, histories: [historyOf(Array<number>(9).fill(2.7))] });
    expect(far[0]?.message).toContain('170 % larger');
    expect(findAlarms({ ...calm, histories: [historyOf(Array<number>(8).fill(1.5))] })).toEqual([]);
    expect(findAlarms({ ...calm, histories: [historyOf(Array<number>(9).fill(1.005))] })).toEqual([]);
    expect(findAlarms({ ...calm, histories: [historyOf([2, 2, 2, 2, 2, 0.9, 2, 2, 2])] })).toEqual([]);
  });

  it('name what the gradients say of the cause', () => {
    const causesAt = (cosine: number) => {
      const history = createHistory();
      for (let epoch = 0; epoch < 9; epoch += 1) add(history, epoch, [1, 9, 1, 9, 1.5, 1, 1.5, 1], cosine);
      return findAlarms({ ...calm, histories: [history] })[0]?.causes;
    };
    expect(causesAt(-0.4)).toEqual(['opposed-gradients']);
    expect(causesAt(-0.05)).toEqual(['capacity']);
    expect(causesAt(0.4)).toBeUndefined();
  });

  it('go on ringing when another replicate begins', () => {
    const later = replicas.map((key) => ({ ...key, split: key.split + 2 }));
    const begun = new CohortHistory({ replicas: later, tasks });
    add(begun, 0, [1, 9, 1, 9, 1.5, 1, 1.5, 1]);
    const histories = [historyOf(Array<number>(9).fill(1.5)), begun];
    expect(findAlarms({ ...calm, histories })).toMatchObject([{ kind: 'negative-transfer', task: 'price' }]);
  });

  it('ring once for the failed runs of an arm', () => {
    const failed: Run = {
      ...{
        id: 'a',
        arm: 'equal',
        split: 0,
        seed: 0,
        status: 'failed',
        bestEpoch: null,
        epochsTrained: 2,
        metrics: {},
        choices: {},
      },
      failure: { message: 'not a number', remedy: 'Lower the learning rate.' },
    };
    const alarms = findAlarms({ ...calm, runs: [failed, { ...failed, id: 'b', split: 1 }] });
    expect(alarms).toMatchObject([{ kind: 'diverged', arm: 'equal', remedy: 'Lower the learning rate.' }]);
    expect(alarms[0]?.message).toBe('2 runs with equal weights failed: not a number.');
  });

  it('ring when nothing comes, and when memory is short while training', () => {
    expect(findAlarms({ ...calm, secondsWithoutNews: 90 })).toMatchObject([{ kind: 'stuck' }]);
    expect(findAlarms({ ...calm, secondsWithoutNews: 3, freeMemoryShare: 0.01 })).toMatchObject([{ kind: 'memory' }]);
    expect(findAlarms({ ...calm, freeMemoryShare: 0.01 })).toEqual([]);
  });
});
