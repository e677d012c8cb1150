import { describe, expect, it } from 'vitest';
import type { ComparisonRow } from '../../../src-main/contract/comparison.ts';
import type { Figure } from '../../../src-main/contract/figure.ts';
import { namedRows, rowsHeight } from '../../../src-renderer/view/compare/figure-row.ts';
import { bestArms, groupRows } from '../../../src-renderer/view/compare/group.ts';
import { escapeLatex, latexTable } from '../../../src-renderer/view/compare/latex.ts';
import { markdownTable } from '../../../src-renderer/view/compare/markdown.ts';

function row(change: Partial<ComparisonRow>): ComparisonRow {
  return {
    arm: 'equal',
    baseline: 'single-task:rent',
    task: 'rent',
    metric: 'r2',
    n: 10,
    mean: 0.6,
    sd: 0.02,
    baselineMean: 0.5,
    baselineSd: 0.02,
    difference: 0.1,
    relativePercent: 20,
    ci95: [0.05, 0.15],
    t: 3,
    df: 9,
    p: 0.01,
    pHolm: 0.03,
    dz: 1,
    cliffsDelta: 0.9,
    rope: 0.01,
    pBetter: 0.99,
    pEqual: 0.01,
    pWorse: 0,
    wins: 10,
    ties: 0,
    losses: 0,
    reading: 'better',
    unitsNeeded: null,
    sentence: '',
    units: [],
    reason: null,
    ...change,
  };
}

describe('bestArms', () => {
  it('holds every arm whose interval reaches the best', () => {
    const rows = [
      row({ arm: 'equal', difference: 0.1, ci95: [0.05, 0.15] }),
      row({ arm: 'pcgrad', difference: 0.14, ci95: [0.1, 0.18] }),
      row({ arm: 'gradnorm', difference: 0.05, ci95: [0.02, 0.08] }),
    ];
    expect([...bestArms(rows)].toSorted()).toEqual(['equal', 'pcgrad']);
  });

  it('is empty where nothing beats the baseline or nothing was measured', () => {
    expect(bestArms([row({ difference: -0.1, ci95: [-0.2, 0.05], reading: 'open' })]).size).toBe(0);
    expect(bestArms([row({ difference: null, ci95: null })]).size).toBe(0);
  });
});

describe('groupRows', () => {
  it('keeps tasks and metrics apart and in order', () => {
    const groups = groupRows([row({}), row({ task: 'price' }), row({ arm: 'pcgrad' }), row({ metric: 'mae' })]);
    expect(groups.map((group) => [group.task, group.metric, group.rows.length])).toEqual([
      ['rent', 'r2', 2],
      ['price', 'r2', 1],
      ['rent', 'mae', 1],
    ]);
  });
});

describe('latexTable', () => {
  it('escapes what LaTeX would read as its own', () => {
    expect(escapeLatex('95 % of a_b & c^2 < −1')).toBe('95 \\% of a\\_b \\& c\\textasciicircum{}2 $<$ $-$1');
  });

  it('is a booktabs table with one line a row', () => {
    const columns = [
      { id: 'task', label: 'Task', value: (entry: ComparisonRow) => entry.task },
      { id: 'mean', label: 'Mean', numeric: true, value: (entry: ComparisonRow) => entry.mean },
    ];
    expect(latexTable(columns, [row({})], 'a note').split('\n')).toEqual([
      '\\begin{tabular}{lr}',
      '\\toprule',
      'Task & Mean \\\\',
      '\\midrule',
      'rent & 0.6 \\\\',
      '\\bottomrule',
      '\\end{tabular}',
      '% a note',
    ]);
  });
});

describe('markdownTable', () => {
  it('aligns numbers right and escapes what Markdown would read as its own', () => {
    const columns = [
      { id: 'task', label: 'Task|one', value: (entry: ComparisonRow) => entry.task },
      { id: 'mean', label: 'Mean', numeric: true, value: (entry: ComparisonRow) => entry.mean },
    ];
    expect(markdownTable(columns, [row({ task: 'rent_2' })], 'a note').split('\n')).toEqual([
      '| Task\\|one | Mean |',
      '| --- | ---: |',
      '| rent\\_2 | 0.6 |',
      '',
      'a note',
    ]);
  });
});

describe('rowsHeight', () => {
  const figureOf = (rows: number): Figure => ({
    id: 'difference',
    title: '',
    subtitle: '',
    summary: '',
    x: { title: '', kind: 'linear', categories: [], range: null },
    y: {
      title: '',
      kind: 'category',
      categories: Array.from({ length: rows }, (_, row) => `t · a${row}`),
      range: null,
    },
    zeroLine: true,
    marks: [],
    table: { columns: [], rows: [] },
  });

  it('keeps the names of rows apart, however many there are', () => {
    const heights = [1, 3, 8, 23, 30, 84, 480].map((rows) => ({ rows, height: rowsHeight(figureOf(rows)) }));
    for (const { rows, height } of heights) expect((height - 58) / rows).toBeGreaterThanOrEqual(15);
    expect(heights.map(({ height }) => height)).toEqual(heights.map(({ height }) => height).toSorted((a, b) => a - b));
  });

  it('names the arms of the rows', () => {
    expect(namedRows(figureOf(1), (arm) => arm.toUpperCase()).y.categories).toEqual(['t · A0']);
  });
});
