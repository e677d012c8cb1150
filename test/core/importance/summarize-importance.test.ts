import { describe, expect, it } from 'vitest';
import { importanceSchema, type ArmImportance } from '../../../src-main/contract/importance.ts';
import {
  summarizeImportance,
  type ImportanceQuestion,
} from '../../../src-main/core/importance/summarize-importance.ts';

const question: ImportanceQuestion = {
  task: 'price',
  taskIndex: 1,
  arm: 'pcgrad',
  metric: { id: 'rmse', name: 'RMSE', higherIsBetter: false },
  repeats: 5,
  sizes: new Map([0, 1, 2].map((split) => [split, { trainRows: 60, testRows: 20 }])),
  armNames: { pcgrad: 'PCGrad' },
};

/** Drops of two inputs by split; the seeds of a split lie 0.1 to both sides. */
function measured(drops: readonly (readonly [number, number])[], splits = [0, 1, 2]): ArmImportance {
  return {
    inputs: [
      { column: 'weak', features: 1 },
      { column: 'strong', features: 4 },
    ],
    runs: splits.flatMap((split, position) =>
      [-0.1, 0.1].map((shift, seed) => {
        const [weak, strong] = drops[position] as readonly [number, number];
        return { split, seed, rows: 20, score: 2, drops: [weak, strong + shift], varies: [true, true] };
      }),
    ),
  };
}

const arm = measured([
  [0, 4],
  [0, 5],
  [0, 6],
]);
const twin = measured([
  [1, 3],
  [2, 3],
  [3, 3],
]);

describe('the summary of importance', () => {
  const result = summarizeImportance(question, arm, twin);

  it('is what crosses to the page', () => {
    expect(importanceSchema.parse(result)).toEqual(result);
  });

  it('takes splits as units, seeds averaged, with the corrected interval of Nadeau and Bengio', () => {
    const [strong] = result.inputs;
    expect(strong?.column).toBe('strong');
    expect(strong?.arm).toMatchObject({ n: 3, sd: 1 });
    expect(strong?.arm.mean).toBeCloseTo(5, 12);
    // t quantile .975 with 2 degrees of freedom, s sqrt(1/3 + 20/60)
    const half = 4.302652729749464 * Math.sqrt(1 / 3 + 20 / 60);
    expect(strong?.arm.ci95?.[0]).toBeCloseTo(5 - half, 9);
    expect(strong?.arm.ci95?.[1]).toBeCloseTo(5 + half, 9);
    expect(result.rho).toBeCloseTo(1 / 3, 12);
    expect(result.units).toBe('splits');
  });

  it('pairs the arm with the twin, replicate by replicate', () => {
    const weak = result.inputs.find(({ column }) => column === 'weak');
    expect(weak?.difference.mean).toBeCloseTo(-2, 12);
    expect(weak?.difference.sd).toBeCloseTo(1, 12);
    expect(weak?.arm).toEqual({ n: 3, mean: 0, sd: 0, ci95: null });
  });

  it('leaves undefined runs out and says so', () => {
    const [first, ...rest] = arm.runs;
    const gone = { ...arm, runs: [{ ...first!, score: null, drops: [null, null] }, ...rest] };
    const partial = summarizeImportance(question, gone, twin);
    expect(partial.warnings).toEqual([expect.stringContaining('1 run of PCGrad')]);
    const strong = partial.inputs.find(({ column }) => column === 'strong');
    expect(strong?.arm.mean).toBeCloseTo((4.1 + 5 + 6) / 3, 12);
    expect(strong?.difference.mean).toBeCloseTo((1 + 2 + 3) / 3, 12);
  });

  it('says which input cannot be measured where, and leaves it out there', () => {
    const without = (measured: ArmImportance, changed: (split: number) => boolean[]): ArmImportance => ({
      ...measured,
      runs: measured.runs.map((run) => ({ ...run, varies: changed(run.split) })),
    });
    const fixed = (split: number): boolean[] => [split === 2, true];
    const some = summarizeImportance(question, without(arm, fixed), without(twin, fixed));
    const weak = some.inputs.find(({ column }) => column === 'weak');
    expect(weak?.unmeasured).toEqual([0, 1]);
    expect(weak?.twin).toMatchObject({ n: 1, mean: 3 });
    expect(some.inputs.find(({ column }) => column === 'strong')?.unmeasured).toEqual([]);
    expect(some.warnings).toEqual([
      'weak cannot be measured in splits 1 and 2: no permutation gave a labelled test row of price another value',
    ]);
  });

  it.each([0, 1])('has no numbers, and says why, with %i labelled test rows', (rows) => {
    const lone = (measured: ArmImportance): ArmImportance => ({
      ...measured,
      runs: measured.runs.map((run) => ({
        ...run,
        ...(rows === 0 ? { score: null, drops: [null, null] } : { drops: [0, 0] }),
        rows,
        varies: [false, false],
      })),
    });
    const none = summarizeImportance(question, lone(arm), lone(twin));
    expect(importanceSchema.parse(none)).toEqual(none);
    for (const input of none.inputs) {
      expect(input).toMatchObject({ arm: { n: 0, mean: null }, twin: { n: 0, mean: null }, unmeasured: [0, 1, 2] });
    }
    expect(none.warnings).toEqual([
      'no input can be measured in splits 1, 2 and 3: with fewer than two labelled test rows of price there is nothing to deal anew',
    ]);
    expect(none.figure.marks).toEqual([]);
    expect(none.figure.summary).toBe('What predictions of price rely on cannot be measured on these test rows.');
  });

  it('speaks of seeds where there is one split, and not of new data', () => {
    const one = summarizeImportance(question, measured([[0, 4]], [0]), measured([[1, 3]], [0]));
    expect(one.units).toBe('seeds');
    expect(one.rho).toBe(0);
    expect(one.footnote).toContain('say nothing about other data');
  });

  it('draws arm above twin in the same row, and lists all in the table', () => {
    const { marks, y, table } = result.figure;
    expect(y.categories).toEqual(['strong', 'weak']);
    const rows = marks.map((mark) => (mark.kind === 'interval' ? [mark.y, mark.shape, mark.task] : []));
    expect(rows).toEqual([
      [-0.17, 'circle', 1],
      [0.17, 'open', 1],
      [0.83, 'circle', 1],
      [1.17, 'open', 1],
    ]);
    expect(table.rows.map((row) => row.length)).toEqual([table.columns.length, table.columns.length]);
  });
});
