import { describe, expect, it } from 'vitest';
import type { Figure } from '../../../src-main/contract/figure.ts';
import { formatFixed, formatNumber } from '../../../src-main/core/compare/wording.ts';
import { figureToSvg } from '../../../src-main/core/report/figure-to-svg.ts';
import { printPalette } from '../../../src-main/core/report/palette.ts';
import { renderReport } from '../../../src-main/core/report/render-report.ts';
import { exampleRecord } from './record.ts';

const hostile = ['<script>alert(1)</script>', '"onload=alert(1) x="', "=cmd|'/C calc'!A0 & </svg>"] as const;

/** Every tag opened is closed in order, and attributes are quoted: the file could be read as XML. */
function assertWellFormed(html: string): void {
  const open: string[] = [];
  const empty = new Set(['meta']);
  for (const [, closing, name = '', attributes = '', selfClosing] of html.matchAll(
    /<(\/?)([a-z][a-z0-9]*)((?:\s+[\w:-]+(?:="[^"<]*")?)*)\s*(\/?)>/gi,
  )) {
    if (closing === '/') expect(open.pop()).toBe(name);
    else if (selfClosing !== '/' && !empty.has(name)) open.push(name);
    expect(attributes).not.toMatch(/\son\w+=/i);
  }
  expect(open).toEqual([]);
  const text = html.replace(/<style>[\s\S]*?<\/style>/, '').replace(/<!doctype html>/, '');
  const rest = text.replace(/<\/?[a-z][a-z0-9]*(?:\s+[\w:-]+(?:="[^"<]*")?)*\s*\/?>/gi, '');
  expect(rest).not.toMatch(/[<>]/);
  expect(rest.replace(/&(?:amp|lt|gt|quot|#39);/g, '')).not.toContain('&');
}

describe('the report', () => {
  const record = exampleRecord(['price', 'rented', 'kind']);
  const html = renderReport(record);

  it('is one well-formed file without scripts or outside resources', () => {
    assertWellFormed(html);
    expect(html).not.toMatch(/<(script|link|iframe|object|embed|img)\b/i);
    expect(html).not.toMatch(/(src|href)=/i);
    expect(html).not.toMatch(/url\(|@import/i);
    expect(html.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:/);
    expect(renderReport(record)).toBe(html);
  });

  it('begins with the verdict', () => {
    const verdict = html.indexOf(record.verdict.overall.title);
    expect(verdict).toBeGreaterThan(0);
    expect(verdict).toBeLessThan(html.indexOf('<svg'));
    for (const task of record.verdict.tasks) expect(html).toContain(task.reason.replaceAll('<', '&lt;'));
  });

  it('holds every number of the comparison', () => {
    for (const row of record.comparison.rows) {
      expect(html).toContain(row.sentence.replaceAll('<', '&lt;'));
      for (const value of [row.mean, row.sd, row.baselineMean, row.baselineSd])
        expect(html).toContain(formatNumber(value ?? 0));
      for (const value of [row.dz, row.cliffsDelta, row.pBetter]) expect(html).toContain(formatFixed(value ?? 0, 2));
      expect(html).toContain(`${row.wins}/${row.ties}/${row.losses}`);
    }
    for (const delta of record.comparison.deltaMtl)
      expect(html).toContain(formatFixed(Math.abs(delta.taskAveraged ?? 0), 2));
    for (const spread of record.comparison.spread) expect(html).toContain(formatNumber(spread.sdOverSplits ?? 0));
    expect(html).toContain(record.comparison.design.footnote);
  });

  it('says how to run it again, what was left out and why', () => {
    for (const text of [
      record.dataset.contentHash,
      'base seed 42',
      '2.21.0',
      '24.21.0',
      'Gradient Surgery',
      'Nadeau and Bengio',
    ]) {
      expect(html).toContain(text);
    }
    expect(html).toContain('the loss became NaN in epoch 3. Lower the learning rate.');
    expect(html).toContain('Column area was named twice');
    for (const question of ['Why should these tasks share?', 'What is the evidence?', 'What if one task regresses?']) {
      expect(html).toContain(question);
    }
    expect(html).toContain('The same flats decide all three.');
  });

  it('calls arms by their names, the chosen one first, and writes formulas as MathML', () => {
    const verdict = html.slice(html.indexOf('class="verdict'), html.indexOf('<h2>Differences'));
    expect(verdict).toContain('Each task with PCGrad');
    expect(verdict).not.toContain('ncertainty weighting');
    expect(html.slice(html.indexOf('<h2>The other arms'))).toContain('Uncertainty weighting: ');
    expect(html).toContain('<math');
    expect(html).not.toMatch(/\\(frac|sum|quad)/);
  });

  it('says what the design could not show, what it cost and which alarms rang', () => {
    const alarm = {
      arm: null,
      task: null,
      kind: 'memory',
      message: 'Only 3 % is free.',
      remedy: 'Close some.',
    } as const;
    const alarmed = renderReport({ ...record, live: { ...record.live!, alarms: [alarm] } });
    expect(html).toContain('Differences smaller than 2.01 standard deviations.');
    expect(html).toContain('41.5 s');
    expect(alarmed).toContain('Only 3 % is free. Close some.');
    expect(renderReport({ ...record, design: null, cost: null })).toContain('could not be repeated');
  });

  it('names the sharing forms that arms use, with their parameters and papers', () => {
    const arms = [
      ...record.study.spec.arms,
      { method: 'equal', sharing: 'film', parameters: {} },
      { method: 'equal', sharing: 'split', parameters: { 'sharing.depth': 1 } },
    ];
    const shared = renderReport({ ...record, study: { ...record.study, spec: { ...record.study.spec, arms } } });
    expect(shared).toContain(
      'networks that share by Hard sharing (Caruana, 1997), Split depth (Misra et al., 2016) and FiLM (Perez et al., 2018), balanced by',
    );
    expect(shared).toContain('Parameters: shared layers 1; groups automatic.');
    expect(shared).toContain('Methods that compare gradients work on the trunk.');
    expect(html).not.toContain('Perez');
    assertWellFormed(shared);
  });

  it('keeps hostile names as text', () => {
    const attacked = renderReport(exampleRecord(hostile, '</title><script>alert(2)</script>'));
    assertWellFormed(attacked);
    expect(attacked).not.toMatch(/<script/i);
    expect(attacked).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  });

  it('is whole without curves, arms or finished runs', () => {
    const empty = renderReport({
      ...record,
      live: null,
      runs: [],
      comparison: { ...record.comparison, rows: [], deltaMtl: [], spread: [], gradientCosines: [], warnings: [] },
    });
    assertWellFormed(empty);
    expect(empty).toContain('No curves were recorded.');
    expect(empty).not.toContain('NaN');
  });
});

describe('a figure as SVG', () => {
  const axis = { title: 'x', kind: 'linear', categories: [], range: null } as const;
  const figure: Figure = {
    id: 'a b"<',
    title: 'A & B',
    subtitle: '',
    summary: 'One < two',
    x: { ...axis, categories: [] },
    y: { ...axis, categories: [] },
    zeroLine: false,
    marks: [
      {
        kind: 'line',
        label: 'one',
        task: 0,
        dash: 'dash',
        points: [
          [0, 1],
          [1, 2],
        ],
      },
      { kind: 'points', label: 'two', task: 7, shape: 'square', points: [[0.5, 1.5]] },
      { kind: 'band', label: 'three', task: null, x: [0, 1], low: [1, 1], high: [2, 2] },
    ],
    table: { columns: [], rows: [] },
  };

  it('has a role, a title and a description', () => {
    const svg = figureToSvg(figure, printPalette);
    assertWellFormed(svg);
    expect(svg).toContain('role="img"');
    expect(svg).toContain('>A &amp; B</title>');
    expect(svg).toContain('>One &lt; two</desc>');
    expect(svg).toContain('stroke-dasharray="6 4"');
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
  });

  it('stands constant, empty and logarithmic data', () => {
    const flat: Figure = {
      ...figure,
      marks: [{ kind: 'line', label: 'flat', task: 0, dash: 'solid', points: [[1, 5]] }],
    };
    const log: Figure = { ...figure, y: { ...figure.y, kind: 'log' } };
    for (const drawn of [flat, { ...figure, marks: [] }, log]) {
      const svg = figureToSvg(drawn, printPalette);
      assertWellFormed(svg);
      expect(svg).not.toMatch(/NaN|Infinity|undefined/);
    }
  });
});
