import { describe, expect, it } from 'vitest';
import { averageCurve } from '../../../src-main/core/explain/average-curve.ts';
import { classCurves } from '../../../src-main/core/explain/class-curves.ts';
import type { ClassScores } from '../../../src-main/core/explain/class-scores.ts';
import { classScores } from '../../../src-main/core/explain/class-scores.ts';
import { precisionAt, precisionRecallCurve, stepArea } from '../../../src-main/core/explain/precision-recall-curve.ts';
import { heightAt, rocCurve, trapezoidArea } from '../../../src-main/core/explain/roc-curve.ts';
import { auroc } from '../../../src-main/core/metric/auroc.ts';
import { averagePrecision } from '../../../src-main/core/metric/average-precision.ts';
import type { Evaluation, Metric } from '../../../src-main/core/metric/metric.ts';
import { permutation } from '../../../src-main/core/util/hash.ts';
import { binaryTask, randomScores, replicate, scoresOf } from './pairs.ts';

const tied = scoresOf([0.9, 0.8, 0.8, 0.3], [1, 1, 0, 0]);
const lists = [
  { seed: 1, count: 60, levels: 5 },
  { seed: 2, count: 200, levels: 1000 },
  { seed: 3, count: 40, levels: 2 },
  { seed: 4, count: 333, levels: 17 },
].map(({ seed, count, levels }) => randomScores(seed, count, levels));

function metricOf(metric: Metric, { scores, positive }: ClassScores): number | null {
  const evaluation: Evaluation = {
    type: 'binary',
    count: scores.length,
    classCount: 1,
    predictions: scores,
    targets: Float64Array.from(positive),
  };
  return metric.compute(evaluation).value;
}

function rocArea(scores: ClassScores): number {
  return trapezoidArea(rocCurve(scores) ?? []);
}

function recallArea(scores: ClassScores): number {
  return stepArea(precisionRecallCurve(scores) ?? []);
}

describe('the ROC curve', () => {
  it('has one point a distinct score, ties joined by a straight line', () => {
    expect(rocCurve(tied)).toEqual([
      [0, 0],
      [0, 1 / 2],
      [1 / 2, 1],
      [1, 1],
    ]);
    // of four pairs three are in order and one is tied
    expect(rocArea(tied)).toBe((3 + 1 / 2) / 4);
  });

  it('is the diagonal where every score is the same, and has none without both kinds', () => {
    expect(rocCurve(scoresOf([0.4, 0.4, 0.4], [1, 0, 0]))).toEqual([
      [0, 0],
      [1, 1],
    ]);
    expect(rocArea(scoresOf([0.4, 0.4, 0.4], [1, 0, 0]))).toBe(0.5);
    expect(rocCurve(scoresOf([0.1, 0.2], [1, 1]))).toBeNull();
    expect(rocCurve(scoresOf([], []))).toBeNull();
  });

  it('rises upright where it jumps, and is read there at its upper end', () => {
    const points = rocCurve(tied) ?? [];
    expect(heightAt(points, 0)).toBe(0.5);
    expect(heightAt(points, 0.25)).toBe(0.75);
    expect(heightAt(points, 1)).toBe(1);
  });
});

describe('the precision-recall curve', () => {
  it('has one point a distinct score and an area of steps', () => {
    expect(precisionRecallCurve(tied)).toEqual([
      [1 / 2, 1],
      [1, 2 / 3],
      [1, 2 / 4],
    ]);
    expect(recallArea(tied)).toBeCloseTo((1 / 2) * 1 + (1 / 2) * (2 / 3), 12);
    expect(precisionRecallCurve(scoresOf([0.5], [0]))).toBeNull();
  });

  it('is read at the first point that reaches the recall', () => {
    const points = precisionRecallCurve(tied) ?? [];
    expect([0, 0.5, 0.51, 1].map((recall) => precisionAt(points, recall))).toEqual([1, 1, 2 / 3, 2 / 3]);
  });
});

