import { describe, expect, it } from 'vitest';
import type { Comparison, ComparisonRow, Reading } from '../../../src-main/contract/comparison.ts';
import { compareScores } from '../../../src-main/core/compare/compare-scores.ts';
import { findWhy, type TrainingFacts } from '../../../src-main/core/explain/find-why.ts';
import { directions, series } from '../compare/scores.ts';

const base = compareScores(
  [
    ...series('single-task:a', 'a', 'accuracy', [0.6, 0.61, 0.6]),
    ...series('equal', 'a', 'accuracy', [0.62, 0.64, 0.61]),
  ],
  { baseline: null, metric: null, directions },
);
const even: TrainingFacts = {
  labelCounts: { a: 100, b: 100 },
  taskWeights: { a: 1, b: 1 },
  firstLosses: { a: 1, b: 2 },
};

function why(reading: Reading, facts: Partial<TrainingFacts> = {}, cosine: [number, number] | null = null) {
  const row: ComparisonRow = { ...(base.rows[0] as ComparisonRow), reading };
  const comparison: Comparison = {
    ...base,
    gradientCosines:
      cosine === null ? [] : [{ arm: 'equal', taskA: 'a', taskB: 'b', mean: cosine[0], conflictRate: cosine[1] }],
  };
  const findings = findWhy(row, comparison, { ...even, ...facts });
  return Object.fromEntries(findings.map(({ about, cause, sentence }) => [about, { cause, sentence }]));
}

describe('what may lie behind a verdict', () => {
  it('is said of gradients, labels, weights and scales, also where there is nothing', () => {
    const found = why('worse');
    expect(Object.keys(found)).toEqual(['gradients', 'labels', 'weights', 'scales']);
    expect(Object.values(found).map(({ cause }) => cause)).toEqual([null, null, null, null]);
    expect(found['gradients']?.sentence).toContain('No gradient cosines');
    expect(found['labels']?.sentence).toContain('Every task has 100 labelled rows');
  });

  it('are gradients that oppose each other, stand at a right angle, or agree', () => {
    expect(why('worse', {}, [-0.3, 0.8])['gradients']?.cause).toBe('opposed-gradients');
    expect(why('worse', {}, [0.02, 0.48])['gradients']?.cause).toBe('capacity');
    expect(why('better', {}, [0.4, 0.1])['gradients']?.cause).toBe('aligned-gradients');
    expect(why('better', {}, [0.4, 0.1])['gradients']?.sentence).toContain('least with that of b (mean cosine 0.40');
  });

  it('names no cause that goes against what was found', () => {
    expect(why('worse', {}, [0.4, 0.1])['gradients']?.cause).toBeNull();
    expect(why('better', {}, [-0.3, 0.8])['gradients']?.cause).toBeNull();
    expect(why('better', { taskWeights: { a: 0.1, b: 1.9 } })['weights']?.cause).toBeNull();
    expect(why('open', {}, [-0.3, 0.8])['gradients']?.cause).toBe('opposed-gradients');
  });

  it('are few labels, a weight below half of an equal share, and losses ten times apart', () => {
    expect(why('worse', { labelCounts: { a: 50, b: 100 } })['labels']?.cause).toBe('few-labels');
    const light = why('worse', { taskWeights: { a: 0.4, b: 1.6 } })['weights'];
    expect(light).toEqual({
      cause: 'small-weight',
      sentence: 'Its loss had 20 % of the task weights, mean over epochs; an equal share is 50 %.',
    });
    expect(why('worse', { taskWeights: { a: 0.5, b: 1.5 } })['weights']?.cause).toBeNull();
    expect(why('worse', { firstLosses: { a: 0.5, b: 5 } })['scales']?.cause).toBe('unequal-scales');
    expect(why('worse', { firstLosses: { a: 0.6, b: 5 } })['scales']?.cause).toBeNull();
  });

  it('are not made up where an arm has neither weights nor losses', () => {
    const none = why('worse', { taskWeights: {}, firstLosses: {} });
    expect(none['weights']).toMatchObject({ cause: null });
    expect(none['scales']).toMatchObject({ cause: null });
  });
});
