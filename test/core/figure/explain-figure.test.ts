import { describe, expect, it } from 'vitest';
import { figureSchema } from '../../../src-main/contract/figure.ts';
import { buildPrecisionRecallFigure, buildRocFigure } from '../../../src-main/core/figure/build-class-curve-figure.ts';
import { buildCohortFigure } from '../../../src-main/core/figure/build-cohort-figure.ts';
import { buildReliabilityFigure } from '../../../src-main/core/figure/build-reliability-figure.ts';
import {
  buildObservedFigures,
  buildResidualDistributionFigure,
  buildResidualFigures,
} from '../../../src-main/core/figure/build-residual-figures.ts';
import type { TaskView } from '../../../src-main/core/figure/task-view.ts';
import { compareScores } from '../../../src-main/core/compare/compare-scores.ts';
import { directions, series } from '../compare/scores.ts';

const view: TaskView = {
  task: 'leak',
  index: 2,
  arm: 'equal',
  basis: '4 replicates',
  naming: { armNames: { equal: 'Equal weights' } },
};
const curve = { x: [0, 0.5, 1], mean: [0.1, 0.6, 1], low: [0, 0.5, 1], high: [0.2, 0.7, 1] };
const area = { mean: 0.7, low: 0.6, high: 0.8, replicates: 4 };
const none = { curve: null, area: { mean: null, low: null, high: null, replicates: 0 } };
const shown = [
  { row: 4, split: 0, seed: 0, observed: 10, twin: 9, arm: 12 },
  { row: 7, split: 1, seed: 0, observed: 20, twin: 21, arm: 15 },
];

describe('the figures of an explanation', () => {
  it('draw twin and arm in one picture, the twin in ink and dashed', () => {
    const figure = figureSchema.parse(buildRocFigure(view, 'yes', { twin: { curve, area }, arm: { curve, area } }));
    const lines = figure.marks.flatMap((mark) => (mark.kind === 'line' ? [[mark.label, mark.task, mark.dash]] : []));
    expect(lines).toEqual([
      ['guessing', null, 'dot'],
      ['twin', null, 'dash'],
      ['arm', 2, 'solid'],
    ]);
    expect(figure.summary).toBe(
      'Area under the curve for ‘yes’: single-task twin 0.700 (0.600 to 0.800); Equal weights 0.700 (0.600 to 0.800).',
    );
    expect(figure.table.columns).toHaveLength(7);
    expect(figure.table.rows[1]).toEqual([0.5, 0.6, 0.5, 0.7, 0.6, 0.5, 0.7]);
  });

  it('begin ROC curves at nothing said, and set guessing at the share of the class', () => {
    const roc = buildRocFigure(view, 'yes', { twin: { curve, area }, arm: none });
    expect(roc.marks.find((mark) => mark.label === 'twin')).toMatchObject({
      points: [
        [0, 0],
        [0, 0.1],
        [0.5, 0.6],
        [1, 1],
      ],
    });
    const recall = buildPrecisionRecallFigure(view, 'yes', { twin: { curve, area }, arm: { curve, area } }, 0.3);
    expect(recall.marks[0]).toMatchObject({
      points: [
        [0, 0.3],
        [1, 0.3],
      ],
    });
  });

  it('are empty with a reason where no replicate has both kinds of rows', () => {
    const figure = buildRocFigure(view, 'yes', { twin: none, arm: none });
    expect(figure.marks).toEqual([]);
    expect(figure.table.rows).toEqual([]);
    expect(figure.summary).toContain('No replicate');
  });

  it('set both sides on the same axes, with every point in the table', () => {
    const observed = buildObservedFigures(view, shown);
    const residual = buildResidualFigures(view, shown);
    for (const { twin, arm } of [observed, residual]) {
      expect(figureSchema.parse(twin).x.range).toEqual(arm.x.range);
      expect(twin.y.range).toEqual(arm.y.range);
    }
    expect(observed.twin.table.rows).toEqual([
      [5, 1, 1, 10, 9, 1],
      [8, 2, 1, 20, 21, -1],
    ]);
    expect(residual.arm.marks[1]).toMatchObject({
      points: [
        [12, -2],
        [15, 5],
      ],
    });
  });

  it('draw residuals as steps over the bins', () => {
    const summary = { mean: 0, sd: 1, low: -1, median: 0, high: 1, medianAbsolute: 0.5, rows: 4 };
    const figure = buildResidualDistributionFigure(
      view,
      { edges: [-1, 0, 1], twin: [0.25, 0.75], arm: [0.5, 0.5] },
      { twin: summary, arm: summary },
    );
    expect(figureSchema.parse(figure).marks[0]).toMatchObject({
      points: [
        [-1, 0],
        [-1, 0.25],
        [0, 0.25],
        [0, 0.75],
        [1, 0.75],
        [1, 0],
      ],
    });
  });

  it('mark cohorts by how they read, beside the difference over all rows', () => {
    const { rows } = compareScores(
      [
        ...series('single-task', 'x a', 'accuracy', [0.8, 0.81, 0.79]),
        ...series('equal', 'x a', 'accuracy', [0.5, 0.52, 0.49]),
        ...series('single-task', 'x b', 'accuracy', [0.8, 0.7, 0.79]),
        ...series('equal', 'x b', 'accuracy', [0.78, 0.75, 0.77]),
      ],
      { baseline: null, metric: 'accuracy', directions },
    );
    const cohorts = rows.map((comparison) => ({
      column: 'x',
      level: comparison.task.slice(2),
      rows: 12,
      comparison,
    }));
    const figure = buildCohortFigure(view, cohorts, { metric: 'accuracy', whole: -0.1 });
    expect(figureSchema.parse(figure).y.categories).toEqual(['x a', 'x b']);
    expect(figure?.marks.map((mark) => [mark.kind, mark.kind === 'interval' ? mark.shape : ''])).toEqual([
      ['line', ''],
      ['interval', 'square'],
      ['interval', 'open'],
    ]);
    expect(figure?.table.rows).toHaveLength(2);
    expect(buildCohortFigure(view, [], { metric: 'accuracy', whole: null })).toBeNull();
  });

  it('set the twin’s calibration in ink beside the arms', () => {
    const bins = [{ confidence: 0.2, frequency: 0.3, rows: 5 }];
    const arms = ['single-task:leak', 'equal', 'pcgrad'].map((arm) => ({ arm, bins, error: 0.1 }));
    const { marks } = buildReliabilityFigure(view, arms);
    const lines = marks.flatMap((mark) => (mark.kind === 'line' ? [[mark.task, mark.dash]] : []));
    expect(lines).toEqual([
      [null, 'dot'],
      [null, 'dash'],
      [2, 'solid'],
      [2, 'dashdot'],
    ]);
  });
});
