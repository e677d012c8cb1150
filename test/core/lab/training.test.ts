import { beforeAll, describe, expect, it } from 'vitest';
import type { LabSettings } from '../../../src-main/contract/lab.ts';
import { scenarios } from '../../../src-main/core/lab/registry.ts';
import type { Trainer } from '../../../src-main/core/lab/trainer.ts';
import { beside, openTrainer, standardError, trainLab, type Trained } from './train.ts';

let xla: Trainer;
let graph: Trainer;
let eager: Trainer;

beforeAll(async () => {
  xla = await openTrainer('xla');
  graph = await openTrainer('graph');
  eager = await openTrainer('eager');
});

/** Settings at which the closed form is exact, or what it leaves out is small beside the spread of the replicates. */
const faithful: Readonly<Record<string, LabSettings>> = {
  subspace: { rows: 400, noise: 0.5, replicates: 128 },
  'soft-sharing': { replicates: 128 },
  conflict: { noise: 0, replicates: 32 },
  spurious: { replicates: 64 },
  scales: { replicates: 64 },
  uncertainty: { rows: 400, replicates: 64 },
  standardisation: { replicates: 64 },
  film: { replicates: 256 },
  regularisation: { replicates: 64 },
  dominance: { replicates: 256 },
  capacity: { rows: 400, noise: 0.2, diversity: 0.4, replicates: 128 },
};

/** Places at which a first-order formula has nothing to say: equal singular values. */
function isDegenerate(name: string, series: string, x: number): boolean {
  return name === 'subspace' && series === 'shared' && x === 90;
}

describe.each(scenarios.map((scenario) => scenario.description.name))('%s', (name) => {
  let result: Trained;

  it('comes to its closed form within three standard errors', () => {
    result = trainLab(xla, name, faithful[name]);
    const compared = beside(result).filter(({ point }) => !isDegenerate(name, point.series, point.x));
    expect(compared.length).toBeGreaterThan(4);
    for (const { point, theory, where } of compared) {
      const rounding = 1e-3 * Math.max(Math.abs(theory), 1e-2);
      expect(Math.abs(point.mean - theory), where).toBeLessThanOrEqual(3 * standardError(point) + rounding);
    }
  });

  it('comes to a number in every replicate', () => {
    for (const point of result.trained)
      expect(point.n, `${point.series} at ${point.x}`).toBe(faithful[name]?.['replicates']);
  });

  it('gives the same numbers again for the same seed, others for another', () => {
    const [once, again, other] = [1, 1, 2].map((seed) => trainLab(xla, name, { replicates: 32, seed }));
    expect(again?.trained).toEqual(once?.trained);
    expect(other?.trained.map((point) => point.mean)).not.toEqual(once?.trained.map((point) => point.mean));
  });

  it('agrees between XLA, the graph and single operations', () => {
    const expected = trainLab(xla, name, { replicates: 8 });
    for (const trainer of [graph, eager]) {
      const found = trainLab(trainer, name, { replicates: 8 });
      expect(found.engine).toBe(trainer.engine);
      expect(found.trained).toHaveLength(expected.trained.length);
      found.trained.forEach((point, index) => {
        const { series, x, mean } = expected.trained[index]!;
        expect([point.series, point.x]).toEqual([series, x]);
        const size = Math.max(Math.abs(mean), 1e-2);
        expect(Math.abs(point.mean - mean), `${series} at ${x}`).toBeLessThanOrEqual(5e-3 * size);
      });
    }
  }, 240_000);

  it('takes every setting to either end of its range', () => {
    const scenario = scenarios.find((candidate) => candidate.description.name === name)!;
    for (const setting of scenario.description.settings.filter((one) => one.name !== 'replicates')) {
      for (const value of [setting.minimum, setting.maximum]) {
        const ended = trainLab(xla, name, { replicates: 4, [setting.name]: value });
        const where = `${setting.name} = ${value}`;
        expect(new Set(ended.trained.map((point) => point.series)), where).toEqual(
          new Set(result.trained.map((point) => point.series)),
        );
        for (const point of ended.trained) expect(point.n, `${where}, ${point.series} at ${point.x}`).toBe(4);
        expect(ended.reading, where).not.toMatch(/NaN|undefined|Infinity|null/);
        for (const fact of ended.facts) expect(fact.note, where).not.toMatch(/NaN|undefined|Infinity/);
      }
    }
  });
});

describe('what training leaves unchanged', () => {
  const means = (result: Trained, series: string): number[] =>
    result.trained.filter((point) => point.series === series).map((point) => point.mean);

  it('is the risk under learned weights, whatever the unit of a task', () => {
    const [first, ...others] = means(trainLab(xla, 'uncertainty', { replicates: 32 }), 'uncertainty');
    for (const other of others) expect(Math.abs(other - first!)).toBeLessThanOrEqual(1e-3 * first!);
  });

  it('is the error on the standardised target, whatever its unit', () => {
    const [first, ...others] = means(trainLab(xla, 'standardisation', { replicates: 32 }), 'standardised');
    for (const other of others) expect(Math.abs(other - first!)).toBeLessThanOrEqual(1e-4 * first!);
  });

  it('is the bound that no raw target falls below', () => {
    const result = trainLab(xla, 'standardisation', { replicates: 32 });
    for (const point of result.trained.filter(({ series }) => series === 'raw')) {
      const bound = result.theory.find(({ series, x }) => series === 'bound' && x === point.x)!.y;
      expect(point.mean).toBeGreaterThanOrEqual(bound - 3 * standardError(point));
    }
  });

  it('is the risk of a task alone, whatever the other one is', () => {
    for (const name of ['subspace', 'capacity', 'regularisation']) {
      const [first, ...others] = means(trainLab(xla, name, { replicates: 32 }), 'alone');
      for (const other of others) expect(Math.abs(other - first!)).toBeLessThanOrEqual(1e-4 * first!);
    }
  });

  it('is the sum of accuracies on a link and on its reverse, where B has no cue of its own', () => {
    const result = trainLab(xla, 'spurious', { replicates: 256, cueB: 0.5 });
    for (const series of ['alone', 'shared']) {
      const at = (x: number) => result.trained.find((point) => point.series === series && point.x === x)!;
      const error = Math.hypot(standardError(at(0)), standardError(at(1)));
      expect(Math.abs(at(0).mean + at(1).mean - 1)).toBeLessThanOrEqual(3 * error);
    }
  });
});
