import { describe, expect, it } from 'vitest';
import { figureSchema } from '../../../src-main/contract/figure.ts';
import { residualFigure, zeroFigure } from '../../../src-renderer/plot/diagnostic-figure.ts';
import { makeLive } from '../helper/fixture.ts';

function live(least: number) {
  const series = { epochs: [1, 2, 3], mean: [0.1, 0.01, null], low: [0.05, least, null], high: [0.2, 0.02, null] };
  const zeros = {
    arm: 'mgda',
    tasks: ['rent', 'price'],
    epochs: [1, 2],
    values: [
      [0, 0],
      [0.25, null],
    ],
  };
  return makeLive({ residuals: [{ arm: 'mgda', series }], zeroGradients: [zeros] });
}

describe('residualFigure', () => {
  it('is the mean over replicates with its range, logarithmic from the size of rounding on', () => {
    const figure = figureSchema.parse(residualFigure(live(0.001), 'mgda', 'MGDA'));
    expect(figure.marks).toMatchObject([
      { kind: 'band', x: [1, 2], low: [0.05, 0.001], high: [0.2, 0.02] },
      {
        kind: 'line',
        points: [
          [1, 0.1],
          [2, 0.01],
        ],
      },
    ]);
    expect(figure.y).toMatchObject({ kind: 'log', range: [1e-8, 0.4] });
    expect(residualFigure(live(0), 'mgda', 'MGDA')?.marks[0]).toMatchObject({ low: [0.05, 1e-8] });
    expect(figure.summary).toContain('0.010 at epoch 2');
    expect(figure.table.rows).toEqual([
      [1, 0.1, 0.05, 0.2],
      [2, 0.01, 0.001, 0.02],
      [3, null, null, null],
    ]);
  });

  it('is none for an arm without a solver', () => {
    expect(residualFigure(live(0.001), 'equal', 'Equal weights')).toBeNull();
  });
});

describe('zeroFigure', () => {
  it('has a line a task in its colour', () => {
    const figure = figureSchema.parse(zeroFigure(live(0), 'mgda', 'MGDA', (task) => ['price', 'rent'].indexOf(task)));
    expect(figure.marks).toMatchObject([
      {
        label: 'rent',
        task: 1,
        points: [
          [1, 0],
          [2, 0],
        ],
      },
      { label: 'price', task: 0, points: [[1, 0.25]] },
    ]);
    expect(figure.summary).toContain('rent 0 %; price 25 %');
  });

  it('is none where no gradient vanishes', () => {
    const none = { arm: 'mgda', tasks: ['rent'], epochs: [1], values: [[0]] };
    expect(zeroFigure(makeLive({ zeroGradients: [none] }), 'mgda', 'MGDA', () => 0)).toBeNull();
    expect(zeroFigure(makeLive(), 'mgda', 'MGDA', () => 0)).toBeNull();
  });
});
