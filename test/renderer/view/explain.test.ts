import '../helper/rune.ts';
import { describe, expect, it } from 'vitest';
import type { ClassCurvesView, ThresholdRates } from '../../../src-main/contract/explain.ts';
import type { Figure } from '../../../src-main/contract/figure.ts';
import { tableContent } from '../../../src-renderer/component/table-content.ts';
import { confusionColumns, confusionRows, rowShares } from '../../../src-renderer/view/explain/confusion.ts';
import { labelRoom } from '../../../src-renderer/view/explain/label-room.ts';
import {
  precisionRecallPlace,
  ratesAt,
  rocPlace,
  withThreshold,
} from '../../../src-renderer/view/explain/threshold.ts';

const { rowColumns } = await import('../../../src-renderer/view/explain/row-column.ts');

const rates = (change: Partial<ThresholdRates> = {}): ThresholdRates => ({
  truePositives: 3,
  falsePositives: 1,
  trueNegatives: 4,
  falseNegatives: 2,
  precision: 0.75,
  recall: 0.6,
  specificity: 0.8,
  f1: 2 / 3,
  accuracy: 0.7,
  ...change,
});

const figure: Figure = {
  id: 'roc',
  title: 'ROC',
  subtitle: '',
  summary: '',
  x: { title: '', kind: 'linear', categories: [], range: [0, 1] },
  y: { title: '', kind: 'linear', categories: [], range: [0, 1] },
  zeroLine: false,
  marks: [{ kind: 'line', label: 'twin', task: null, dash: 'dash', points: [[0, 0]] }],
  table: { columns: [], rows: [] },
};

describe('the threshold', () => {
  it('takes the hundredth nearest to it', () => {
    const thresholds = Array.from({ length: 101 }, (_, step) => ({
      threshold: step / 100,
      twin: rates({ truePositives: step }),
      arm: rates(),
    }));
    const view = { thresholds } as unknown as ClassCurvesView;
    expect(ratesAt(view, 0.29).twin.truePositives).toBe(29);
    expect(ratesAt(view, 1).twin.truePositives).toBe(100);
    expect(ratesAt({ thresholds: [] } as unknown as ClassCurvesView, 0.4)).toMatchObject({ threshold: 0.4 });
  });

  it('stands as a point of each side in the picture, where there are rates', () => {
    const at = { threshold: 0.5, twin: rates(), arm: rates({ precision: null }) };
    const points = (marked: Figure) => marked.marks.flatMap((mark) => (mark.kind === 'points' ? [mark] : []));
    const roc = points(withThreshold(figure, at, 3, rocPlace));
    expect(roc.map(({ task, shape }) => [task, shape])).toEqual([
      [null, 'open'],
      [3, 'circle'],
    ]);
    expect(roc[0]?.points[0]?.[0]).toBeCloseTo(0.2, 12);
    expect(points(withThreshold(figure, at, 3, precisionRecallPlace)).map(({ task }) => task)).toEqual([null]);
    expect(withThreshold({ ...figure, marks: [] }, at, 3, rocPlace).marks).toEqual([]);
  });
});

describe('the confusion tables', () => {
  it('have shares of the true class, and none without rows of it', () => {
    expect(
      rowShares([
        [3, 1],
        [0, 0],
      ]),
    ).toEqual([
      [0.75, 0.25],
      [null, null],
    ]);
  });

  it('are copied as one table of both models', () => {
    const classes = ['no', 'yes'];
    const sides = [
      {
        name: 'single-task twin',
        counts: [
          [1, 2],
          [3, 4],
        ],
      },
      {
        name: 'PCGrad',
        counts: [
          [5, 6],
          [7, 8],
        ],
      },
    ];
    const { text } = tableContent(confusionColumns(classes), confusionRows(classes, sides), 'Confusion');
    expect(text.split('\n')).toEqual([
      'Model\tTrue class\tpredicted no\tpredicted yes',
      'single-task twin\tno\t1\t2',
      'single-task twin\tyes\t3\t4',
      'PCGrad\tno\t5\t6',
      'PCGrad\tyes\t7\t8',
    ]);
  });
});

describe('the rows that changed', () => {
  const rows = { columns: ['size', 'site'] } as unknown as Parameters<typeof rowColumns>[0]['rows'];
  const example = {
    row: 12,
    truth: 'yes',
    twin: 'yes',
    arm: 'no',
    score: { twin: 1, arm: 0.25 },
    replicates: 4,
    cells: ['0.5', null],
  };

  it('are copied with their inputs', () => {
    const { text } = tableContent(rowColumns({ type: 'binary', rows }), [example], 'Rows');
    expect(text.split('\n')).toEqual([
      'row\ttrue\ttwin\tarm\tright, twin\tright, arm\treplicates\tsize\tsite',
      '12\tyes\tyes\tno\t1\t0.25\t4\t0.5\t',
    ]);
  });

  it('have errors where the task is a number', () => {
    const labels = rowColumns({ type: 'regression', rows }).map(({ label }) => label);
    expect(labels).toContain('error, twin');
  });
});

describe('the room for names of lines', () => {
  it('fits the longest, up to a bound', () => {
    const named = (label: string): Figure => ({
      ...figure,
      marks: [{ ...figure.marks[0], label } as Figure['marks'][0]],
    });
    expect(labelRoom(named('twin'))).toBeCloseTo(14 + 4 * 6.2, 6);
    expect(labelRoom(named('x'.repeat(90)))).toBe(140);
  });
});
