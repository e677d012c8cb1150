import { afterAll, describe, expect, it } from 'vitest';
import { openEngine } from '../../../src-main/core/engine/open-engine.ts';
import { sharingForms } from '../../../src-main/core/model/sharing/registry.ts';
import { ExecutableCache } from '../../../src-main/core/train/executable-cache.ts';
import type { TrainingEvent } from '../../../src-main/contract/training.ts';
import { fitPreparation } from '../../../src-main/core/prepare/fit-preparation.ts';
import type { Checkpoint } from '../../../src-main/core/train/cohort.ts';
import type { CohortPlan } from '../../../src-main/core/train/cohort-plan.ts';
import { planCohorts } from '../../../src-main/core/train/plan.ts';
import { trainCohort } from '../../../src-main/core/train/train-cohort.ts';
import type { ArmSpec } from '../../../src-main/contract/study.ts';
import { createStudy, type SyntheticOptions, type SyntheticStudy } from '../../helper/study.ts';
import { runKey, trainCollecting, type TrainingResult } from '../../helper/training.ts';

const { engine } = await openEngine('auto');
const cache = new ExecutableCache(100);
afterAll(() => cache.dispose());

const sharing = sharingForms.filter(({ description }) => description.sharedPart !== null);
const ids = sharingForms.map(({ description }) => description.id);

function shareBy(form: string, parameters: ArmSpec['parameters'] = {}, method = 'equal'): ArmSpec {
  return { method, sharing: form, parameters };
}

function train(study: SyntheticStudy): Promise<TrainingResult> {
  return trainCollecting(study, engine, { cache, exactEngine: false });
}

function losses(result: TrainingResult, arm: string, split = 0): number[][] {
  return result.curves.get(runKey({ arm, split, seed: 0 }))?.validationLoss ?? [];
}

function expectAlike(actual: readonly number[], wanted: readonly number[]): void {
  expect(actual.length).toBe(wanted.length);
  actual.forEach((loss, at) => expect(loss).toBeCloseTo(wanted[at] as number, 4));
}

const small: SyntheticOptions = { splits: 1, rows: 90, network: { widths: [8, 6] }, training: { epochs: 3 } };

describe('every sharing form', () => {
  it.each(ids)('%s trains with every kind of method to finite metrics, in part without labels', async (form) => {
    const methods = [
      'equal',
      'uncertainty',
      ...(sharing.some(({ description }) => description.id === form) ? ['pcgrad', 'gradnorm'] : []),
    ];
    const study = createStudy({
      ...small,
      arms: methods.map((method) => shareBy(form, {}, method)),
      missingLabels: 0.3,
      network: { widths: [8, 6], dropout: 0.2, layerNorm: true },
      training: { epochs: 3, weightDecay: 0.01, gradientClip: 5 },
    });
    const result = await train(study);
    for (const arm of study.spec.arms) {
      const id = arm.sharing === 'hard' ? arm.method : `${arm.method}@${form}`;
      const run = result.runs.get(runKey({ arm: id, split: 0, seed: 0 }));
      expect(run?.status, id).toBe('completed');
      const values = Object.values(run?.metrics ?? {}).flatMap((metrics) => Object.values(metrics));
      expect(values.length).toBeGreaterThan(5);
      for (const { value, reason } of values) expect(value === null ? reason : Number.isFinite(value)).toBeTruthy();
    }
  });

  it.each(sharing.map(({ description }) => description.id))(
    '%s gives a run the numbers that it has without other runs beside it',
    async (form) => {
      const options = { ...small, arms: [shareBy(form, {}, 'pcgrad')] };
      const stacked = await train(createStudy({ ...options, splits: 3 }));
      const alone = await train(createStudy({ ...options, splits: 1 }));
      const id = form === 'hard' ? 'pcgrad' : `pcgrad@${form}`;
      expectAlike(losses(stacked, id).flat(), losses(alone, id).flat());
    },
  );
});

it('FiLM tells of every task how many units it turns round', async () => {
  const study = createStudy({ ...small, arms: [shareBy('film')], training: { epochs: 3, learningRate: 1 } });
  const { runs } = await train(study);
  const choices = runs.get(runKey({ arm: 'equal@film', split: 0, seed: 0 }))?.choices ?? {};
  expect(Object.keys(choices)).toEqual(study.spec.tasks.map(({ column }) => `units turned round by FiLM, ${column}`));
  for (const value of Object.values(choices)) expect(value).toMatch(/^\d+ of 14$/);
});

