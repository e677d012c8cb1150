import { expect, it } from 'vitest';
import { epochBatches } from '../../../src-main/core/train/epoch-batches.ts';
import type { CohortPlan } from '../../../src-main/core/train/cohort-plan.ts';
import type { TrainingMaterial } from '../../../src-main/core/train/material.ts';
import { planCohorts } from '../../../src-main/core/train/plan.ts';
import { replicateSeed } from '../../../src-main/core/train/sampler.ts';
import { findSampling } from '../../../src-main/core/train/sampling/registry.ts';
import { materialOf } from '../alternative/train-alternatives.ts';
import { arm, createStudy } from '../../helper/study.ts';

const study = createStudy({ arms: [arm('static'), arm('pcgrad'), arm('static', { 'sampling.kind': 'rare-task' })] });
const { cohorts } = planCohorts(study.spec, study.encoding, study.splits);
const planOf = (method: string, sampling = 'joint'): CohortPlan =>
  cohorts.find((plan) => plan.shape.method === method && plan.sampling.kind === sampling)!;

/** Rows [S, B] of an epoch, drawn with nothing kept. */
function drawAlone({ shape, sampling, replicates }: CohortPlan, material: TrainingMaterial, epoch: number): number[] {
  const { stepsPerEpoch, batchRows, rows } = shape;
  const [replicate] = replicates;
  const { train } = material.splits[replicate!.split]!;
  const drawn = new Array<number>(stepsPerEpoch * batchRows).fill(rows);
  const seed = replicateSeed(material.spec.baseSeed, 'batches', replicate!);
  const source = { train, targets: material.encoding.targets, plan: { stepsPerEpoch, batchRows }, seed };
  findSampling(sampling.kind)
    .create(source, sampling.parameters)
    .drawEpoch(epoch, (step, position, row) => {
      drawn[step * batchRows + position] = row;
    });
  return drawn;
}

it('are those that the sampling draws, padded', () => {
  const material = materialOf(study);
  for (const plan of [planOf('static'), planOf('static', 'rare-task')]) {
    const [batches] = epochBatches(plan, material);
    for (const epoch of [3, 0, 3]) {
      const expected = drawAlone(plan, material, epoch);
      expect(Array.from(batches!.rowsOf(epoch))).toEqual(expected);
      expect(expected).toContain(plan.shape.rows);
    }
  }
});

it('are drawn once for all cohorts of a material that draw alike', () => {
  const material = materialOf(study);
  const [first] = epochBatches(planOf('static'), material);
  const [other] = epochBatches(planOf('pcgrad'), material);
  const [rare] = epochBatches(planOf('static', 'rare-task'), material);
  expect(other!.rowsOf(1)).toBe(first!.rowsOf(1));
  expect(rare!.rowsOf(1)).not.toBe(first!.rowsOf(1));
  const [elsewhere] = epochBatches(planOf('static'), materialOf(study));
  expect(elsewhere!.rowsOf(1)).not.toBe(first!.rowsOf(1));
  expect(elsewhere!.rowsOf(1)).toEqual(first!.rowsOf(1));
});

it('are drawn anew where too many would stay', () => {
  const material = materialOf(study);
  const plan = planOf('static');
  const [batches] = epochBatches(plan, material);
  const stays = Math.floor(2 ** 22 / (plan.shape.stepsPerEpoch * plan.shape.batchRows));
  for (let epoch = 0; epoch < stays; epoch += 1) batches!.rowsOf(epoch);
  expect(batches!.rowsOf(stays - 1)).toBe(batches!.rowsOf(stays - 1));
  expect(batches!.rowsOf(stays)).not.toBe(batches!.rowsOf(stays));
  expect(Array.from(batches!.rowsOf(stays))).toEqual(drawAlone(plan, material, stays));
});