describe('areas, over scores with and without ties', () => {
  it('are those of the metrics', () => {
    for (const scores of lists) {
      expect(rocArea(scores)).toBeCloseTo(metricOf(auroc, scores) ?? Number.NaN, 12);
      expect(recallArea(scores)).toBeCloseTo(metricOf(averagePrecision, scores) ?? Number.NaN, 12);
    }
  });

  it('do not change under rising maps of the scores', () => {
    const maps = [Math.exp, (score: number) => score ** 3, (score: number) => 1e6 * score - 7, Math.atan];
    for (const { scores, positive } of lists) {
      for (const map of maps) {
        const mapped = { scores: scores.map(map), positive };
        expect(rocArea(mapped)).toBe(rocArea({ scores, positive }));
        expect(recallArea(mapped)).toBe(recallArea({ scores, positive }));
      }
    }
  });

  it('do not change with the order of the rows', () => {
    for (const { scores, positive } of lists) {
      const order = permutation(scores.length, 5);
      const shuffled = {
        scores: Float64Array.from(order, (row) => scores[row] as number),
        positive: Uint8Array.from(order, (row) => positive[row] as number),
      };
      expect(rocArea(shuffled)).toBeCloseTo(rocArea({ scores, positive }), 12);
      expect(recallArea(shuffled)).toBeCloseTo(recallArea({ scores, positive }), 12);
    }
  });

  it('of the ROC curve turns to one less itself where scores, or classes, are turned round', () => {
    for (const { scores, positive } of lists) {
      const area = rocArea({ scores, positive });
      expect(rocArea({ scores: scores.map((score) => -score), positive })).toBeCloseTo(1 - area, 12);
      expect(rocArea({ scores, positive: positive.map((one) => 1 - one) })).toBeCloseTo(1 - area, 12);
    }
  });
});

describe('curves over replicates', () => {
  const steep = [
    [0, 0],
    [0, 1],
    [1, 1],
  ] as const;
  const flat = [
    [0, 0],
    [1, 1],
  ] as const;

  it('are averaged upright, with their range', () => {
    const { x, mean, low, high } = averageCurve([steep, flat], heightAt);
    expect(x).toHaveLength(101);
    for (const place of [0, 25, 100]) {
      expect(mean[place]).toBeCloseTo((1 + place / 100) / 2, 12);
      expect(low[place]).toBeCloseTo(place / 100, 12);
      expect(high[place]).toBe(1);
    }
  });

  it('leave out the replicates that have none, and say how many are left', () => {
    const pairs = binaryTask([
      replicate({ targets: [1, 1, 0, 0], twin: [0.9, 0.8, 0.8, 0.3], arm: [0.9, 0.8, 0.2, 0.1] }),
      replicate({ split: 1, targets: [1, 1, 1, 1], twin: [0.1, 0.2, 0.3, 0.4], arm: [0.1, 0.2, 0.3, 0.4] }),
    ]);
    const { roc, precisionRecall, prevalence } = classCurves(pairs, 1);
    expect(roc.twin.area).toEqual({ mean: 0.875, low: 0.875, high: 0.875, replicates: 1 });
    expect(roc.arm.area).toMatchObject({ mean: 1, replicates: 1 });
    expect(precisionRecall.twin.area.replicates).toBe(2);
    expect(prevalence).toBe(6 / 8);
  });

  it('are of any class: of several by its own probability, of two the first by what is left', () => {
    const three = {
      type: 'multiclass' as const,
      classes: ['a', 'b', 'c'],
      replicates: [replicate({ targets: [2, 0], twin: [0.1, 0.2, 0.7, 0.5, 0.3, 0.2], arm: [1, 0, 0, 0, 1, 0] })],
    };
    const [first] = three.replicates;
    expect(classScores(three, first!, 'twin', 2)).toEqual(scoresOf([0.7, 0.2], [1, 0]));
    const two = binaryTask([replicate({ targets: [0, 1], twin: [0.25, 0.75], arm: [0.5, 0.5] })]);
    expect(classScores(two, two.replicates[0]!, 'twin', 0)).toEqual(scoresOf([0.75, 0.25], [1, 0]));
  });
});
