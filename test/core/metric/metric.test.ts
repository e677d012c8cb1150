import { describe, expect, it } from 'vitest';
import { AppError } from '../../../src-main/contract/error.ts';
import type { TaskType } from '../../../src-main/contract/study.ts';
import { evaluateTask } from '../../../src-main/core/metric/evaluate-task.ts';
import { defaultMetric, findMetric, metrics, metricsFor } from '../../../src-main/core/metric/registry.ts';
import { uniformAt } from '../../../src-main/core/util/hash.ts';

function all(
  type: TaskType,
  predictions: readonly number[],
  targets: readonly number[],
): Record<string, number | null> {
  const result = evaluateTask(
    type,
    Float32Array.from(predictions),
    Float32Array.from(targets),
    new Uint8Array(targets.length).fill(1),
  );
  return Object.fromEntries(Object.entries(result).map(([id, { value }]) => [id, value]));
}

describe('binary metrics', () => {
  // at .5: TP 2 (.9, .75), FP 1 (.5), FN 1 (.25), TN 2 (.25, .125)
  const predictions = [0.9, 0.75, 0.25, 0.5, 0.25, 0.125];
  const targets = [1, 1, 1, 0, 0, 0];
  const values = all('binary', predictions, targets);

  it('count at probability .5, which itself is positive', () => {
    expect(values['accuracy']).toBeCloseTo(4 / 6, 12);
    expect(values['balanced-accuracy']).toBeCloseTo((2 / 3 + 2 / 3) / 2, 12);
    expect(values['f1']).toBeCloseTo((2 * 2) / (2 * 2 + 1 + 1), 12);
    expect(values['mcc']).toBeCloseTo((2 * 2 - 1 * 1) / Math.sqrt(3 * 3 * 3 * 3), 12);
  });

  it('AUROC counts ties as one half', () => {
    // of 9 pairs: .9 and .75 win 3 each; .25 loses to .5, ties with .25, beats .125
    expect(values['auroc']).toBeCloseTo((3 + 3 + 0 + 0.5 + 1) / 9, 12);
  });

  it('average precision takes equal predictions as one step', () => {
    // thresholds .9, .75, .5, .25 (a positive and a negative together), .125
    expect(values['average-precision']).toBeCloseTo((1 / 3) * 1 + (1 / 3) * 1 + (1 / 3) * (3 / 5), 12);
  });

  it('log loss and Brier score are means over rows', () => {
    const ofTruth = [Math.fround(0.9), 0.75, 0.25, 0.5, 0.75, 0.875];
    expect(values['log-loss']).toBeCloseTo(-ofTruth.reduce((sum, p) => sum + Math.log(p), 0) / 6, 12);
    expect(values['brier']).toBeCloseTo(ofTruth.reduce((sum, p) => sum + (1 - p) ** 2, 0) / 6, 12);
  });

  it('log loss stays finite at certain mistakes', () => {
    expect(all('binary', [0, 1], [1, 0])['log-loss']).toBeCloseTo(-Math.log(1e-7), 9);
    expect(all('binary', [0, 1], [0, 1])['log-loss']).toBeCloseTo(-Math.log(1 - 1e-7), 12);
  });

  it('AUROC is .5 for constant predictions and 1 - AUROC for flipped labels', () => {
    expect(all('binary', [0.3, 0.3, 0.3, 0.3], [0, 1, 1, 0])['auroc']).toBe(0.5);
    const p = Array.from({ length: 40 }, (_, row) => uniformAt(11, 0, row));
    const y = Array.from({ length: 40 }, (_, row) => (uniformAt(11, 1, row) < 0.4 ? 1 : 0));
    const flipped = y.map((label) => 1 - label);
    expect(all('binary', p, flipped)['auroc']).toBeCloseTo(1 - (all('binary', p, y)['auroc'] as number), 12);
  });

  it('AUROC and average precision equal their definitions by counting', () => {
    const p = Array.from({ length: 60 }, (_, row) => Math.round(uniformAt(5, 0, row) * 8) / 8);
    const y = p.map((probability, row) => (uniformAt(5, 1, row) < probability ? 1 : 0));
    let wins = 0;
    let pairs = 0;
    p.forEach((a, i) =>
      p.forEach((b, j) => {
        if (y[i] !== 1 || y[j] !== 0) return;
        pairs += 1;
        wins += a > b ? 1 : a === b ? 0.5 : 0;
      }),
    );
    const total = y.filter((label) => label === 1).length;
    let recall = 0;
    let precisionSum = 0;
    for (const threshold of [...new Set(p)].sort((a, b) => b - a)) {
      const chosen = y.filter((_, row) => (p[row] as number) >= threshold);
      const hits = chosen.filter((label) => label === 1).length;
      precisionSum += (hits / total - recall) * (hits / chosen.length);
      recall = hits / total;
    }
    const values60 = all('binary', p, y);
    expect(values60['auroc']).toBeCloseTo(wins / pairs, 12);
    expect(values60['average-precision']).toBeCloseTo(precisionSum, 12);
  });

  it('F1 is 0 without a hit, MCC is 0 when a margin is empty', () => {
    expect(all('binary', [0.1, 0.9], [1, 0])['f1']).toBe(0);
    expect(all('binary', [0.9, 0.9, 0.9], [1, 0, 1])['mcc']).toBe(0);
  });

  it('are not defined, with a reason, where a class is missing', () => {
    const result = evaluateTask('binary', [0.2, 0.7], [0, 0], [1, 1]);
    for (const id of ['auroc', 'balanced-accuracy', 'f1', 'average-precision']) {
      expect(result[id]?.value, id).toBeNull();
      expect(result[id]?.reason, id).toMatch(/class|positive/);
    }
    expect(result['accuracy']).toEqual({ value: 0.5, reason: null });
    expect(result['mcc']?.value).toBe(0);
    expect(evaluateTask('binary', [0.2, 0.7], [1, 1], [1, 1])['auroc']?.value).toBeNull();
    expect(evaluateTask('binary', [0.2, 0.7], [1, 1], [1, 1])['average-precision']?.value).toBe(1);
  });
});

