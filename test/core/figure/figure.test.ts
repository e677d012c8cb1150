import { describe, expect, it } from 'vitest';
import { figureSchema, type Mark } from '../../../src-main/contract/figure.ts';
import { compareScores } from '../../../src-main/core/compare/compare-scores.ts';
import { buildCosineFigure, cosineMatrix } from '../../../src-main/core/figure/build-cosine-figure.ts';
import { buildCurveFigure } from '../../../src-main/core/figure/build-curve-figure.ts';
import { buildDifferenceFigure } from '../../../src-main/core/figure/build-difference-figure.ts';
import { buildSeedCloudFigure } from '../../../src-main/core/figure/build-seed-cloud-figure.ts';
import { buildWeightFigure } from '../../../src-main/core/figure/build-weight-figure.ts';
import { directions, series } from '../compare/scores.ts';

const accuracy = [
  ...series('single-task:a', 'a', 'accuracy', [0.6, 0.61, 0.6, 0.62, 0.615]),
  ...series('equal', 'a', 'accuracy', [0.62, 0.64, 0.61, 0.66, 0.65]),
];
const errors = [
  ...series('single-task:b', 'b', 'rmse', [100, 101, 99, 100, 102]),
  ...series('equal', 'b', 'rmse', [120, 122, 118, 121, 121]),
];
const options = { baseline: null, metric: null, directions };

function kinds(marks: readonly Mark[]): string[] {
  return marks.map((mark) => mark.kind);
}

describe('the figure of differences', () => {
  it('has an interval a row, in metric units where all share a ROPE', () => {
    const comparison = compareScores(accuracy, options);
    const figure = figureSchema.parse(buildDifferenceFigure(comparison, ['a']));
    expect(figure.zeroLine).toBe(true);
    expect(figure.x.title).toContain('in accuracy');
    expect(figure.marks[0]).toMatchObject({ kind: 'zone', axis: 'x', low: -0.01, high: 0.01 });
    const [low, high] = comparison.rows[0]?.ci95 ?? [0, 0];
    expect(figure.marks[1]).toMatchObject({ kind: 'interval', shape: 'circle', task: 0, y: 0, low, high });
    expect(figure.y.categories).toEqual(['a · equal']);
    expect(figure.table.rows[0]?.slice(0, 5)).toEqual([
      'a',
      'equal',
      'single-task twin',
      'accuracy',
      comparison.rows[0]?.difference,
    ]);
    expect(figure.summary).toContain('1 better, 0 worse, 0 neither');
  });

  it('measures unlike metrics by their own ROPE, and leaves the table in metric units', () => {
    const comparison = compareScores([...accuracy, ...errors], options);
    const figure = figureSchema.parse(buildDifferenceFigure(comparison, ['b', 'a']));
    expect(figure.y.categories).toEqual(['b · equal', 'a · equal']);
    const row = comparison.rows.find((candidate) => candidate.task === 'b');
    const mark = figure.marks[1];
    if (mark?.kind !== 'interval' || row === undefined || row.difference === null) throw new Error('no interval');
    expect(mark).toMatchObject({ shape: 'square', task: 0, x: row.difference / row.rope });
    expect(figure.table.rows[0]?.[4]).toBe(row.difference);
    expect(figure.marks[0]).toMatchObject({ low: -1, high: 1 });
  });

  it('says so when there is nothing to draw', () => {
    const empty = { ...compareScores(accuracy, options), rows: [] };
    expect(figureSchema.parse(buildDifferenceFigure(empty, ['a'])).summary).toContain('No difference can be shown');
    expect(figureSchema.parse(buildSeedCloudFigure(empty, ['a'])).marks).toEqual([]);
  });
});

describe('the cloud of units', () => {
  it('has each oriented difference as a point', () => {
    const figure = figureSchema.parse(buildSeedCloudFigure(compareScores(errors, options), ['b']));
    const mark = figure.marks[0];
    if (mark?.kind !== 'points') throw new Error('no points');
    expect(mark.points).toHaveLength(5);
    expect(mark.points.every(([x]) => x < 0)).toBe(true);
    expect(figure.table.rows[0]).toEqual(['b', 'equal', 'rmse', 0, null, 120, 100, -20]);
  });
});

describe('the figures of a run', () => {
  const band = (mean: (number | null)[]) => ({ epochs: [1, 2], mean, low: mean, high: mean });

  it('draw an arm beside its dashed twin', () => {
    const curves = [
      { task: 'a', arm: 'single-task:a', train: band([2, 1]), validation: band([2.5, 1.5]) },
      { task: 'a', arm: 'equal', train: band([2, null]), validation: band([2.2, null]) },
    ];
    const figure = figureSchema.parse(buildCurveFigure({ curves, task: 'a', arm: 'equal', taskIndex: 2 }));
    expect(kinds(figure.marks)).toEqual(['band', 'line', 'line', 'band', 'line', 'line']);
    expect(figure.marks[2]).toMatchObject({ dash: 'dash', task: null });
    expect(figure.marks[5]).toMatchObject({ dash: 'solid', task: 2, points: [[1, 2.2]] });
    expect(figure.summary).toBe('Last validation loss of a: equal 2.20, its twin 1.50.');
    expect(figure.table.rows).toHaveLength(8);
  });

  it('draw the weights by task', () => {
    const weights = {
      arm: 'gradnorm',
      tasks: ['a', 'b'],
      epochs: [1, 2],
      values: [
        [1, 1.5],
        [1, null],
      ],
    };
    const figure = figureSchema.parse(buildWeightFigure(weights, ['b', 'a']));
    expect(figure.marks.map((mark) => (mark.kind === 'line' ? mark.task : null))).toEqual([1, 0]);
    expect(figure.table.rows).toEqual([
      [1, 1, 1],
      [2, 1.5, null],
    ]);
  });

  it('draw cosines as a heat map, each pair once in the table', () => {
    const pairs = [{ arm: 'equal', taskA: 'a', taskB: 'b', mean: -0.5, conflictRate: 0.75 }];
    const figure = figureSchema.parse(buildCosineFigure(cosineMatrix(pairs, 'equal', ['b', 'a'])));
    expect(figure.marks[0]).toMatchObject({
      kind: 'heat',
      values: [
        [1, -0.5],
        [-0.5, 1],
      ],
      minimum: -1,
      maximum: 1,
    });
    expect(figure.table.rows).toEqual([['b', 'a', -0.5, 0.75]]);
    expect(figure.summary).toContain('b and a −0.50 (opposed in 75 %)');
  });
});
