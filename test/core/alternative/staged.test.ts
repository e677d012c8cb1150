import { afterAll, describe, expect, it } from 'vitest';
import { alternativeIds, armId } from '../../../src-main/contract/arm.ts';
import type { ArmSpec } from '../../../src-main/contract/study.ts';
import type { EvaluatedRun, TrainingEvent } from '../../../src-main/contract/training.ts';
import { planStudy } from '../../../src-main/core/alternative/plan-study.ts';
import { alternativeParameters, alternatives, findAlternative } from '../../../src-main/core/alternative/registry.ts';
import { StageTrainer } from '../../../src-main/core/alternative/stage-trainer.ts';
import { trainPlanned } from '../../../src-main/core/alternative/train-planned.ts';
import { openEngine } from '../../../src-main/core/engine/open-engine.ts';
import type { Checkpoint } from '../../../src-main/core/train/cohort.ts';
import { ExecutableCache } from '../../../src-main/core/train/executable-cache.ts';
import type { CohortPlan } from '../../../src-main/core/train/cohort-plan.ts';
import { arm, createStudy, type SyntheticOptions, type SyntheticStudy } from '../../helper/study.ts';
import { materialOf, trainWhole } from './train-alternatives.ts';

const { engine } = await openEngine('auto');
const cache = new ExecutableCache(100);
afterAll(() => cache.dispose());

const everyAlternative = alternatives.map(({ description }) => arm(description.id));

/** Binary tasks suit every alternative. */
function createBinaryStudy(options: SyntheticOptions = {}): SyntheticStudy {
  return createStudy({ tasks: ['binary', 'binary', 'binary'], arms: everyAlternative, missingLabels: 0.2, ...options });
}

function cohortsOf(study: SyntheticStudy, method: string): CohortPlan[] {
  const { cohorts } = planStudy(study.spec, study.encoding, study.splits);
  return cohorts.filter((cohort) => cohort.alternative?.method === method);
}

/** What an alternative takes its size from: experts, so that what is matched is large enough to learn. */
function matchedBy(method: string): ArmSpec[] {
  return method === 'equal-capacity' ? [{ ...arm('equal'), sharing: 'cgc' }] : [];
}

interface Trained {
  readonly runs: EvaluatedRun[];
  readonly checkpoints: Checkpoint[];
}

async function trainFrom(study: SyntheticStudy, method: string, checkpoint: Checkpoint | null): Promise<Trained> {
  const trained: Trained = { runs: [], checkpoints: [] };
  const [cohort] = cohortsOf(study, method);
  await trainPlanned(cohort as CohortPlan, materialOf(study), {
    ...{ engine, cache, checkpoint, exactEngine: false, checkpointMs: 0, epochsPerCall: 1 },
    listener: (event: TrainingEvent) => {
      if (event.kind === 'evaluated') trained.runs.push(...event.runs);
      if (event.kind === 'checkpoint') trained.checkpoints.push(event);
    },
  });
  return trained;
}

