import { describe, expect, it } from 'vitest';
import type { Explanation } from '../../../src-main/contract/explain.ts';
import { renderReport } from '../../../src-main/core/report/render-report.ts';
import { exampleRecord } from './record.ts';

const record = exampleRecord(['rent', 'sold', 'kind']);

/** The rent under the arm of the verdict, as the service explains it. */
function explanationOf(change: Partial<Explanation> = {}): Explanation {
  const comparison = record.comparison.rows.find(({ task, arm }) => task === 'rent' && arm === 'pcgrad') ?? null;
  const summary = { mean: 0, sd: 1, low: -1, median: 0, high: 1, medianAbsolute: 0.5, rows: 400 };
  return {
    task: 'rent',
    type: 'regression',
    arm: 'pcgrad',
    coverage: { replicates: 10, splits: 10, unpaired: 0, rows: 180, predictions: 400, sentence: '' },
    why: {
      comparison,
      findings: [
        { about: 'gradients', cause: 'opposed-gradients', sentence: 'Its gradient opposes that of sold.' },
        { about: 'labels', cause: null, sentence: 'Every task has 200 labelled rows.' },
      ],
    },
    classification: null,
    regression: { residuals: { twin: summary, arm: summary }, figures: {} } as unknown as Explanation['regression'],
    rows: {
      rows: 180,
      fixed: 3,
      broken: 4,
      bothRight: null,
      bothWrong: null,
      undecided: 0,
      churn: { twin: null, arm: null },
      columns: [],
      examples: { fixed: [], broken: [] },
      sentence: 'Of 180 rows 3 are closer.',
    },
    cohorts: {
      metric: 'rmse',
      fewestRows: 10,
      levelsLeftOut: 0,
      leftOut: [],
      cohorts:
        comparison === null
          ? []
          : ['<north>', 'south', 'east', 'west'].map((level) => ({ column: 'site', level, rows: 40, comparison })),
      sentence: 'By RMSE no cohort differs.',
      warnings: [],
      figure: null,
    },
    relations: null,
    ...change,
  };
}

function sectionOf(explanations: readonly Explanation[] | null): string {
  const html = renderReport({ ...record, explanations });
  const start = html.indexOf('<h2>Why, which rows');
  return html.slice(start, html.indexOf('<h2>', start + 4));
}

describe('the section of explanations', () => {
  it('says the findings that fit, the rows and the cohorts that lost most', () => {
    const html = sectionOf([explanationOf()]);
    expect(html).toContain('Its gradient opposes that of sold.');
    expect(html).not.toContain('Every task has 200 labelled rows.');
    expect(html).toContain('Of 180 rows 3 are closer.');
    expect(html).toContain('site &lt;north&gt;');
    expect(html).toContain('site east');
    expect(html).not.toContain('site west');
    expect(html).toContain('no proof of a cause');
  });

  it('says everything that was measured where nothing fits', () => {
    const html = sectionOf([
      explanationOf({
        why: { comparison: null, findings: [{ about: 'labels', cause: null, sentence: 'Every task has 200 rows.' }] },
      }),
    ]);
    expect(html).toContain('none of which points to a cause');
    expect(html).toContain('Every task has 200 rows.');
  });

  it('says that there is nothing to look into', () => {
    for (const none of [null, []]) expect(sectionOf(none)).toContain('are not there to look into');
  });
});
