import { describe, expect, it } from 'vitest';
import {
  verdictSchema,
  type Comparison,
  type ComparisonRow,
  type Reading,
} from '../../../src-main/contract/comparison.ts';
import { compareScores } from '../../../src-main/core/compare/compare-scores.ts';
import { decideVerdict } from '../../../src-main/core/compare/decide-verdict.ts';
import { directions, series } from './scores.ts';

const base = compareScores(
  [
    ...series('single-task:a', 'a', 'accuracy', [0.6, 0.61, 0.6]),
    ...series('equal', 'a', 'accuracy', [0.62, 0.64, 0.61]),
  ],
  { baseline: null, metric: null, directions },
);

type Outcome = Reading | { open: number | null };

/** A comparison whose rows read as given: arm -> task -> reading, an open one with the units it needs. */
function reading(arms: Record<string, Record<string, Outcome>>): Comparison {
  const rows = Object.entries(arms).flatMap(([arm, tasks]) =>
    Object.entries(tasks).map(([task, outcome]): ComparisonRow => {
      const row = { ...(base.rows[0] as ComparisonRow), arm, task, baseline: `single-task:${task}` };
      return typeof outcome === 'string'
        ? { ...row, reading: outcome, unitsNeeded: null }
        : { ...row, reading: 'open', unitsNeeded: outcome.open };
    }),
  );
  return { ...base, rows, deltaMtl: [] };
}

function overall(arms: Record<string, Record<string, Outcome>>, options = {}) {
  return verdictSchema.parse(decideVerdict(reading(arms), options)).overall;
}

describe('the verdict, by the first rule that matches', () => {
  it('is undecided while more replicates could settle a task, by the largest number', () => {
    const verdict = overall({ x: { a: 'better', b: { open: 3 }, c: { open: 7 } } });
    expect(verdict).toMatchObject({ kind: 'undecided', unitsNeeded: 7, title: 'Undecided: run 7 more replicates' });
    expect(verdict.reason).toContain('b and c');
  });

  it('adopts where one is better and none is worse or open', () => {
    expect(overall({ x: { a: 'better', b: 'equal', c: 'safe' } })).toMatchObject({
      kind: 'adopt',
      tasks: ['a', 'b', 'c'],
    });
  });

  it('adopts equal and safe tasks where fewer models is a goal, and else rolls back', () => {
    expect(overall({ x: { a: 'safe', b: 'equal' } }, { fewerModelsIsAGoal: true }).kind).toBe('adopt');
    expect(overall({ x: { a: 'safe', b: 'equal' } })).toMatchObject({ kind: 'roll-back', tasks: [] });
    expect(overall({ x: { a: 'safe', b: 'equal' } }).reason).toContain('no task gains');
  });

  it('splits where another task is worse, or open for good', () => {
    expect(overall({ x: { a: 'better', b: 'worse' } })).toMatchObject({ kind: 'split', tasks: ['a'] });
    expect(overall({ x: { a: 'better', b: { open: null } } })).toMatchObject({ kind: 'split', tasks: ['a'] });
  });

  it('rolls back and names the cause', () => {
    expect(overall({ x: { a: 'worse', b: 'equal' } }).reason).toContain('a got worse');
    expect(overall({ x: { a: { open: null }, b: 'equal' } }).reason).toContain('too few rows to tell about a');
  });

  it('chooses the arm with the most tasks better, then the fewest worse, and says so', () => {
    const arms = {
      x: { a: 'better', b: 'worse' },
      y: { a: 'better', b: 'safe' },
      z: { a: 'equal', b: 'equal' },
    } as const;
    const verdict = decideVerdict(reading(arms));
    expect(verdict.overall).toMatchObject({ kind: 'adopt', arm: 'y' });
    expect(verdict.overall.reason).toContain('part of the Holm family');
    expect(verdict.arms.map((arm) => arm.kind)).toEqual(['split', 'adopt', 'roll-back']);
    expect(verdict.tasks).toHaveLength(6);
  });

  it('chooses by Delta-MTL where no task tells two arms apart, not by how many are settled', () => {
    const comparison = reading({ x: { a: 'safe', b: 'open' }, y: { a: 'open', b: 'open' } });
    const delta = (arm: string, percent: number): Comparison['deltaMtl'][number] => ({
      arm,
      taskAveraged: percent,
      metricFlat: percent,
      ci95: null,
      metricFlatCi95: null,
      worstTask: null,
      tasksBelowZero: 0,
      meanRank: null,
      excluded: [],
    });
    const verdict = decideVerdict({ ...comparison, deltaMtl: [delta('x', -15), delta('y', 3)] });
    expect(verdict.overall.arm).toBe('y');
  });

  it('has nothing to say of nothing', () => {
    expect(overall({})).toMatchObject({ kind: 'undecided', arm: null, unitsNeeded: null });
  });

  it('explains a task that got worse by gradients and labels', () => {
    const comparison: Comparison = {
      ...reading({ x: { a: 'worse', b: 'better' } }),
      gradientCosines: [{ arm: 'x', taskA: 'a', taskB: 'b', mean: -0.2, conflictRate: 0.61 }],
    };
    const verdict = decideVerdict(comparison, { labelCounts: { a: 900, b: 100 } });
    expect(verdict.tasks[0]?.reason).toContain('opposes that of b in 61 %');
    expect(verdict.tasks[0]?.reason).toContain('900 labelled rows; the others: b 100');
    expect(verdict.tasks.map(({ causes }) => causes)).toEqual([['opposed-gradients'], ['few-labels']]);
  });
});

