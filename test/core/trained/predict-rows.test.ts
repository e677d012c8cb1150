import { expect, it } from 'vitest';
import { openEngine } from '../../../src-main/core/engine/open-engine.ts';
import { encodeNewRows } from '../../../src-main/core/prepare/encode-new-rows.ts';
import { predictRows, type RowPredictions } from '../../../src-main/core/trained/predict-rows.ts';
import { ExecutableCache } from '../../../src-main/core/train/executable-cache.ts';
import { arm } from '../../helper/study.ts';
import { materialOf, trainWhole } from '../alternative/train-alternatives.ts';
import { makeImportanceStudy, makeImportanceTable, runsOf } from '../importance/importance-study.ts';

it('new rows are predicted as test rows were, by every run, and by the mean of all', async () => {
  const { engine } = await openEngine('auto');
  const study = makeImportanceStudy([arm('equal'), arm('linear')]);
  const cache = new ExecutableCache(100);
  const trained = await trainWhole(study, engine, { cache });
  cache.dispose();
  const table = makeImportanceTable();
  const { spec, encoding, preparations } = materialOf(study);
  const fresh = encodeNewRows({ table, encoding }, spec, table);
  const material = { spec, encoding: fresh.encoding, preparations: preparations.map((one) => fresh.adapt(one)) };
  for (const id of ['equal', 'linear']) {
    const runs = runsOf(trained, id);
    const predict = (some: typeof runs): RowPredictions[] => {
      const work = predictRows({ material, tasks: [0, 1, 2].map((task) => ({ task, runs: some })) });
      for (;;) {
        const turn = work.next();
        if (turn.done === true) return turn.value;
        expect(turn.value).toBeLessThan(1);
      }
    };
    const each = runs.map((run) => predict([run]));
    runs.forEach((run, position) => {
      const test = study.splits[run.split]?.test ?? new Int32Array();
      study.encoding.targets.forEach(({ task: name }, task) => {
        const stored = trained.runs.get(`${id} ${run.split}/${run.seed}`)?.predictions[name] ?? new Float32Array();
        const { mean, sd } = each[position]?.[task] as RowPredictions;
        const width = stored.length / test.length;
        expect(mean.length).toBe(width * table.rowCount);
        expect(sd.every(Number.isNaN)).toBe(true);
        test.forEach((row, place) => {
          for (let cell = 0; cell < width; cell += 1) {
            expect(mean[row * width + cell]).toBeCloseTo(stored[place * width + cell] as number, 4);
          }
        });
      });
    });
    const [together] = predict(runs);
    const values = each.map(([first]) => first?.mean[5] as number);
    const center = values.reduce((sum, value) => sum + value, 0) / values.length;
    const squares = values.reduce((sum, value) => sum + (value - center) ** 2, 0);
    expect(together?.mean[5]).toBeCloseTo(center, 4);
    expect(together?.sd[5]).toBeCloseTo(Math.sqrt(squares / (values.length - 1)), 4);
    expect(together?.runs).toBe(4);
  }
}, 240_000);