it.each(['film', 'soft', 'ple'])('%s goes on from a checkpoint to the same bits', async (form) => {
  const study = createStudy({ ...small, arms: [shareBy(form)], network: { dropout: 0.2 }, training: { epochs: 5 } });
  const preparations = study.splits.map((split) => fitPreparation(study.encoding, split.train));
  const material = { ...study, preparations };
  const plan = planCohorts(study.spec, study.encoding, study.splits).cohorts.find(
    ({ shape }) => shape.sharing.form === form,
  );
  const run = async (checkpoint: Checkpoint | null, kept: Checkpoint[]): Promise<TrainingEvent[]> => {
    const events: TrainingEvent[] = [];
    await trainCohort(plan as CohortPlan, material, {
      engine,
      cache,
      exactEngine: false,
      checkpoint,
      checkpointMs: 0,
      epochsPerCall: 2,
      listener: (event) => {
        events.push(event);
        if (event.kind === 'checkpoint') kept.push({ epoch: event.epoch, state: event.state });
      },
    });
    return events;
  };
  const kept: Checkpoint[] = [];
  const whole = await run(null, kept);
  const resumed = await run(kept[0] as Checkpoint, []);
  const outcome = (events: readonly TrainingEvent[]): unknown =>
    events.flatMap((event) => (event.kind === 'evaluated' ? event.runs : []));
  expect(kept[0]?.epoch).toBe(2);
  expect(outcome(resumed)).toEqual(outcome(whole));
});

describe('at its limits', () => {
  const twins = (result: TrainingResult): number[] => {
    const perTask = [0, 1, 2].map((task) => losses(result, `single-task:task ${task}`));
    return (perTask[0] as number[][]).flatMap((_, epoch) => perTask.map((task, at) => task[epoch]?.[at] as number));
  };
  const options: SyntheticOptions = { ...small, network: { widths: [8, 6], dropout: 0.25 } };

  it.each([
    ['split depth 0', shareBy('split', { 'sharing.depth': 0 }), 'equal@split;sharing.depth=0'],
    ['soft sharing of strength 0', shareBy('soft', { 'sharing.beta': 0 }), 'equal@soft;sharing.beta=0'],
    ['a trace norm of strength 0', shareBy('trace-norm', { 'sharing.beta': 0 }), 'equal@trace-norm;sharing.beta=0'],
  ])('%s is the twins', async (_name, arm, id) => {
    const result = await train(createStudy({ ...options, arms: [arm] }));
    expectAlike(losses(result, id).flat(), twins(result));
  });

  it.each([
    ['split at full depth', shareBy('split', { 'sharing.depth': 2 }), 'equal@split;sharing.depth=2'],
    [
      'one group for all',
      shareBy('split', { 'sharing.depth': 1, 'sharing.group': [1, 1, 1] }),
      'equal@split;sharing.depth=1;sharing.group=1,1,1',
    ],
    ['a frozen prefix of no layer', shareBy('frozen', { 'sharing.depth': 0 }), 'equal@frozen;sharing.depth=0'],
  ])('%s is hard sharing', async (_name, arm, id) => {
    const result = await train(createStudy({ ...options, arms: [shareBy('hard'), arm] }));
    expectAlike(losses(result, id).flat(), losses(result, 'equal').flat());
  });
});

describe('the cohorts of sharing forms', () => {
  const plan = (arms: readonly ArmSpec[]): string[] => {
    const study = createStudy({ ...small, arms });
    return planCohorts(study.spec, study.encoding, study.splits).cohorts.map(({ id }) => id);
  };

  it('hold arms that differ in numbers only, and part those whose networks differ', () => {
    expect(
      plan([
        shareBy('hard'),
        shareBy('soft', { 'sharing.beta': 0.1 }),
        shareBy('soft', { 'sharing.beta': 1 }),
        shareBy('split', { 'sharing.depth': 0 }),
        shareBy('split', { 'sharing.depth': 1 }),
      ]),
    ).toEqual(['static-1', 'static@soft-1', 'static@split;depth=0-1', 'static@split;depth=1-1']);
  });

  it.each([
    [shareBy('soft', {}, 'pcgrad'), /PCGrad compares.*Soft sharing/],
    [shareBy('frozen', { 'sharing.depth': 2 }, 'gradnorm'), /GradNorm compares/],
    [shareBy('adapter', { 'sharing.frozen': 1 }, 'pcgrad'), /trains none/],
    [shareBy('split', { 'sharing.depth': 0 }, 'pcgrad'), /another sharing form/],
    [shareBy('split', { 'sharing.depth': 7 }), /at most 2/],
  ])('refuse %j', (arm, message) => {
    expect(() => plan([arm])).toThrow(message);
  });
});
