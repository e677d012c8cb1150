import { describe, expect, it } from 'vitest';
import type { LabResult, LabScenario, LabTheory } from '../../../src-main/contract/lab.ts';
import { labFigure } from '../../../src-renderer/plot/lab-figure.ts';

const axis = { title: 'x', kind: 'linear' as const, categories: [], range: null };
const scenario: LabScenario = {
  name: 'made',
  title: 'Made',
  question: 'Why?',
  description: '',
  formula: 'x',
  reference: '',
  settings: [],
  vectors: null,
  series: [
    { id: 'a', label: 'A', task: 0, dash: 'solid', drawn: true },
    { id: 'b', label: 'B', task: 1, dash: 'dash', drawn: true },
    { id: 'c', label: 'C', task: null, dash: 'dash', drawn: false },
  ],
  x: axis,
  y: { ...axis, title: 'y' },
};
const theory: LabTheory = {
  name: 'made',
  settings: {},
  theory: [
    { series: 'a', x: 1, y: 10 },
    { series: 'a', x: 0, y: 5 },
    { series: 'c', x: 0, y: 7 },
  ],
  facts: [],
  markers: [{ label: 'here', x: 0.5, y: 7 }],
  arrows: [],
  reading: 'First. Second.',
};
const result: LabResult = {
  ...theory,
  trained: [
    { series: 'a', x: 1, mean: 11, ci95: [9, 13], n: 4 },
    { series: 'a', x: 0, mean: 5, ci95: null, n: 1 },
    { series: 'b', x: 0, mean: 3, ci95: [2, 4], n: 4 },
    { series: 'c', x: 0, mean: 8, ci95: [7, 9], n: 4 },
  ],
  engine: 'xla',
  seconds: 0.1,
};
const format = (value: number): string => String(value);

describe('a scenario as a figure', () => {
  it('draws the closed form in order before anything is trained', () => {
    const { marks, table, subtitle } = labFigure(scenario, theory, null, format);
    expect(marks.filter((mark) => mark.kind === 'line')).toMatchObject([
      {
        label: 'A',
        points: [
          [0, 5],
          [1, 10],
        ],
      },
    ]);
    expect(marks.some((mark) => mark.kind === 'points' && mark.label === 'here' && mark.text === true)).toBe(true);
    expect(subtitle).toBe('lines: closed form');
    expect(table.rows).toHaveLength(3);
  });

  it('lays trained points with their intervals over it, and names a series without a curve at its points', () => {
    const { marks } = labFigure(scenario, theory, result, format);
    const intervals = marks.filter((mark) => mark.kind === 'line' && mark.label === '');
    expect(intervals.map((mark) => mark.kind === 'line' && mark.points)).toEqual([
      [
        [1, 9],
        [1, 13],
      ],
      [
        [0, 2],
        [0, 4],
      ],
    ]);
    expect(marks).toContainEqual({ kind: 'line', label: 'B', task: 1, dash: 'dash', points: [[0, 3]] });
    expect(marks).toContainEqual({
      kind: 'points',
      label: 'A, trained',
      task: 0,
      shape: 'circle',
      points: [
        [0, 5],
        [1, 11],
      ],
    });
    expect(JSON.stringify(marks)).not.toContain('"C');
  });

  it('has every trained number in its table, also of series that are not drawn', () => {
    const { table, summary } = labFigure(scenario, theory, result, format);
    expect(table.columns).toHaveLength(7);
    expect(table.rows).toEqual([
      [0, 'A', 5, 5, null, null, 1],
      [0, 'B', null, 3, 2, 4, 4],
      [0, 'C', 7, 8, 7, 9, 4],
      [1, 'A', 10, 11, 9, 13, 4],
    ]);
    expect(summary).toContain('A, trained: from 5 to 11');
    expect(summary).toContain('First. Second.');
  });

  it('puts categories into rows, one series above the other', () => {
    const byRow: LabScenario = {
      ...scenario,
      x: { ...axis, title: 'method', kind: 'category', categories: ['one', 'two'] },
    };
    const figure = labFigure(byRow, theory, result, format);
    expect([figure.y.kind, figure.x.title, figure.zeroLine]).toEqual(['category', 'y', true]);
    const [first, second] = ['A', 'B'].map((label) =>
      figure.marks.find((mark) => mark.kind === 'points' && mark.label === label),
    );
    expect([first, second].map((mark) => mark?.kind === 'points' && mark.shape)).toEqual(['circle', 'square']);
    const placed = [first, second].map((mark) => (mark?.kind === 'points' ? mark.points.flat() : []));
    placed[0]?.forEach((value, at) => expect(value).toBeCloseTo([11, 0.82, 5, -0.18][at]!, 12));
    placed[1]?.forEach((value, at) => expect(value).toBeCloseTo([3, 0.18][at]!, 12));
    expect(figure.subtitle).toBe('● A · ■ B · ○ closed form');
    expect(figure.table.rows[0]?.[0]).toBe('one');
  });
});
