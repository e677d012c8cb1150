import { describe, expect, it } from 'vitest';
import { balanceJacobian } from '../../../src-main/core/balance/from-jacobian.ts';
import type { Parameters } from '../../../src-main/contract/study.ts';

const jacobian = [
  [1, 2],
  [3, -1],
];

describe('gradients without losses', () => {
  it.each<[string, Parameters]>([
    ['mgda', { normalisation: 2 }],
    ['mgda', { normalisation: 3 }],
    ['pcgrad', { 'stage.loss': 1 }],
    ['pcgrad', { 'stage.loss': 2 }],
  ])('are refused where %s divides by losses (%o)', (method, parameters) => {
    const balance = (input: unknown) => balanceJacobian(method, input, { parameters });
    expect(() => balance(jacobian)).toThrow(/missing losses; .*"losses": \[\.\.\.\]\} with 2 losses/);
    expect(balance({ jacobian, losses: [1, 4] }).weights).toHaveLength(2);
  });

  it.each<[string, Parameters]>([
    ['mgda', {}],
    ['mgda', { normalisation: 1 }],
    ['gradnorm', {}],
  ])('are enough for %s (%o)', (method, parameters) => {
    expect(balanceJacobian(method, jacobian, { parameters }).weights).toHaveLength(2);
  });
});
