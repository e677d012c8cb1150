import { describe, expect, it } from 'vitest';
import { figureSchema } from '../../../src-main/contract/figure.ts';
import { curveFigure, weightFigure } from '../../../src-renderer/plot/live-figure.ts';
import { makeLive } from '../helper/fixture.ts';

const options = {
  task: 'rent',
  taskIndex: 0,
  arms: ['equal'],
  part: 'validation' as const,
  lossName: 'standardised loss',
  nameOf: () => 'Equal weights',
  labelOf: () => 'shared',
  formatValue: (value: number) => value.toFixed(2),
};

describe('curveFigure', () => {
  it('puts the arm in the colour of its task beside the grey dashed twin', () => {
    const figure = figureSchema.parse(curveFigure(makeLive(), options));
    const lines = figure.marks.filter((mark) => mark.kind === 'line');
    expect(lines).toMatchObject([
      { label: 'twin 0.70', task: null, dash: 'dash' },
      { label: 'shared 0.60', task: 0, dash: 'solid' },
    ]);
  });

  it('ends a line where its replicates have stopped, and keeps the axis at all epochs', () => {
    const figure = curveFigure(makeLive(), options);
    const line = figure.marks.findLast((mark) => mark.kind === 'line');
    expect(line?.points).toEqual([
      [1, 1.2],
      [2, 0.6],
    ]);
    expect(figure.x.range).toEqual([0, 10]);
  });

  it('has its table by epoch, with what is missing left empty', () => {
    const { table } = curveFigure(makeLive(), options);
    expect(table.columns).toEqual(['epoch', 'single-task twin', 'Equal weights']);
    expect(table.rows).toEqual([
      [1, 1, 1.2],
      [2, 0.8, 0.6],
      [3, 0.7, null],
    ]);
  });

  it('drops bands where several arms are shown', () => {
    const live = makeLive();
    const twice = { ...live, curves: [...live.curves, { ...live.curves[1]!, arm: 'pcgrad' }] };
    const figure = curveFigure(twice, { ...options, arms: ['equal', 'pcgrad'] });
    expect(figure.marks.filter((mark) => mark.kind === 'band')).toHaveLength(1);
    const dashes = figure.marks.flatMap((mark) => (mark.kind === 'line' && mark.task === 0 ? [mark.dash] : []));
    expect(new Set(dashes).size).toBe(2);
  });

  it('is empty and says so before the first epoch', () => {
    const figure = curveFigure(makeLive({ curves: [] }), options);
    expect(figure.marks).toEqual([]);
    expect(figure.table.rows).toEqual([]);
  });
});

describe('weightFigure', () => {
  it('starts at zero and holds every weight', () => {
    const figure = figureSchema.parse(
      weightFigure(makeLive(), 'equal', 'Equal weights', (task) => ['rent', 'price'].indexOf(task)),
    );
    expect(figure.y.range?.[0]).toBe(0);
    expect(figure.y.range?.[1]).toBeGreaterThan(1.5);
    expect(figure.table.rows).toEqual([
      [1, 1, 1],
      [2, 1.5, 0.5],
    ]);
  });

  it('is nothing for an arm without weights', () => {
    expect(weightFigure(makeLive(), 'pcgrad', 'PCGrad', () => 0)).toBeNull();
  });
});
