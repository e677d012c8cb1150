import { describe, expect, it } from 'vitest';
import { findMethod, balancingMethods } from '../../../src-main/core/balance/registry.ts';
import {
  assertBatchEqualsSingle,
  assertFinite,
  assertHomogeneous,
  assertInactiveLeftOut,
  assertLinearUnderScaling,
  assertNonConflicting,
  assertPermutationInvariant,
  balanceOne,
  jacobians,
  type Matrix,
} from '../../helper/property.ts';
import { tf } from '../../helper/tensorflow.ts';

const matrices = Object.values(jacobians);
const pairs = matrices.filter((matrix) => matrix.length <= 2);
/** Random numbers belong to the positions: invariant in distribution, and exactly only on these. */
const invariant: Readonly<Record<string, readonly Matrix[]>> = {
  pcgrad: pairs,
  rlw: matrices.filter((matrix) => matrix.length === 1),
};
/** Their weights cannot depend on the gradients. */
const blind = balancingMethods.filter((method) => method.gramian === 'none').map((method) => method.description.id);

describe.each(balancingMethods.map((method) => [method.description.id, method] as const))('%s', (_, method) => {
  it('is finite on every matrix at every scale', () => {
    assertFinite(method);
  });

  it('gives replicas together the bits it gives them alone', () => {
    assertBatchEqualsSingle(method);
  });

  it('leaves inactive tasks out', () => {
    assertInactiveLeftOut(method);
  });

  it('leaves no tensor behind', () => {
    const before = tf.memory().numTensors;
    balanceOne(method, jacobians['golden'] as Matrix, { steps: 3 });
    expect(tf.memory().numTensors).toBe(before);
  });

  it('treats tasks alike, whatever their order', () => {
    assertPermutationInvariant(method, invariant[method.description.id] ?? matrices);
  });
});

describe('linear under scaling of rows', () => {
  it.each([...blind, 'pcgrad'])('%s', (id) => {
    assertLinearUnderScaling(findMethod(id));
  });
});

describe('weights unchanged by scaling all gradients', () => {
  it.each([...blind, 'pcgrad'])('%s', (id) => {
    assertHomogeneous(findMethod(id));
  });
});

describe('non-conflicting for two tasks', () => {
  it('pcgrad', () => {
    assertNonConflicting(findMethod('pcgrad'), pairs);
  });

  it('equal is not: the golden matrix has a conflict', () => {
    expect(() => {
      assertNonConflicting(findMethod('equal'), pairs);
    }).toThrow();
  });
});
