import { describe, expect, it } from 'vitest';
import { famo } from '../../../src-main/core/balance/famo.ts';
import { balanceOne, goldenJacobian } from '../../helper/property.ts';
import { balanceJacobian } from '../../../src-main/core/balance/from-jacobian.ts';

const losses = [100, 1.609438];

describe('famo', () => {
  it('starts with the golden weights, inverse to the losses, and scales them to the number of tasks', () => {
    const { weights, scaledWeights } = balanceJacobian('famo', goldenJacobian, { losses });
    [0.015839, 0.984161].forEach((golden, task) => {
      expect(weights?.[task]).toBeCloseTo(golden, 6);
      expect(scaledWeights?.[task]).toBeCloseTo(2 * golden, 5);
    });
  });

  it('after one step takes from the task whose log loss fell more, by the learning rate of Adam', () => {
    // z = 1/2 each, falls ln 2 and 0: slopes z (fall - mean) = ln 2 / 4 and - ln 2 / 4; Adam moves each by .025
    const trial = { losses: [2, 1], lossesAfter: [1, 1], parameters: { decay: 0 } };
    const { state } = balanceOne(famo, goldenJacobian, trial);
    expect(state['logits']?.[0]).toBeCloseTo(-0.025, 6);
    expect(state['logits']?.[1]).toBeCloseTo(0.025, 6);
    const { weights } = balanceOne(famo, goldenJacobian, { ...trial, steps: 2 });
    const shares = [Math.exp(-0.025) / 2, Math.exp(0.025)];
    const total = (shares[0] as number) + (shares[1] as number);
    shares.forEach((share, task) => expect(weights[task]).toBeCloseTo((2 * share) / total, 5));
  });

  it('rests where all log losses fall alike, and decay brings the weights back', () => {
    const even = balanceOne(famo, goldenJacobian, { losses, lossesAfter: losses.map((loss) => loss / 3), steps: 50 });
    expect(Math.abs(even.state['logits']?.[0] ?? 1)).toBeLessThan(1e-3);
    const pulled = { losses: [2, 1], lossesAfter: [1, 1], steps: 400 };
    const weak = balanceOne(famo, goldenJacobian, { ...pulled, parameters: { decay: 0.001 } }).state['logits']?.[1];
    const strong = balanceOne(famo, goldenJacobian, { ...pulled, parameters: { decay: 0.1 } }).state['logits']?.[1];
    expect(strong).toBeGreaterThan(0.1);
    expect(weak).toBeGreaterThan(2 * (strong as number));
  });
});
