import { describe, expect, it } from 'vitest';
import type { Figure, Mark } from '../../../src-main/contract/figure.ts';
import { layoutOf, plotlyConfig } from '../../../src-renderer/plot/layout.ts';
import { taskColour } from '../../../src-renderer/plot/palette.ts';
import { decimate, plain, traceOf, tracesOf } from '../../../src-renderer/plot/trace.ts';

function figureOf(marks: readonly Mark[], change: Partial<Figure> = {}): Figure {
  const axis = { title: '', kind: 'linear' as const, categories: [], range: null };
  return {
    id: 'f',
    title: 'f',
    subtitle: '',
    summary: '',
    x: axis,
    y: axis,
    zeroLine: false,
    marks: [...marks],
    table: { columns: [], rows: [] },
    ...change,
  };
}

const line: Mark = {
  kind: 'line',
  label: 'twin 0.1',
  task: null,
  dash: 'dash',
  points: [
    [0, 1],
    [1, 2],
  ],
};

describe('traceOf', () => {
  it('draws an interval from low to high around its point', () => {
    const mark: Mark = { kind: 'interval', label: 'rent', task: 1, shape: 'square', y: 2, x: 0.3, low: 0.1, high: 0.7 };
    expect(traceOf(mark, 'light')).toMatchObject({
      x: [0.3],
      y: [2],
      marker: { symbol: 'square', color: '#d55e00' },
      error_x: { symmetric: false, array: [0.7 - 0.3], arrayminus: [0.3 - 0.1] },
    });
  });

  it('fills an open mark with the surface of the theme', () => {
    const mark: Mark = {
      kind: 'points',
      label: '',
      task: 0,
      shape: 'open',
      points: [
        [1, 1],
        [2, 2],
      ],
    };
    expect(traceOf(mark, 'dark')).toMatchObject({ marker: { color: '#171b22', line: { color: '#e69f00', width: 2 } } });
  });

  it('closes a band over its high side and back over its low side', () => {
    const mark: Mark = { kind: 'band', label: '', task: 0, x: [1, 2, 3], low: [0, 1, 2], high: [5, 6, 7] };
    expect(traceOf(mark, 'light')).toMatchObject({ x: [1, 2, 3, 3, 2, 1], y: [5, 6, 7, 2, 1, 0], fill: 'toself' });
  });

  it('leaves zones to the layout', () => {
    const zone: Mark = { kind: 'zone', label: '', axis: 'x', low: -1, high: 1 };
    const figure = figureOf([zone, line], { zeroLine: true });
    expect(tracesOf(figure, 'light')).toHaveLength(1);
    const layout = layoutOf(figure, 'light', { height: 200, decimalMark: '.', labelWidth: null });
    expect(layout).toMatchObject({
      shapes: [
        { x0: -1, x1: 1, yref: 'paper' },
        { x0: 0, x1: 0 },
      ],
    });
  });

  it('gives text no way to be markup', () => {
    expect(plain('<b>a & 5 %</b>')).toBe('&lt;b&gt;a &amp; 5 &#37;&lt;/b&gt;');
  });
});

describe('decimate', () => {
  it('keeps extremes, the first and the last point', () => {
    const points = Array.from({ length: 20_000 }, (_, index): [number, number] => [index, Math.sin(index / 50)]);
    points[7777] = [7777, 40];
    points[12_345] = [12_345, -40];
    const kept = decimate(points);
    expect(kept.length).toBeLessThanOrEqual(1500);
    expect(kept[0]).toEqual(points[0]);
    expect(kept.at(-1)).toEqual(points.at(-1));
    expect(kept).toContainEqual([7777, 40]);
    expect(kept).toContainEqual([12_345, -40]);
    expect(kept.map(([x]) => x)).toEqual(kept.map(([x]) => x).toSorted((a, b) => a - b));
  });

  it('leaves short lines alone', () => {
    const points: [number, number][] = [
      [0, 1],
      [1, 2],
    ];
    expect(decimate(points)).toBe(points);
  });
});

describe('layoutOf', () => {
  it('puts the first category of a y axis on top', () => {
    const y = { title: 'Task', kind: 'category' as const, categories: ['a', 'b', 'c'], range: null };
    const layout = layoutOf(figureOf([line], { y }), 'light', { height: 200, decimalMark: '.', labelWidth: null });
    expect(layout).toMatchObject({ yaxis: { range: [2.5, -0.5], ticktext: ['a', 'b', 'c'], title: { text: '' } } });
  });

  it('labels lines at their ends without one over another', () => {
    const marks: Mark[] = [1, 1.001, 1.002].map((end, index) => ({
      kind: 'line',
      label: `arm ${index}`,
      task: index,
      dash: 'solid',
      points: [
        [0, 0],
        [9, end],
      ],
    }));
    const layout = layoutOf(figureOf(marks), 'light', { height: 200, decimalMark: '.', labelWidth: 90 }) as {
      annotations: { text: string; y: number; yshift: number }[];
      yaxis: { range: [number, number] };
      margin: { t: number; b: number };
    };
    const pixels = 200 - layout.margin.t - layout.margin.b;
    const scale = pixels / (layout.yaxis.range[1] - layout.yaxis.range[0]);
    const heights = layout.annotations.map((label) => label.y * scale + label.yshift).toSorted((a, b) => a - b);
    expect(layout.annotations.map((label) => label.text).toSorted()).toEqual(['arm 0', 'arm 1', 'arm 2']);
    for (let index = 1; index < heights.length; index += 1) {
      expect((heights[index] ?? 0) - (heights[index - 1] ?? 0)).toBeGreaterThan(12.5);
    }
  });

  it('never offers to send anything anywhere', () => {
    expect(plotlyConfig).toMatchObject({ showSendToCloud: false, displaylogo: false });
  });
});

describe('taskColour', () => {
  it('has at least 3:1 contrast on the surface of its theme', () => {
    const surfaces = { light: '#ffffff', dark: '#171b22' } as const;
    for (const theme of ['light', 'dark'] as const) {
      for (let task = 0; task < 5; task += 1) {
        expect(contrast(taskColour(theme, task), surfaces[theme])).toBeGreaterThan(3);
      }
    }
  });
});

/** WCAG 2 contrast of two colours. */
function contrast(a: string, b: string): number {
  const [high = 0, low = 0] = [luminance(a), luminance(b)].toSorted((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((start) => {
    const value = Number.parseInt(hex.slice(start, start + 2), 16) / 255;
    return value <= 0.040_45 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
