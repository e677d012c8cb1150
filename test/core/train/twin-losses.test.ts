import { describe, expect, it } from 'vitest';
import { twinId } from '../../../src-main/contract/arm.ts';
import type { TrainingEvent } from '../../../src-main/contract/training.ts';
import type { EngineKind } from '../../../src-main/core/engine/engine.ts';
import { openEngine } from '../../../src-main/core/engine/open-engine.ts';
import { fitPreparation } from '../../../src-main/core/prepare/fit-preparation.ts';
import type { CohortPlan } from '../../../src-main/core/train/cohort-plan.ts';
import { ExecutableCache } from '../../../src-main/core/train/executable-cache.ts';
import { planCohorts } from '../../../src-main/core/train/plan.ts';
import { trainCohort } from '../../../src-main/core/train/train-cohort.ts';
import { withTwinLosses } from '../../../src-main/core/train/twin-losses.ts';
import { arm, createStudy, type SyntheticOptions } from '../../helper/study.ts';
import { collect, trainCollecting, type TrainingResult } from '../../helper/training.ts';

const byTwin = 'equal;stage.loss=3';
const options: SyntheticOptions = {
  tasks: ['regression', 'binary'],
  splits: 2,
  arms: [arm('equal', { 'stage.loss': 3 }), arm('equal')],
  training: { epochs: 4, optimizer: 'sgd', learningRate: 0.05 },
};

/** The least validation loss of the twin of each task. */
function reached({ curves }: TrainingResult, tasks: readonly string[], replicate: string): number[] {
  return tasks.map((task, index) =>
    Math.min(...(curves.get(`${twinId(task)} ${replicate}`)?.validationLoss ?? []).map((row) => row[index] as number)),
  );
}

describe('losses divided by those of the twins', () => {
  it.each<EngineKind>(['xla', 'graph', 'eager', 'wasm'])(
    'train as fixed weights of their inverse do (%s)',
    async (kind) => {
      const { engine } = await openEngine(kind);
      try {
        const study = createStudy(options);
        const tasks = study.spec.tasks.map(({ column }) => column);
        const result = await trainCollecting(study, engine);
        for (const replicate of ['0/0', '1/0']) {
          const [first = 1, second = 1] = reached(result, tasks, replicate);
          expect(first).not.toBeCloseTo(second, 2);
          // fixed weights sum to the number of tasks; the rest of their size is in the learning rate
          const rate = 0.05 * ((1 / first + 1 / second) / 2);
          const weights = arm('static', { weights: [1 / first, 1 / second] });
          const training = { ...options.training, learningRate: rate };
          const fixed = await trainCollecting(createStudy({ ...options, arms: [weights], training }), engine);
          const expected = [...fixed.curves].find(([key]) => key.startsWith('static') && key.endsWith(replicate));
          const curve = result.curves.get(`${byTwin} ${replicate}`);
          expect(curve?.validationLoss).toHaveLength(4);
          curve?.validationLoss.forEach((row, epoch) =>
            row.forEach((loss, task) => expect(loss).toBeCloseTo(expected?.[1].validationLoss[epoch]?.[task] ?? 0, 4)),
          );
          curve?.taskWeights
            .flat()
            .forEach((weight, cell) => expect(weight * [first, second][cell % 2]!).toBeCloseTo(1, 4));
          expect(curve?.validationLoss).not.toEqual(result.curves.get(`equal ${replicate}`)?.validationLoss);
        }
      } finally {
        engine.dispose();
      }
    },
  );

  it('are trained after the cohorts of their twins alone', () => {
    const { spec, encoding, splits } = createStudy({ ...options, arms: [...(options.arms ?? []), arm('pcgrad')] });
    const { cohorts } = planCohorts(spec, encoding, splits);
    const waiting = cohorts.filter(({ waitsFor }) => waitsFor !== undefined);
    expect(waiting.map(({ id }) => id)).toEqual(['static;stage.loss=3-1']);
    expect(waiting[0]?.waitsFor).toEqual(['static-1']);
  });

  it('fail run by run where a twin has none, and leave the others alone', async () => {
    const { engine } = await openEngine('graph');
    const cache = new ExecutableCache();
    try {
      const { spec, encoding, splits } = createStudy(options);
      const material = {
        ...{ spec, encoding, splits },
        preparations: splits.map((split) => fitPreparation(encoding, split.train)),
      };
      const planned = planCohorts(spec, encoding, splits).cohorts.find(({ waitsFor }) => waitsFor !== undefined);
      const tasks = spec.tasks.map(({ column }) => column);
      const lost = twinId(tasks[1] ?? '');
      async function train(isLost: (split: number) => boolean): Promise<TrainingResult> {
        const events: TrainingEvent[] = [];
        const plan = withTwinLosses(planned as CohortPlan, tasks, ({ arm: twin, split }) =>
          twin === lost && isLost(split) ? null : 0.5,
        );
        await trainCohort(plan, material, {
          ...{ engine, cache, checkpoint: null, checkpointMs: null },
          listener: (event) => void events.push(event),
        });
        return collect(events);
      }
      const whole = await train(() => false);
      const partly = await train((split) => split === 0);
      expect(partly.runs.get(`${byTwin} 0/0`)).toMatchObject({
        status: 'failed',
        failure: { message: expect.stringContaining(`the single-task twin of '${tasks[1] ?? ''}'`) as string },
      });
      expect(partly.runs.get(`${byTwin} 1/0`)?.metrics).toEqual(whole.runs.get(`${byTwin} 1/0`)?.metrics);
      expect((await train(() => true)).runs.get(`${byTwin} 1/0`)?.status).toBe('failed');
    } finally {
      cache.dispose();
      engine.dispose();
    }
  });
});
