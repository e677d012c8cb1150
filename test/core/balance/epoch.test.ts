import { describe, expect, it } from 'vitest';
import { findMethod } from '../../../src-main/core/balance/registry.ts';
import { balanceOverEpochs, type Step } from './over-epochs.ts';

const scales = [0, 1e-10, 1e-5, 1, 1e5, 1e10];

function expectClose(actual: readonly number[] | undefined, expected: readonly number[], digits: number): void {
  expect(actual).toHaveLength(expected.length);
  expected.forEach((value, at) => expect(actual?.[at]).toBeCloseTo(value, digits));
}

/** Two steps in every epoch, of which these are the mean losses. */
function epochsOf(means: readonly (readonly number[])[]): Step[] {
  return means.flatMap((losses, epoch) => [
    { epoch, losses: losses.map((loss) => 0.5 * loss) },
    { epoch, losses: losses.map((loss) => 1.5 * loss) },
  ]);
}

describe('dwa', () => {
  const method = findMethod('dwa');

  it('gives the golden weights from the means of the last two epochs, after two epochs of ones', () => {
    const { weights } = balanceOverEpochs(
      method,
      epochsOf([
        [100, 1.609438],
        [80, 1.5],
        [70, 1],
        [70, 1],
      ]),
    );
    for (const step of [0, 1, 2, 3]) expect(weights[step]).toEqual([1, 1]);
    expectClose(weights[4], [0.967011, 1.032989], 6);
    expect(weights[5]).toEqual(weights[4]);
    const [slow, fast] = [Math.exp(70 / 80 / 2), Math.exp(1 / 1.5 / 2)];
    expectClose(weights[6], [(2 * slow) / (slow + fast), (2 * fast) / (slow + fast)], 5);
  });

  it('takes the temperature of the softmax', () => {
    const steps = epochsOf([
      [1, 1],
      [1, 0.5],
      [1, 1],
    ]);
    const weights = (temperature: number): readonly number[] | undefined =>
      balanceOverEpochs(method, steps, { parameters: { temperature } }).weights[4];
    expectClose(weights(0.1), [2 / (1 + Math.exp(-5)), 2 / (1 + Math.exp(5))], 5);
    expectClose(weights(1000), [1.00025, 0.99975], 5);
  });

  it('does not mind the scale of a loss', () => {
    const means = [
      [1, 2, 3],
      [0.9, 1, 2.9],
      [0.5, 0.5, 2],
    ];
    const factors = [1, 1e6, 1e-6];
    const scaled = means.map((row) => row.map((mean, task) => mean * (factors[task] as number)));
    const plain = balanceOverEpochs(method, epochsOf(means)).weights;
    balanceOverEpochs(method, epochsOf(scaled)).weights.forEach((weights, step) => {
      expectClose(weights, plain[step] ?? [], 5);
    });
  });

  it('takes the last two epochs in which a task had labels, and none of them moves while it has none', () => {
    const steps: Step[] = [
      { epoch: 0, losses: [1, 4] },
      { epoch: 1, losses: [1, NaN], active: [1, 0] },
      { epoch: 2, losses: [1, 2] },
      { epoch: 3, losses: [1, NaN], active: [1, 0] },
      { epoch: 4, losses: [1, 2] },
    ];
    const { weights, state } = balanceOverEpochs(method, steps);
    expect(weights[1]).toEqual([1, 0]);
    expect(weights[2]).toEqual([1, 1]);
    const [still, fallen] = [Math.exp(1 / 2), Math.exp(0.5 / 2)];
    expectClose(weights[4], [(2 * still) / (still + fallen), (2 * fallen) / (still + fallen)], 6);
    expect(state['latestMean']).toEqual([1, 2]);
    expect(state['earlierMean']).toEqual([1, 4]);
    expect(state['epoch']).toEqual([4, 4]);
    expect(balanceOverEpochs(method, steps.slice(0, 4)).state['epoch']).toEqual([3, 2]);
  });

  it('is finite, and sums to the number of tasks, whatever the losses', () => {
    for (const before of scales) {
      for (const after of scales) {
        const { weights } = balanceOverEpochs(
          method,
          epochsOf([
            [before, 1, after],
            [after, 1, before],
            [1, 1, 1],
          ]),
        );
        for (const row of weights) {
          expect(row.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(3, 4);
        }
      }
    }
  });
});

describe('stch', () => {
  const method = findMethod('stch');
  const warmUp = epochsOf([
    [9, 9],
    [8, 8],
    [7, 7],
    [6, 6],
  ]);
  const measured: Step[] = [
    { epoch: 4, losses: [40, 1] },
    { epoch: 4, losses: [60, 3] },
  ];

  it('minimises the sum of log losses during four epochs and the one that it measures', () => {
    const steps = [...warmUp, ...measured];
    const { weights, state } = balanceOverEpochs(method, steps);
    steps.forEach(({ losses }, step) =>
      expectClose(
        weights[step],
        losses.map((loss) => 1 / loss),
        6,
      ),
    );
    expect(state['lossSum']).toEqual([100, 4]);
    expect(state['steps']).toEqual([2, 2]);
  });

  it('gives the golden weights against the means of the fifth epoch', () => {
    const { weights, state } = balanceOverEpochs(method, [
      ...warmUp,
      ...measured,
      { epoch: 5, losses: [100, 1.609438] },
      { epoch: 9, losses: [25, 1] },
    ]);
    expectClose(weights[10], [0.0142617, 0.356542], 6);
    // both halved: equal shares
    expectClose(weights[11], [1 / 25, 1], 6);
    expect(state['lossSum']).toEqual([100, 4]);
  });

  it('weighs by the gradient of T mu log sum exp(f / mu)', () => {
    const nadir = [50, 2];
    const losses = [70, 1.5];
    for (const mu of [0.1, 0.5, 2]) {
      const objective = (at: readonly number[]): number =>
        2 * mu * Math.log(at.reduce((sum, loss, task) => sum + (loss / (nadir[task] as number)) ** (1 / mu), 0));
      const steps = [...measured, { epoch: 5, losses }];
      const { weights } = balanceOverEpochs(method, steps, { parameters: { mu } });
      losses.forEach((loss, task) => {
        const step = 1e-5 * loss;
        const shift = (by: number): number[] => losses.map((value, other) => (other === task ? value + by : value));
        const slope = (objective(shift(step)) - objective(shift(-step))) / (2 * step);
        expect((weights[2]?.[task] as number) / slope).toBeCloseTo(1, 4);
      });
    }
  });

  it('near mu 0 looks at the worst task alone, at large mu at all log losses alike', () => {
    const steps = [...measured, { epoch: 5, losses: [100, 1] }];
    const last = (mu: number): readonly number[] | undefined =>
      balanceOverEpochs(method, steps, { parameters: { mu } }).weights[2];
    expectClose(last(0.01), [2 / 100, 0], 6);
    expectClose(last(1000), [1 / 100, 1], 2);
  });

  it('takes the length of the warm-up', () => {
    const { weights } = balanceOverEpochs(
      method,
      [
        { epoch: 0, losses: [50, 2] },
        { epoch: 1, losses: [100, 1.609438] },
      ],
      { parameters: { warmUp: 0 } },
    );
    expectClose(weights[0], [0.02, 0.5], 6);
    expectClose(weights[1], [0.0142617, 0.356542], 6);
  });

  it('falls back on the first epoch for a task without labels in the measured one', () => {
    const { weights, state } = balanceOverEpochs(
      method,
      [
        { epoch: 4, losses: [50, NaN], active: [1, 0] },
        { epoch: 5, losses: [100, 1.609438] },
      ],
      { initialLosses: [7, 2] },
    );
    expect(state['steps']).toEqual([1, 0]);
    expectClose(weights[1], [0.0142617, 0.356542], 6);
  });

  it('is finite, and its weighted losses sum to the number of tasks, whatever the losses', () => {
    for (const nadir of scales) {
      for (const loss of scales) {
        for (const mu of [0.001, 1, 1000]) {
          const losses = [loss, 1, nadir];
          const { weights } = balanceOverEpochs(
            method,
            [
              { epoch: 4, losses: [nadir, 1, loss] },
              { epoch: 5, losses },
            ],
            { parameters: { mu } },
          );
          const total = weights[1]?.reduce(
            (sum, weight, task) => sum + weight * Math.max(losses[task] as number, 1e-8),
            0,
          );
          expect(total, `${nadir} ${loss} ${mu}`).toBeCloseTo(3, 3);
        }
      }
    }
  });
});