describe('a verdict beside alternatives', () => {
  it('speaks of multi-task arms only, however good an alternative is', () => {
    const verdict = overall({ linear: { a: 'better', b: 'better' }, equal: { a: 'worse', b: 'equal' } });
    expect(verdict).toMatchObject({ kind: 'roll-back', arm: 'equal' });
    const both = decideVerdict(reading({ 'ensemble;members=5': { a: 'better' }, equal: { a: 'worse' } }));
    expect(both.arms.map(({ arm }) => arm)).toEqual(['equal']);
    expect(both.tasks.map(({ arm }) => arm)).toEqual(['equal']);
  });

  it('is none where there is no multi-task arm', () => {
    const verdict = overall({ linear: { a: 'better' }, sequential: { a: 'worse' } });
    expect(verdict).toMatchObject({
      kind: 'undecided',
      arm: null,
      title: expect.stringContaining('no multi-task arm') as string,
    });
  });
});

describe('the causes of a verdict', () => {
  const taskOf = (outcome: 'better' | 'worse' | 'equal', mean: number, conflictRate: number, labels = [100, 100]) => {
    const comparison: Comparison = {
      ...reading({ x: { a: outcome } }),
      gradientCosines: [{ arm: 'x', taskA: 'a', taskB: 'b', mean, conflictRate }],
    };
    return decideVerdict(comparison, { labelCounts: { a: labels[0] ?? 0, b: labels[1] ?? 0 } }).tasks[0];
  };
  const causesOf = (outcome: 'better' | 'worse' | 'equal', conflictRate: number, a: number, b: number) =>
    taskOf(outcome, -0.2, conflictRate, [a, b])?.causes;

  it('are opposed gradients from half of the epochs on, where a task got worse', () => {
    expect(causesOf('worse', 0.5, 100, 100)).toEqual(['opposed-gradients']);
    expect(causesOf('worse', 0.49, 100, 100)).toBeUndefined();
    expect(causesOf('better', 0.9, 100, 100)).toBeUndefined();
  });

  it('are not opposed gradients but capacity where the mean cosine is near zero, however often it is below', () => {
    expect(taskOf('worse', -0.09, 0.55)?.causes).toEqual(['capacity']);
    expect(taskOf('worse', 0.09, 0.45)?.causes).toEqual(['capacity']);
    expect(taskOf('worse', -0.1, 0.55)?.causes).toEqual(['opposed-gradients']);
    expect(taskOf('worse', 0.1, 0.45)?.causes).toBeUndefined();
    expect(taskOf('better', 0, 0.5)?.causes).toBeUndefined();
    expect(taskOf('worse', -0.01, 0.52)?.reason).toContain('near a right angle to that of b');
  });

  it('are few labels beside a task with twice as many, whichever way it went', () => {
    expect(causesOf('worse', 0.9, 100, 200)).toEqual(['opposed-gradients', 'few-labels']);
    expect(causesOf('better', 0, 100, 200)).toEqual(['few-labels']);
    expect(causesOf('worse', 0, 100, 199)).toBeUndefined();
    expect(causesOf('equal', 0, 100, 900)).toBeUndefined();
  });
});

describe('the wording of a verdict', () => {
  const naming = { armNames: { x: 'Uncertainty weighting', y: 'PCGrad' }, directions };

  it('calls arms by their names, within a sentence in lower case, and by their ids where there is no name', () => {
    const comparison = reading({ x: { a: 'better', b: 'better', c: 'worse' } });
    const { overall: named } = decideVerdict(comparison, naming);
    expect(named.title).toBe('Adopt uncertainty weighting for a and b only');
    expect(named.reason).toContain('With uncertainty weighting, two tasks are better than their twins');
    expect(decideVerdict(comparison).overall.title).toBe('Adopt x for a and b only');
    expect(decideVerdict(reading({ y: { a: 'better' } }), naming).overall.title).toBe('Adopt PCGrad');
  });

  it('counts tasks before it lists them', () => {
    const { reason } = overall({ x: { a: 'worse', b: 'worse', c: 'worse', d: { open: null } } }, naming);
    expect(reason).toBe(
      'With uncertainty weighting, three tasks are worse than their twins on new data of this kind: a, b and c. One task shows no evidence of a difference from its twin: d. Cause: a, b and c got worse; too few rows to tell about d.',
    );
  });

  it('gives a task’s difference in metric units with its interval first', () => {
    const verdict = decideVerdict(reading({ x: { a: 'better' } }), naming);
    expect(verdict.tasks[0]?.reason).toMatch(/^\+0\.020 accuracy \[−0\.013, 0\.053\]: better than its twin/i);
  });
});

describe('a verdict at the edges', () => {
  it('says that an arm without a defined pair cannot be compared, not that it shows no difference', () => {
    const comparison = reading({ x: { a: { open: null } } });
    const rows = comparison.rows.map((row) => ({ ...row, n: 0, difference: null, ci95: null, p: null, pHolm: null }));
    const { overall: verdict } = decideVerdict({ ...comparison, rows });
    expect(verdict.reason).toBe('No run with x can be compared on a. Cause: no test for a.');
  });

  it('gives no verdict on twins where the only multi-task arm is the baseline', () => {
    const scores = [
      ...series('single-task:a', 'a', 'accuracy', [0.6, 0.61]),
      ...series('equal', 'a', 'accuracy', [0.7, 0.72]),
    ];
    const comparison = compareScores(scores, { baseline: 'equal', metric: null, directions });
    expect(comparison.rows).toHaveLength(1);
    expect(decideVerdict(comparison).overall).toMatchObject({ kind: 'undecided', arm: null });
    expect(decideVerdict(comparison).overall.title).toContain('No verdict');
  });
});
