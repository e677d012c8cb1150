import { describe, expect, it } from 'vitest';
import type { AppError } from '../../../src-main/contract/error.ts';
import { balanceResultSchema } from '../../../src-main/contract/method.ts';
import { balanceJacobian } from '../../../src-main/core/balance/from-jacobian.ts';
import { balancingMethods } from '../../../src-main/core/balance/registry.ts';
import { goldenJacobian, jacobians } from '../../helper/property.ts';
import { tf } from '../../helper/tensorflow.ts';
import { refusal } from '../../helper/refusal.ts';

describe('what a method makes of a Jacobian', () => {
  it('is Gramian, cosines, weights and direction', () => {
    const result = balanceResultSchema.parse(balanceJacobian('pcgrad', goldenJacobian));
    expect(result.method).toBe('pcgrad');
    expect(result.gramian).toEqual([
      [18, -22],
      [-22, 38],
    ]);
    expect(result.cosines[0]?.[1]).toBeCloseTo(-22 / Math.sqrt(18 * 38), 12);
    expect(result.weights?.[0]).toBeCloseTo(2.2222, 4);
    expect(result.direction[0]).toBeCloseTo(0.5848, 4);
    expect(result.scaledDirection).toEqual(result.direction);
  });

  it('has no cosine with a zero gradient', () => {
    const { cosines } = balanceJacobian('equal', jacobians['zero row']);
    expect(cosines[0]?.[0]).toBeCloseTo(1, 12);
    expect(cosines[1]).toEqual([null, null, null]);
  });

  it('takes parameters, and the same seed gives the same numbers', () => {
    expect(balanceJacobian('static', goldenJacobian, { parameters: { weights: [1, 3] } }).weights).toEqual([0.5, 1.5]);
    const matrix = jacobians['sixteen random'];
    expect(balanceJacobian('pcgrad', matrix, { seed: 3 })).toEqual(balanceJacobian('pcgrad', matrix, { seed: 3 }));
    expect(balanceJacobian('pcgrad', matrix, { seed: 3 })).not.toEqual(balanceJacobian('pcgrad', matrix, { seed: 4 }));
  });

  it('reads losses from the file or the options, and shows weights after an update', () => {
    const losses = [100, 0.5];
    const fromFile = balanceJacobian('uncertainty', { jacobian: goldenJacobian, losses });
    expect(fromFile.weights?.[0]).toBeCloseTo(Math.exp(-0.025) / 2, 6);
    expect(balanceJacobian('uncertainty', goldenJacobian, { losses })).toEqual(fromFile);
    expect(balanceJacobian('uncertainty', goldenJacobian, { losses, updates: 0 }).weights).toEqual([0.5, 0.5]);
    const gradnorm = balanceJacobian('gradnorm', goldenJacobian, { losses: [1, 1], initialLosses: [1, 2] });
    expect(gradnorm.weights?.[0]).toBeCloseTo(1.025, 5);
  });

  it('needs losses only for a method that learns from losses alone', () => {
    const needing = balancingMethods
      .map((method) => method.description.id)
      .filter((id) => {
        try {
          balanceJacobian(id, goldenJacobian);
          return false;
        } catch (error) {
          expect((error as AppError).code).toBe('wrong-use');
          expect((error as AppError).message).toContain('losses');
          return true;
        }
      });
    expect(needing).toEqual(['dwa', 'uncertainty', 'imtl-l', 'si', 'uw-o', 'uw-so', 'gls', 'stch', 'famo']);
    const { weights } = balanceJacobian('si', goldenJacobian, { losses: [100, 1.609438] });
    expect(weights?.[1]).toBeCloseTo(0.621335, 6);
  });

  it('leaves no tensor behind', () => {
    const before = tf.memory().numTensors;
    balanceJacobian('gradnorm', goldenJacobian, { updates: 5 });
    balanceJacobian('pcgrad', goldenJacobian);
    expect(() => balanceJacobian('uncertainty', goldenJacobian)).toThrow(/losses/);
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('a bad Jacobian', () => {
  it.each([
    ['null', null, /null/],
    ['a text', 'jacobian', /string/],
    ['an object without it', { gradients: [[1]] }, /jacobian/],
    ['an unknown field', { jacobian: [[1]], loss: [1] }, /loss/],
    ['no row', [], /at least one row/],
    ['an empty row', [[]], /row 1/],
    ['a row that is none', [[1, 2], 3], /row 2/],
    ['rows of other lengths', [[1, 2], [3]], /row 2.*2 numbers/],
    [
      'a text among numbers',
      [
        [1, 2],
        [3, 'x'],
      ],
      /row 2, column 2/,
    ],
    ['a null, as JSON writes NaN', [[1, null]], /row 1, column 2/],
    ['an infinite number', [[1, Infinity]], /row 1, column 2/],
    ['more than sixteen rows', Array.from({ length: 17 }, () => [1]), /16/],
    ['numbers beyond float32', [[1e30, 1]], /scale/],
    ['losses of another length', { jacobian: [[1], [2]], losses: [1] }, /losses/],
    ['a negative loss', { jacobian: [[1], [2]], losses: [1, -1] }, /losses/],
  ])('with %s is refused', (_, input, message) => {
    const error = refusal(() => balanceJacobian('pcgrad', input));
    expect(error.code).toBe('bad-data');
    expect(error.message).toMatch(message);
  });

  it('is not looked at when the method or an option is wrong', () => {
    expect(refusal(() => balanceJacobian('pc', goldenJacobian)).code).toBe('bad-option');
    expect(refusal(() => balanceJacobian('gradnorm', goldenJacobian, { updates: 1.5 })).code).toBe('bad-option');
    expect(refusal(() => balanceJacobian('pcgrad', goldenJacobian, { parameters: { c: 1 } })).code).toBe('bad-option');
  });
});
