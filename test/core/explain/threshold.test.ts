import { describe, expect, it } from 'vitest';
import { confusionMatrix } from '../../../src-main/core/explain/confusion-matrix.ts';
import { ratesOf, thresholdRates, thresholds } from '../../../src-main/core/explain/threshold-rates.ts';
import { countConfusion } from '../../../src-main/core/metric/confusion.ts';
import { binaryTask, randomScores, replicate, scoresOf } from './pairs.ts';

const at = (threshold: number): number => thresholds.findIndex((value) => value === threshold);

describe('the rates at a threshold', () => {
  it('are precision, recall, specificity, F1 and accuracy of the counts', () => {
    const rates = ratesOf({ truePositives: 6, falsePositives: 2, trueNegatives: 9, falseNegatives: 3 });
    expect(rates.precision).toBeCloseTo(6 / 8, 12);
    expect(rates.recall).toBeCloseTo(6 / 9, 12);
    expect(rates.specificity).toBeCloseTo(9 / 11, 12);
    expect(rates.f1).toBeCloseTo((2 * (6 / 8) * (6 / 9)) / (6 / 8 + 6 / 9), 12);
    expect(rates.accuracy).toBeCloseTo(15 / 20, 12);
  });

  it('are missing where nothing is divided by', () => {
    const none = ratesOf({ truePositives: 0, falsePositives: 0, trueNegatives: 4, falseNegatives: 0 });
    expect(none).toMatchObject({ precision: null, recall: null, f1: null, specificity: 1, accuracy: 1 });
  });

  it('count a score that reaches the threshold exactly, also as it is stored', () => {
    const scores = scoresOf([Math.fround(0.3), Math.fround(0.29), 0.31, 1], [1, 1, 0, 0]);
    const rates = thresholdRates([scores]);
    expect(rates[at(0.3)]).toMatchObject({ truePositives: 1, falseNegatives: 1, falsePositives: 2 });
    expect(rates[at(0)]).toMatchObject({ truePositives: 2, falsePositives: 2 });
    expect(rates[at(1)]).toMatchObject({ truePositives: 0, falsePositives: 1 });
  });

  it('are at one half those of the metrics, over all replicates together', () => {
    const replicates = [randomScores(7, 80, 1000), randomScores(8, 50, 10)];
    const [first, second] = replicates.map(({ scores, positive }) =>
      countConfusion({
        type: 'binary',
        count: scores.length,
        classCount: 1,
        predictions: scores,
        targets: Float64Array.from(positive),
      }),
    );
    const pooled = thresholdRates(replicates)[at(0.5)];
    for (const name of ['truePositives', 'falsePositives', 'trueNegatives', 'falseNegatives'] as const) {
      expect(pooled?.[name]).toBe(first![name] + second![name]);
    }
  });

  it('only lose positives as the threshold rises, and keep the number of rows', () => {
    const rates = thresholdRates([randomScores(9, 400, 333)]);
    rates.forEach((rate, step) => {
      const before = rates[step - 1];
      if (before !== undefined) {
        expect(rate.truePositives).toBeLessThanOrEqual(before.truePositives);
        expect(rate.falsePositives).toBeLessThanOrEqual(before.falsePositives);
      }
      expect(rate.truePositives + rate.falsePositives + rate.trueNegatives + rate.falseNegatives).toBe(400);
    });
  });
});

describe('the confusion matrix', () => {
  it('counts true classes down and predicted ones across, over all replicates', () => {
    const pairs = binaryTask([
      replicate({ targets: [0, 0, 1, 1], twin: [0.2, 0.5, 0.5, 0.4], arm: [0.1, 0.1, 0.9, 0.9] }),
      replicate({ seed: 1, targets: [0, 1], twin: [0.9, 0.9], arm: [0.1, 0.2] }),
    ]);
    expect(confusionMatrix(pairs, 'twin')).toEqual([
      [1, 2],
      [1, 2],
    ]);
    expect(confusionMatrix(pairs, 'arm')).toEqual([
      [3, 0],
      [1, 2],
    ]);
  });

  it('takes the first of equally probable classes', () => {
    const pairs = {
      type: 'multiclass' as const,
      classes: ['a', 'b', 'c'],
      replicates: [replicate({ targets: [1, 2], twin: [0.4, 0.4, 0.2, 0.1, 0.1, 0.8], arm: [0, 1, 0, 0, 1, 0] })],
    };
    expect(confusionMatrix(pairs, 'twin')).toEqual([
      [0, 0, 0],
      [1, 0, 0],
      [0, 0, 1],
    ]);
  });
});