describe('every alternative', () => {
  it.each(alternativeIds)('%s gives every run predictions and metrics of every task', async (method) => {
    const study = createBinaryStudy({ seeds: 2, arms: [...matchedBy(method), arm(method)] });
    const { runs } = await trainWhole(study, engine, { cache });
    const own = [...runs.values()].filter((run) => run.arm === method);
    expect(own.length).toBe(4);
    for (const run of own) {
      expect(run.failure).toBeNull();
      expect(Object.keys(run.metrics)).toEqual(['task 0', 'task 1', 'task 2']);
      const test = study.splits[run.split]?.test.length;
      for (const prediction of Object.values(run.predictions)) {
        expect(prediction.length).toBe(test);
        expect(prediction.every((value) => value >= 0 && value <= 1)).toBe(true);
      }
      expect(run.metrics['task 0']?.['auroc']?.value).toBeGreaterThan(0.5);
    }
  });

  it.each(alternativeIds)('%s gives the same numbers from any checkpoint', async (method) => {
    const study = createBinaryStudy({ splits: 1, arms: [arm(method)] });
    const whole = await trainFrom(study, method, null);
    const places = whole.checkpoints.filter((_, place) => place % 3 === 1);
    for (const checkpoint of places) {
      const resumed = await trainFrom(study, method, structuredClone(checkpoint));
      expect(resumed.runs).toEqual(whole.runs);
      expect(resumed.checkpoints.length).toBeLessThan(whole.checkpoints.length);
    }
    if (findAlternative(method).way.kind === 'staged') expect(places.length).toBeGreaterThan(0);
  });

  it('reads the labels of test rows for nothing but its metrics', async () => {
    const study = createBinaryStudy({ splits: 1 });
    const test = new Set(study.splits[0]?.test);
    const targets = study.encoding.targets.map((target) => ({
      ...target,
      values: target.values.map((value, row) => (test.has(row) ? 1 - value : value)),
    }));
    const before = await trainWhole(study, engine, { cache });
    const after = await trainWhole({ ...study, encoding: { ...study.encoding, targets } }, engine, { cache });
    for (const { method } of everyAlternative) {
      const [one, other] = [before.runs.get(`${method} 0/0`), after.runs.get(`${method} 0/0`)];
      expect(other?.predictions).toEqual(one?.predictions);
      expect(other?.choices).toEqual(one?.choices);
      expect(other?.metrics).not.toEqual(one?.metrics);
    }
  });

  it('says how its training goes, as epochs of its runs', async () => {
    const study = createBinaryStudy({ splits: 1, arms: [arm('sequential')] });
    const { curves } = await trainWhole(study, engine, { cache });
    const curve = curves.get('sequential 0/0');
    expect(curve?.validationLoss.length).toBe(study.spec.training.epochs);
    expect(curve?.validationLoss.flat().every((loss) => Number.isFinite(loss))).toBe(true);
    expect(curve?.taskWeights.flat().every((weight) => Number.isNaN(weight))).toBe(true);
  });

  it('reports a run that diverges as failed, and leaves the others as they were', async () => {
    const study = createBinaryStudy({ seeds: 1 });
    const [first, second] = study.splits;
    const poisoned = first?.train.find((row) => second?.test.includes(row) === true) as number;
    const inputs = study.encoding.inputs.slice();
    inputs[poisoned * study.encoding.features.length] = Number.NaN;
    const clean = await trainWhole(study, engine, { cache });
    const { runs } = await trainWhole({ ...study, encoding: { ...study.encoding, inputs } }, engine, { cache });
    for (const { method } of everyAlternative) {
      const failed = runs.get(`${method} 0/0`);
      expect(failed).toMatchObject({ status: 'failed', metrics: {}, predictions: {} });
      expect(failed?.failure?.remedy).not.toBe('');
      const { choices } = clean.runs.get(`${method} 1/0`) as EvaluatedRun;
      expect(runs.get(`${method} 1/0`)).toMatchObject({ status: 'completed', choices });
    }
  });
});

describe('a training in stages that is told to stop and keep', () => {
  async function stopAfter(epochs: number): Promise<EvaluatedRun[]> {
    const study = createBinaryStudy({ splits: 1, arms: [arm('sequential')] });
    const [cohort] = cohortsOf(study, 'sequential');
    const runs: EvaluatedRun[] = [];
    let done = 0;
    await trainPlanned(cohort as CohortPlan, materialOf(study), {
      ...{ engine, cache, checkpoint: null, exactEngine: false, checkpointMs: null, epochsPerCall: 1 },
      wish: () => (done >= epochs ? 'keep' : 'go-on'),
      listener: (event: TrainingEvent) => {
        if (event.kind === 'epochs') done += event.count;
        if (event.kind === 'evaluated') runs.push(...event.runs);
      },
    });
    return runs;
  }

  it('gives what the last stage has reached', async () => {
    const [run] = await stopAfter(5);
    expect(run).toMatchObject({ status: 'cancelled', failure: null });
    expect(Object.keys(run?.metrics ?? {})).toHaveLength(3);
  });

  it('gives nothing before the last stage has begun', async () => {
    expect(await stopAfter(1)).toEqual([]);
    expect(await stopAfter(3)).toEqual([]);
  });
});