describe('multiclass metrics', () => {
  const predictions = [
    [0.5, 0.25, 0.25, 0],
    [0.25, 0.5, 0.25, 0],
    [0.375, 0.375, 0.25, 0],
    [0.125, 0.75, 0.125, 0],
  ];
  const targets = [0, 0, 1, 1];
  const values = all('multiclass', predictions.flat(), targets);

  it('accuracy takes the first of equal probabilities', () => {
    expect(values['accuracy']).toBe(2 / 4);
  });

  it('macro F1 averages the classes in truth or prediction only', () => {
    // predicted 0, 1, 0, 1: each of the two classes has TP 1, FP 1, FN 1
    expect(values['macro-f1']).toBeCloseTo((2 / 4 + 2 / 4) / 2, 12);
    // class 2 is predicted but never true: its F1 of 0 counts
    expect(all('multiclass', [1, 0, 0, 0, 0, 1], [0, 0])['macro-f1']).toBeCloseTo((2 / 3 + 0) / 2, 12);
  });

  it('log loss and Brier score sum over classes', () => {
    const ofTruth = [0.5, 0.25, 0.375, 0.75];
    expect(values['log-loss']).toBeCloseTo(-ofTruth.reduce((sum, p) => sum + Math.log(p), 0) / 4, 12);
    const rows = predictions.map((row, at) =>
      row.reduce((sum, p, k) => sum + (p - (targets[at] === k ? 1 : 0)) ** 2, 0),
    );
    expect(values['brier']).toBeCloseTo(rows.reduce((sum, row) => sum + row, 0) / 4, 12);
    expect(all('multiclass', [0, 1, 0], [0])['brier']).toBe(2);
  });
});

describe('regression metrics', () => {
  const predictions = [1, 2, 4, 3];
  const targets = [1, 3, 3, 5];
  const values = all('regression', predictions, targets);

  it('follow their formulas', () => {
    expect(values['rmse']).toBeCloseTo(Math.sqrt((0 + 1 + 1 + 4) / 4), 12);
    expect(values['mae']).toBeCloseTo((0 + 1 + 1 + 2) / 4, 12);
    expect(values['r2']).toBeCloseTo(1 - 6 / (4 + 0 + 0 + 4), 12);
    // ranks 1 2 4 3 against 1 2.5 2.5 4
    const covariance = -1.5 * -1.5 + -0.5 * 0 + 1.5 * 0 + 0.5 * 1.5;
    expect(values['spearman']).toBeCloseTo(covariance / Math.sqrt((2.25 + 0.25 + 2.25 + 0.25) * (2.25 + 2.25)), 12);
  });

  it('R2 of the mean is 0, and order alone decides Spearman', () => {
    expect(all('regression', [3, 3, 3, 3], targets)['r2']).toBeCloseTo(0, 12);
    expect(all('regression', [1, 8, 27, 64], [1, 2, 3, 4])['spearman']).toBeCloseTo(1, 12);
    expect(all('regression', [4, 3, 2, 1], [1, 2, 3, 4])['spearman']).toBeCloseTo(-1, 12);
  });

  it('are not defined for a constant target or prediction', () => {
    const constantTarget = evaluateTask('regression', [1, 2], [0.1, 0.1], [1, 1]);
    expect(constantTarget['r2']?.reason).toMatch(/constant/);
    expect(constantTarget['spearman']?.reason).toMatch(/constant/);
    expect(constantTarget['rmse']?.value).not.toBeNull();
    const constantPrediction = evaluateTask('regression', [2, 2], [1, 3], [1, 1]);
    expect(constantPrediction['spearman']?.reason).toMatch(/same/);
  });
});

