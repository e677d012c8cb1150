import { describe, expect, it } from 'vitest';
import { findMethod, balancingMethods } from '../../../src-main/core/balance/registry.ts';
import {
  assertDirectionInvariant,
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
  gradvac: pairs,
  rlw: matrices.filter((matrix) => matrix.length === 1),
};
const independent = ['golden', 'two random', 'three random', 'sixteen random'].map((name) => jacobians[name] as Matrix);
/** Solvers that add 1e-4 of the trace to the Gramian. */
const ridgeTolerance = 5e-3;
/** Solvers whose rounding grows with the weights where gradients are dependent. */
const solved: Readonly<Record<string, number>> = {
  'imtl-g': 1e-3,
  'nash-mtl': 1e-3,
  fairgrad: 1e-3,
  'aligned-mtl': 1e-4,
  sdmgrad: 1e-3,
};
/** Solvers that take steps: rounding sends them along another path to the same accuracy. */
const iterated = ['mgda', 'cagrad', 'upgrad', 'dualproj'];
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
    assertPermutationInvariant(method, invariant[method.description.id] ?? matrices, solved[method.description.id]);
  });
});

describe('linear under scaling of rows', () => {
  it.each([...blind, 'pcgrad'])('%s', (id) => {
    assertLinearUnderScaling(findMethod(id));
  });
});

describe('weights unchanged by scaling all gradients', () => {
  it.each([...blind, 'pcgrad', 'gradvac', 'mgda', 'cagrad', 'upgrad', 'dualproj'])('%s', (id) => {
    assertHomogeneous(findMethod(id), iterated.includes(id) ? 5e-4 : 1e-5);
  });
});

describe('direction unchanged by positive scaling of rows, lengths apart', () => {
  it.each(['imtl-g', 'nash-mtl', 'fairgrad'])('%s', (id) => {
    assertDirectionInvariant(findMethod(id), id === 'imtl-g' ? matrices : independent, id === 'imtl-g' ? 1e-3 : 0.02);
  });
});

describe('non-conflicting for any number of tasks', () => {
  it.each(['mgda', 'nash-mtl', 'fairgrad', 'upgrad', 'dualproj'])('%s', (id) => {
    assertNonConflicting(findMethod(id), matrices, ridgeTolerance);
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
