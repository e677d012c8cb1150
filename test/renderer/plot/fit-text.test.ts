import { describe, expect, it } from 'vitest';
import type { Figure } from '../../../src-main/contract/figure.ts';
import { shorten } from '../../../src-renderer/component/shorten.ts';
import { isNarrow, linesOf } from '../../../src-renderer/plot/fit-text.ts';
import { layoutOf } from '../../../src-renderer/plot/layout.ts';

const figure: Figure = {
  id: 'difference',
  title: 'Difference',
  subtitle: '',
  summary: '',
  x: { title: 'Difference in multiples of the tolerance (worse, better)', kind: 'linear', categories: [], range: null },
  y: { title: 'Task', kind: 'category', categories: ['moisture_percent · Uncertainty weighting'], range: null },
  zeroLine: true,
  marks: [],
  table: { columns: [], rows: [] },
};
const options = { height: 200, decimalMark: '.', labelWidth: null } as const;

describe('shorten', () => {
  it('leaves what fits, and marks what it cut', () => {
    expect(shorten('clay', 4)).toBe('clay');
    expect(shorten('clay percent', 6)).toBe('clay…');
  });
});

describe('linesOf', () => {
  it('breaks between words only, and loses none', () => {
    expect(linesOf('one two three four', 9)).toEqual(['one two', 'three', 'four']);
    expect(linesOf('incomprehensibilities are long', 6)).toEqual(['incomprehensibilities', 'are', 'long']);
    expect(linesOf('', 9)).toEqual([]);
  });
});

describe('isNarrow', () => {
  it('goes by the width, and by the names of rows beside the title of x', () => {
    expect(isNarrow(figure, 800)).toBe(false);
    expect(isNarrow(figure, 479)).toBe(true);
    const long = { ...figure, y: { ...figure.y, categories: ['m'.repeat(90)] } };
    expect(isNarrow(long, 800)).toBe(true);
    expect(isNarrow(long, 1200)).toBe(false);
    expect(isNarrow({ ...long, y: { ...long.y, kind: 'linear', categories: [] } }, 800)).toBe(false);
  });
});

describe('layoutOf a narrow chart', () => {
  it('shortens the names of rows, and puts the title of x below in lines of its own', () => {
    const layout = layoutOf(figure, 'light', { ...options, narrow: 300 }) as {
      margin: { b: number };
      xaxis: { title: { text: string } };
      yaxis: { ticktext: readonly string[] };
      annotations: readonly { text: string }[];
    };
    expect(layout.xaxis.title.text).toBe('');
    expect(layout.annotations[0]?.text.replaceAll('<br>', ' ')).toBe(figure.x.title);
    expect(layout.annotations[0]?.text).toContain('<br>');
    expect(layout.yaxis.ticktext[0]).toMatch(/^moisture_percent.*…$/);
    expect(layout.margin.b).toBeGreaterThan(42);
  });

  it('leaves a chart with room as it is', () => {
    const layout = layoutOf(figure, 'light', { ...options, narrow: null });
    expect(layout).toEqual(layoutOf(figure, 'light', options));
    expect(layout).toMatchObject({ annotations: [], yaxis: { ticktext: figure.y.categories } });
  });
});
