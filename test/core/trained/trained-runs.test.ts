import { afterAll, describe, expect, it } from 'vitest';
import { alternativeIds } from '../../../src-main/contract/arm.ts';
import type { EvaluatedRun } from '../../../src-main/contract/training.ts';
import { openEngine } from '../../../src-main/core/engine/open-engine.ts';
import { sharingForms } from '../../../src-main/core/model/sharing/registry.ts';
import { TrainedRuns } from '../../../src-main/core/trained/trained-runs.ts';
import { ExecutableCache } from '../../../src-main/core/train/executable-cache.ts';
import { arm, createStudy, type SyntheticStudy } from '../../helper/study.ts';
import { materialOf, trainWhole } from '../alternative/train-alternatives.ts';

const { engine } = await openEngine('auto');
const cache = new ExecutableCache(100);
afterAll(() => cache.dispose());
const compileMs = 240_000;

/** Every run of an arm predicts its test rows by its kept models as it did when it was evaluated. */
async function expectSamePredictions(study: SyntheticStudy, wanted: (arm: string) => boolean): Promise<number> {
  const { runs } = await trainWhole(study, engine, { cache });
  const own = [...runs.values()].filter((run) => wanted(run.arm));
  const material = materialOf(study);
  let compared = 0;
  study.encoding.targets.forEach((target, task) => {
    for (const [, same] of Map.groupBy(own, (run) => run.arm)) {
      const able = same.filter((run) => run.models.some((model) => model.tasks.includes(task)));
      if (able.length === 0) continue;
      const trained = new TrainedRuns(able, task, material);
      const tests = (split: number): { rows: Int32Array; donors: Int32Array } => {
        const rows = study.splits[split]?.test ?? new Int32Array();
        return { rows, donors: rows };
      };
      try {
        trained.predict(tests, null).forEach((predicted, run) => {
          const stored = able[run]?.predictions[target.task] ?? new Float32Array();
          expect(predicted.length).toBe(stored.length);
          predicted.forEach((value, cell) => expect(value).toBeCloseTo(stored[cell] as number, 3));
          compared += stored.length;
        });
      } finally {
        trained.dispose();
      }
    }
  });
  return compared;
}

function tasksOf(run: EvaluatedRun): number[] {
  return [...new Set(run.models.flatMap(({ tasks }) => tasks))].sort((one, other) => one - other);
}

describe('kept models', () => {
  it.each(sharingForms.map(({ description }) => description.id))(
    'of %s and of the twins predict as they were evaluated',
    async (form) => {
      const study = createStudy({
        rows: 90,
        seeds: 2,
        arms: [{ method: 'equal', sharing: form, parameters: {} }],
        missingInputs: 0.1,
        network: { layerNorm: true, dropout: 0.2 },
        training: { epochs: 3 },
      });
      expect(await expectSamePredictions(study, () => true)).toBeGreaterThan(0);
    },
    compileMs,
  );

  it.each(alternativeIds)(
    'of the alternative %s predict as they were evaluated',
    async (method) => {
      const study = createStudy({
        ...{ rows: 90, tasks: ['binary', 'binary', 'binary'], arms: [arm(method)], training: { epochs: 6 } },
      });
      expect(await expectSamePredictions(study, (own) => own === method)).toBe(2 * 3 * 18);
    },
    compileMs,
  );

  it('name the tasks that they predict, and no other', async () => {
    const study = createStudy({ rows: 60, arms: [arm('equal'), arm('noise-task')], training: { epochs: 2 } });
    const { runs } = await trainWhole(study, engine, { cache });
    for (const run of runs.values()) {
      const twin = ['task 0', 'task 1', 'task 2'].indexOf(run.arm.replace('single-task:', ''));
      expect(tasksOf(run), run.arm).toEqual(twin < 0 ? [0, 1, 2] : [twin]);
    }
  });
});
