import { describe, expect, it } from 'vitest';
import { AppError } from '../../../src-main/contract/error.ts';
import { shapeKey } from '../../../src-main/core/train/cohort-shape.ts';
import { planCohorts } from '../../../src-main/core/train/plan.ts';
import { planBatches } from '../../../src-main/core/train/sampler.ts';
import { joint } from '../../../src-main/core/train/sampling/joint.ts';
import { arm, createStudy } from '../../helper/study.ts';

describe('the plan of cohorts', () => {
  it('has every run once, twins and fixed weights together, parts of equal shape', () => {
    const study = createStudy({
      splits: 7,
      seeds: 3,
      arms: [
        arm('equal'),
        arm('static', { weights: [1, 2, 1] }),
        arm('gradnorm'),
        arm('gradnorm', { alpha: 0.5 }),
        arm('pcgrad'),
      ],
    });
    const plan = planCohorts(study.spec, study.encoding, study.splits);
    const runs = plan.cohorts.flatMap((cohort) => cohort.replicas.filter((replica) => !replica.filler));
    const keys = runs.map((run) => `${run.arm} ${run.split} ${run.seed}`);
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys).toHaveLength(7 * 3 * (3 + 5));
    expect(plan.runs).toBe(keys.length);
    for (const method of ['static', 'gradnorm', 'pcgrad']) {
      const parts = plan.cohorts.filter((cohort) => cohort.shape.method === method);
      expect(new Set(parts.map((part) => shapeKey(part.shape))).size, method).toBe(1);
      for (const { replicas, shape, replicates } of parts) {
        expect(replicas).toHaveLength(shape.replicas);
        expect(replicates).toHaveLength(shape.replicates);
        expect(replicas.findIndex((replica) => replica.task !== null)).toBe(method === 'static' ? shape.probed : -1);
      }
    }
    expect(new Set(plan.cohorts.map((cohort) => cohort.id)).size).toBe(plan.cohorts.length);
  });

  it('tells shapes apart by every part of them', () => {
    const shapeOf = (options: Parameters<typeof createStudy>[0]): string => {
      const study = createStudy(options);
      const [cohort] = planCohorts(study.spec, study.encoding, study.splits).cohorts;
      return shapeKey((cohort as NonNullable<typeof cohort>).shape);
    };
    const shapes = [
      shapeOf({}),
      shapeOf({ network: { widths: [8, 7] } }),
      shapeOf({ network: { dropout: 0.1 } }),
      shapeOf({ tasks: ['regression', 'binary'] }),
      shapeOf({ tasks: ['binary', 'regression', 'multiclass'] }),
      shapeOf({ training: { gradientClip: 1 } }),
      shapeOf({ rows: 121 }),
    ];
    expect(new Set(shapes).size).toBe(shapes.length);
    expect(shapeOf({ training: { learningRate: 0.5 } })).toBe(shapes[0]);
  });

  it('finds compiling worth its time for long trainings, not for short ones', () => {
    const isWorthIt = (epochs: number): boolean[] => {
      const study = createStudy({ training: { epochs } });
      return planCohorts(study.spec, study.encoding, study.splits).cohorts.map((cohort) => cohort.worthCompiling);
    };
    expect(isWorthIt(6)).toEqual([false]);
    expect(isWorthIt(10_000)).toEqual([true]);
  });

  it('refuses what the registries do not have', () => {
    const plan = (arms: Parameters<typeof createStudy>[0]): void => {
      const study = createStudy(arms);
      planCohorts(study.spec, study.encoding, study.splits);
    };
    expect(() => plan({ arms: [arm('no-such')] })).toThrow(AppError);
    expect(() => plan({ arms: [arm('gradnorm', { beta: 1 })] })).toThrow(/alpha/);
    expect(() => plan({ arms: [{ ...arm('equal'), sharing: 'no-such' }] })).toThrow(/hard/);
  });
});

describe('the batch sampler', () => {
  const train = Int32Array.from({ length: 103 }, (_, index) => 2 * index);
  const plan = planBatches([{ train, validation: train, test: train }], 16);

  function epoch(seed: number, number: number, rows: Int32Array = train): Int32Array {
    const target = new Int32Array(plan.stepsPerEpoch * plan.batchRows).fill(-1);
    joint.create({ train: rows, targets: [], plan, seed }, {}).drawEpoch(number, (step, position, row) => {
      target[step * plan.batchRows + position] = row;
    });
    return target;
  }

  it('deals every row once an epoch into batches of nearly equal size', () => {
    expect(plan).toEqual({ stepsPerEpoch: 7, batchRows: 15 });
    const rows = epoch(3, 0);
    expect([...rows.filter((row) => row >= 0)].sort((one, other) => one - other)).toEqual([...train]);
    for (let step = 0; step < plan.stepsPerEpoch; step += 1) {
      const batch = rows.subarray(step * plan.batchRows, (step + 1) * plan.batchRows);
      expect(batch.filter((row) => row >= 0).length).toBeGreaterThanOrEqual(14);
    }
  });

  it('depends on seed and epoch, and on nothing else', () => {
    expect(epoch(3, 1)).toEqual(epoch(3, 1));
    expect(epoch(3, 1)).not.toEqual(epoch(3, 0));
    expect(epoch(4, 1)).not.toEqual(epoch(3, 1));
  });

  it('takes as many steps in a smaller split', () => {
    const small = Int32Array.from({ length: 20 }, (_, index) => index);
    const target = epoch(1, 0, small);
    for (let step = 0; step < plan.stepsPerEpoch; step += 1) {
      const batch = target.subarray(step * plan.batchRows, (step + 1) * plan.batchRows);
      expect([2, 3]).toContain(batch.filter((row) => row >= 0).length);
    }
  });
});
