import { beforeAll, describe, expect, it } from 'vitest';
import { openEngine } from '../../../src-main/core/engine/open-engine.ts';
import { measureImportance } from '../../../src-main/core/importance/measure-importance.ts';
import { ExecutableCache } from '../../../src-main/core/train/executable-cache.ts';
import { arm } from '../../helper/study.ts';
import type { TrainingResult } from '../../helper/training.ts';
import { materialOf, trainWhole } from '../alternative/train-alternatives.ts';
import { makeImportanceStudy, meanDrops, measure, runsOf } from './importance-study.ts';

const { engine } = await openEngine('auto');
const study = makeImportanceStudy([
  arm('equal'),
  { method: 'equal', sharing: 'film', parameters: {} },
  arm('linear'),
  arm('ensemble'),
]);
const arms = ['equal', 'equal@film', 'linear', 'ensemble'];
const compileMs = 240_000;
let trained: TrainingResult;

beforeAll(async () => {
  const cache = new ExecutableCache(100);
  trained = await trainWhole(study, engine, { cache });
  cache.dispose();
}, compileMs);

describe('permutation importance', () => {
  const causes = ['cause', 'cause', 'site'];

  it.each(arms)('of %s is largest for the input that alone decides the label, in every run', (id) => {
    causes.forEach((cause, task) => {
      const measured = measure(study, runsOf(trained, id), task);
      expect(measured.runs).toHaveLength(4);
      const position = measured.inputs.findIndex(({ column }) => column === cause);
      for (const run of measured.runs) {
        const drops = run.drops.map((drop) => drop as number);
        expect(Math.max(...drops)).toBe(drops[position]);
        expect(drops[position]).toBeGreaterThan(0.1);
      }
    });
  });

  it('of twins is that of their own task, with the score that they were evaluated with', () => {
    study.spec.tasks.forEach(({ column, primaryMetric }, task) => {
      const runs = runsOf(trained, `single-task:${column}`);
      const measured = measure(study, runs, task);
      measured.runs.forEach(({ score, split, seed }) => {
        const run = trained.runs.get(`single-task:${column} ${split}/${seed}`);
        expect(score).toBeCloseTo(run?.metrics[column]?.[primaryMetric]?.value as number, 4);
      });
      const drops = meanDrops(measured);
      const cause = causes[task] as string;
      for (const [other, drop] of Object.entries(drops)) {
        if (other !== cause) expect(drop).toBeLessThan((drops[cause] as number) / 2);
      }
    });
  });

  it.each(arms)('of %s is exactly zero for an input that never changes', (id) => {
    const measured = measure(study, runsOf(trained, id), 0);
    const position = measured.inputs.findIndex(({ column }) => column === 'fixed');
    for (const run of measured.runs) {
      expect(run.drops[position]).toBe(0);
      expect(run.varies.map((varies, input) => varies === (input !== position))).not.toContain(false);
    }
  });

  it('is known to say nothing where a single test row has a label', () => {
    const [first, ...rest] = study.encoding.targets;
    const lone = study.splits.map(({ test }) => test[0] as number);
    const tests = new Set(study.splits.flatMap(({ test }) => [...test]));
    const labelled = first!.labelled.map((_, row) => (!tests.has(row) || row === lone[0] ? 1 : 0));
    const changed = { ...study, encoding: { ...study.encoding, targets: [{ ...first!, labelled }, ...rest] } };
    const measured = measure(changed, runsOf(trained, 'equal'), 0);
    for (const run of measured.runs) {
      const rows = [...study.splits[run.split]!.test].filter((row) => labelled[row] === 1).length;
      expect(run.rows).toBe(rows);
      expect(rows).toBeLessThan(2);
      expect(run.varies).toEqual(run.varies.map(() => false));
      expect(run.drops.every((drop) => drop === (rows === 0 ? null : 0))).toBe(true);
    }
    expect(measured.runs.some(({ rows }) => rows === 1)).toBe(true);
  });

  it('takes all features of a column together, under the name of the column', () => {
    const { inputs } = measure(study, runsOf(trained, 'equal'), 0, 1);
    expect(inputs.map(({ column }) => column).sort()).toEqual(
      ['cause', 'day', 'embedded', 'fixed', 'flag', 'noise', 'site', 'text'].sort(),
    );
    const featuresOf = (name: string): number | undefined => inputs.find(({ column }) => column === name)?.features;
    expect(featuresOf('noise')).toBe(2);
    expect(featuresOf('text')).toBe(16);
    expect(featuresOf('day')).toBe(study.encoding.features.filter(({ column }) => column === 'day').length);
  });

  it('is the same again, and another with other seeds', () => {
    const runs = runsOf(trained, 'equal');
    const first = measure(study, runs, 1);
    expect(measure(study, runs, 1)).toEqual(first);
    const other = { ...study, spec: { ...study.spec, baseSeed: 8 } };
    expect(meanDrops(measure(other, runs, 1))).not.toEqual(meanDrops(first));
  });

  it('does not depend on which runs are measured together', () => {
    const runs = runsOf(trained, 'equal');
    const together = measure(study, runs, 0);
    const alone = measure(study, runs.slice(2, 3), 0);
    alone.runs[0]?.drops.forEach((drop, input) => {
      expect(drop).toBeCloseTo(together.runs[2]?.drops[input] as number, 4);
    });
  });

  it('is undefined where the metric is, with no label of one class among the test rows', () => {
    const [first, second, third] = study.encoding.targets;
    const none = { ...second!, values: second!.values.map(() => 1) };
    const changed = { ...study, encoding: { ...study.encoding, targets: [first!, none, third!] } };
    const measured = measure(changed, runsOf(trained, 'equal'), 1, 1);
    for (const run of measured.runs) {
      expect(run.score).toBeNull();
      expect(run.drops.every((drop) => drop === null)).toBe(true);
    }
  });

  it('is measured among the labelled test rows alone', () => {
    const [first, ...rest] = study.encoding.targets;
    const tests = new Set(study.splits.flatMap(({ test }) => [...test]));
    const hidden = { ...first!, labelled: first!.labelled.map((_, row) => (tests.has(row) && row % 2 === 0 ? 0 : 1)) };
    const wrong = { ...hidden, values: hidden.values.map((value, row) => (hidden.labelled[row] === 1 ? value : 1e6)) };
    const results = [hidden, wrong].map((target) =>
      measure({ ...study, encoding: { ...study.encoding, targets: [target, ...rest] } }, runsOf(trained, 'equal'), 0),
    );
    // the preparation is fitted on training rows, whose labels are the same
    expect(results[0]).toEqual(results[1]);
  });

  it('tells how far it is and frees its tensors, also where it is given up', async () => {
    const { memory } = await import('@tensorflow/tfjs-core');
    const before = memory().numTensors;
    const work = measureImportance({
      material: materialOf(study),
      task: 0,
      repeats: 2,
      runs: runsOf(trained, 'equal'),
    });
    const shares = [work.next().value, work.next().value, work.next().value];
    expect(shares[0]).toBe(0);
    expect(shares[1]).toBeLessThan(shares[2] as number);
    work.return({ inputs: [], runs: [] });
    expect(memory().numTensors).toBe(before);
    measure(study, runsOf(trained, 'ensemble'), 0, 1);
    expect(memory().numTensors).toBe(before);
  });
});
