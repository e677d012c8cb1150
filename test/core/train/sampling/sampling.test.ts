import { describe, expect, it } from 'vitest';
import { AppError } from '../../../../src-main/contract/error.ts';
import { planBatches } from '../../../../src-main/core/train/sampler.ts';
import { findSampling, samplingOf, samplings } from '../../../../src-main/core/train/sampling/registry.ts';
import type { SamplingSource } from '../../../../src-main/core/train/sampling/sampling.ts';

const rows = 400;
const train = Int32Array.from({ length: rows }, (_, index) => 2 * index);

/** Task 0 labelled in every row, task 1 in a quarter, task 2 in a sixteenth; task 0 has a rare class in 5 % of the rows. */
function createSource(seed = 3): SamplingSource {
  const width = 2 * rows;
  const mark = (every: number): Uint8Array =>
    new Uint8Array(width).map((_, row) => Number(row % 2 === 0 && (row / 2) % every === 0));
  const classes = new Float32Array(width).map((_, row) => Number((row / 2) % 20 === 0));
  return {
    train,
    targets: [
      { labelled: mark(1), values: classes, classCount: 2 },
      { labelled: mark(4), values: new Float32Array(width), classCount: 0 },
      { labelled: mark(16), values: new Float32Array(width), classCount: 0 },
    ],
    plan: planBatches([{ train, validation: train, test: train }], 16),
    seed,
  };
}

interface Drawn {
  readonly rows: number[];
  readonly batches: number[][];
  readonly tasks: number[];
}

function draw(parameters: Record<string, number | string>, epochs: number, source = createSource()): Drawn {
  const choice = samplingOf(parameters, 3);
  const sampler = findSampling(choice.kind).create(source, choice.parameters);
  const drawn: Drawn = { rows: [], batches: [], tasks: [] };
  for (let epoch = 0; epoch < epochs; epoch += 1) {
    const batches = Array.from({ length: source.plan.stepsPerEpoch }, (): number[] => []);
    sampler.drawEpoch(epoch, (step, position, row) => {
      (batches[step] as number[])[position] = row;
      drawn.rows.push(row);
    });
    drawn.batches.push(...batches);
    drawn.tasks.push(...(sampler.tasksOf(epoch) ?? []));
  }
  return drawn;
}

function shares(tasks: readonly number[]): number[] {
  return [0, 1, 2].map((task) => tasks.filter((one) => one === task).length / tasks.length);
}

describe('every sampling', () => {
  it.each(samplings.map(({ form }) => form.id))('%s takes the steps and rows of joint batches', (kind) => {
    const batches = draw({ 'sampling.kind': kind }, 3).batches;
    const joint = draw({}, 3).batches;
    expect(batches.map((batch) => batch.length)).toEqual(joint.map((batch) => batch.length));
    expect(batches.flat().every((row) => train.includes(row))).toBe(true);
  });

  it.each(samplings.map(({ form }) => form.id))(
    '%s draws the same for the same seed, and an epoch by itself',
    (kind) => {
      const choice = samplingOf({ 'sampling.kind': kind }, 3);
      const source = createSource();
      const whole = draw({ 'sampling.kind': kind }, 9);
      const alone: number[] = [];
      const sampler = findSampling(kind).create(source, choice.parameters);
      sampler.drawEpoch(8, (_step, _position, row) => alone.push(row));
      expect(alone).toEqual(whole.rows.slice(-alone.length));
      expect(draw({ 'sampling.kind': kind }, 9, createSource(4)).rows).not.toEqual(whole.rows);
    },
  );
});