describe('calibration error', () => {
  it('is the weighted gap between confidence and frequency', () => {
    // bins of .2 (2 rows, 1 hit) and .9 (2 rows, 2 hits)
    const p = [0.2, 0.2, 0.9, 0.9];
    const expected = (2 / 4) * Math.abs(0.5 - Math.fround(0.2)) + (2 / 4) * Math.abs(1 - Math.fround(0.9));
    expect(all('binary', p, [1, 0, 1, 1])['ece']).toBeCloseTo(expected, 12);
  });

  it('has right-closed bins, with 0 in the first', () => {
    // 3/15 = .2 in double closes bin 3: with .19 it shares a bin, with .21 it does not
    const together = evaluateTask('binary', [0.2, 0.19], [1, 0], [1, 1])['ece']?.value;
    expect(together).toBeCloseTo(Math.abs(1 - 0.2 - 0.19) / 2, 12);
    const apart = evaluateTask('binary', [0.2, 0.21], [1, 0], [1, 1])['ece']?.value;
    expect(apart).toBeCloseTo((0.8 + 0.21) / 2, 12);
    expect(evaluateTask('binary', [0, 1], [0, 1], [1, 1])['ece']?.value).toBe(0);
  });

  it('uses the predicted class of several', () => {
    expect(all('multiclass', [0.75, 0.25, 0, 0.25, 0.75, 0], [0, 0])['ece']).toBeCloseTo(Math.abs(0.5 - 0.75), 12);
  });
});

describe('evaluating a task', () => {
  it('leaves unlabelled rows out, whatever their prediction', () => {
    const result = evaluateTask('regression', [1, NaN, 5], [2, 0, 3], [1, 0, 1]);
    expect(result['mae']).toEqual({ value: (1 + 2) / 2, reason: null });
  });

  it('gives a reason for every metric without labelled rows or with a prediction that is not finite', () => {
    for (const type of ['regression', 'binary', 'multiclass'] as const) {
      const width = type === 'multiclass' ? 3 : 1;
      const ids = metricsFor(type).map((metric) => metric.description.id);
      const empty = evaluateTask(type, new Float32Array(2 * width), [0, 0], [0, 0]);
      const broken = evaluateTask(type, new Float32Array(2 * width).fill(NaN), [0, 1], [1, 1]);
      expect(Object.keys(empty)).toEqual(ids);
      for (const id of ids) {
        expect(empty[id]).toEqual({ value: null, reason: 'no labelled row' });
        expect(broken[id]?.value).toBeNull();
        expect(broken[id]?.reason).toMatch(/finite/);
      }
    }
  });

  it('refuses arrays of different rows', () => {
    expect(() => evaluateTask('binary', [0.5], [0, 1], [1, 1])).toThrow(RangeError);
    expect(() => evaluateTask('multiclass', [0.5, 0.5, 1], [0, 1], [1, 1])).toThrow(RangeError);
  });

  it('does not depend on the order of rows', () => {
    const order = [3, 0, 2, 1];
    const p = [0.2, 0.8, 0.4, 0.9];
    const y = [0, 1, 1, 0];
    const shuffled = all(
      'binary',
      order.map((row) => p[row] as number),
      order.map((row) => y[row] as number),
    );
    for (const [id, value] of Object.entries(all('binary', p, y))) {
      expect(shuffled[id], id).toBeCloseTo(value as number, 12);
    }
  });
});

describe('the registry', () => {
  it('has a primary metric for each task type and no id twice', () => {
    expect(defaultMetric('regression').description.id).toBe('rmse');
    expect(defaultMetric('binary').description.id).toBe('auroc');
    expect(defaultMetric('multiclass').description.id).toBe('macro-f1');
    expect(new Set(metrics.map((metric) => metric.description.id)).size).toBe(metrics.length);
    expect(findMetric('ece').description.higherIsBetter).toBe(false);
    expect(() => findMetric('auc')).toThrow(AppError);
  });
});