describe('an alternative of one task', () => {
  it('with nothing to narrow is the twin', async () => {
    const study = createStudy({ tasks: ['regression'], arms: [arm('equal-compute')], network: { dropout: 0.2 } });
    const { runs } = await trainWhole(study, engine, { cache });
    const twin = runs.get('single-task:task 0 0/0');
    const own = runs.get('equal-compute 0/0');
    own?.predictions['task 0']?.forEach((value, row) => {
      expect(value).toBeCloseTo(twin?.predictions['task 0']?.[row] as number, 3);
    });
  });
});

describe('a stage', () => {
  it('keeps what is frozen, and begins where the one before ended', async () => {
    const study = createStudy({ splits: 1, arms: [arm('sequential-frozen')] });
    const [plan] = cohortsOf(study, 'sequential-frozen');
    const options = {
      engine,
      cache,
      checkpoint: null,
      checkpointMs: null,
      exactEngine: false,
      listener: () => undefined,
    };
    const stages = new StageTrainer(plan as CohortPlan, materialOf(study), options);
    const owner = { arm: 'sequential-frozen', split: 0, seed: 0 };
    const [source] = await stages.train({ epochs: 2, candidates: [{ split: 0, seed: 0, owner, tasks: [0] }] }, false);
    const initial = source?.parameters as Float32Array;
    const candidates = [{ split: 0, seed: 0, owner, tasks: [1], initial }];
    const [target] = await stages.train({ epochs: 2, isFrozen: true, candidates }, true);
    // 5 inputs, layers of 8 and 6
    const trunk = 5 * 8 + 8 + 8 * 6 + 6;
    expect(target?.parameters.slice(0, trunk)).toEqual(initial.slice(0, trunk));
    expect(target?.parameters).not.toEqual(initial);
    expect(target?.validationLoss[1]).toBeCloseTo(target?.loss as number, 6);
    expect(target?.validationLoss[0]).toBeNaN();
  });
});

describe('a study', () => {
  const refusal = (given: ArmSpec, options: SyntheticOptions): string | null => {
    const { spec } = createStudy(options);
    return findAlternative(given.method).refuse(spec, alternativeParameters(given, spec.tasks.length));
  };

  it('is refused what does not suit it', () => {
    expect(refusal(arm('multi-label'), {})).toMatch(/binary tasks only.*task 0/);
    expect(refusal(arm('sequential'), { tasks: ['binary'] })).toMatch(/two tasks/);
    expect(refusal(arm('sequential', { source: 4 }), {})).toMatch(/3 tasks: 4/);
    expect(refusal(arm('linear-probe'), { training: { epochs: 1 } })).toMatch(/two epochs/);
    expect(refusal(arm('ensemble-short', { members: 7 }), {})).toMatch(/7 members.*6/);
    for (const { method } of everyAlternative) expect(refusal(arm(method), { tasks: ['binary', 'binary'] })).toBeNull();
  });

  it('refuses parameters and sharing forms that an alternative does not have', () => {
    expect(() => alternativeParameters(arm('linear', { share: 1 }), 2)).toThrow(/linear has none/);
    expect(() => alternativeParameters(arm('ensemble', { 'sampling.tau': 2 }), 2)).toThrow(
      /its own alone: sampling.tau/,
    );
    expect(() => alternativeParameters({ ...arm('ensemble'), sharing: 'mmoe' }, 2)).toThrow(/no sharing form: mmoe/);
  });

  it('plans every run of an alternative once', () => {
    const study = createBinaryStudy({ splits: 3, seeds: 4 });
    for (const { method } of everyAlternative) {
      const runs = cohortsOf(study, method).flatMap(({ replicas }) =>
        replicas.map(({ split, seed }) => `${split}/${seed}`),
      );
      expect(new Set(runs).size).toBe(12);
      expect(runs.length).toBe(12);
    }
    const ids = planStudy(study.spec, study.encoding, study.splits).cohorts.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(study.spec.arms.map(armId)).toEqual([...alternativeIds]);
  });
});