describe('task streams', () => {
  it('give every step rows that are labelled for its task', () => {
    const source = createSource();
    const { batches, tasks } = draw({ 'sampling.kind': 'uniform' }, 8, source);
    batches.forEach((batch, step) => {
      const { labelled } = source.targets[tasks[step] as number] as { labelled: Uint8Array };
      expect(batch.every((row) => labelled[row] === 1)).toBe(true);
    });
  });

  it('draw tasks equally, by their labels, or between the two', () => {
    const labels = [400, 100, 25];
    const expected = (power: number): number[] => {
      const weights = labels.map((count) => count ** power);
      return weights.map((weight) => weight / weights.reduce((sum, one) => sum + one, 0));
    };
    const epochs = 400;
    const tolerance = 4 * Math.sqrt(0.25 / (epochs * createSource().plan.stepsPerEpoch));
    const check = (parameters: Record<string, number | string>, power: number): void => {
      shares(draw(parameters, epochs).tasks).forEach((share, task) => {
        expect(Math.abs(share - (expected(power)[task] as number))).toBeLessThan(tolerance);
      });
    };
    check({ 'sampling.kind': 'uniform' }, 0);
    check({ 'sampling.kind': 'proportional' }, 1);
    check({ 'sampling.kind': 'temperature' }, 1 / 2);
    check({ 'sampling.kind': 'temperature', 'sampling.tau': 4 }, 1 / 4);
  });

  it('take every row of a task once before any a second time', () => {
    const { batches, tasks } = draw({ 'sampling.kind': 'uniform' }, 30);
    const own = batches.filter((_, step) => tasks[step] === 1).flat();
    expect(new Set(own.slice(0, 100)).size).toBe(100);
    expect(new Set(own.slice(100, 200)).size).toBe(100);
  });

  it('leave out a task without a label', () => {
    const source = createSource();
    const targets = source.targets.map((target, task) =>
      task === 1 ? { ...target, labelled: new Uint8Array(800) } : target,
    );
    expect(draw({ 'sampling.kind': 'uniform' }, 20, { ...source, targets }).tasks).not.toContain(1);
  });
});

describe('oversampling', () => {
  const share = (rowsDrawn: readonly number[], has: (row: number) => boolean): number =>
    rowsDrawn.filter(has).length / rowsDrawn.length;
  const isRareTask = (row: number): boolean => (row / 2) % 16 === 0;
  const isRareClass = (row: number): boolean => (row / 2) % 20 === 0;

  it('draws rows of a rare task up to the cap', () => {
    // weights: 25 rows min(cap, 16), 75 rows 4, 300 rows 1
    const capped = share(draw({ 'sampling.kind': 'rare-task' }, 100).rows, isRareTask);
    expect(capped).toBeCloseTo((25 * 10) / (25 * 10 + 75 * 4 + 300), 2);
    const free = share(draw({ 'sampling.kind': 'rare-task', 'sampling.cap': 16 }, 100).rows, isRareTask);
    expect(free).toBeCloseTo((25 * 16) / (25 * 16 + 75 * 4 + 300), 2);
  });

  it('draws a rare class as often as the common one', () => {
    // 20 rows of weight 400 / (2 * 20) = 10, 380 of weight 400 / (2 * 380)
    const drawn = share(draw({ 'sampling.kind': 'rare-class' }, 100).rows, isRareClass);
    expect(drawn).toBeCloseTo(0.5, 1);
    expect(share(draw({}, 1).rows, isRareClass)).toBeCloseTo(0.05, 6);
  });
});

describe('the sampling of an arm', () => {
  it('is joint where nothing is said, and has its defaults', () => {
    expect(samplingOf({ weights: [1, 2] }, 2)).toEqual({ kind: 'joint', parameters: {} });
    expect(samplingOf({ 'sampling.kind': 'temperature' }, 2)).toEqual({ kind: 'temperature', parameters: { tau: 2 } });
  });

  it('refuses what it does not know', () => {
    const refuse =
      (parameters: Record<string, number | string>): (() => unknown) =>
      () =>
        samplingOf(parameters, 2);
    expect(refuse({ 'sampling.kind': 'often' })).toThrow(/choose one of joint, uniform/);
    expect(refuse({ 'sampling.kind': 3 })).toThrow(AppError);
    expect(refuse({ 'sampling.tau': 2 })).toThrow(/unknown parameter of sampling joint/);
    expect(refuse({ 'sampling.kind': 'temperature', 'sampling.tau': 0 })).toThrow(/from 1 to 100: 0/);
  });
});
