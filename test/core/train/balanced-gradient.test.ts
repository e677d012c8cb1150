import { describe, expect, it } from 'vitest';
import type { Parameters } from '../../../src-main/contract/study.ts';
import type { BalancingMethod } from '../../../src-main/core/balance/method.ts';
import { parametersFor, stackParameters } from '../../../src-main/core/balance/parameters.ts';
import { findMethod } from '../../../src-main/core/balance/registry.ts';
import { repeat } from '../../../src-main/core/balance/repeat.ts';
import { arrange, stagesOf } from '../../../src-main/core/balance/stage/registry.ts';
import { createNetwork, hardSharing } from '../../../src-main/core/model/create-network.ts';
import type { Network } from '../../../src-main/core/model/network.ts';
import { balancedGradient, type BalancedGradient } from '../../../src-main/core/train/balanced-gradient.ts';
import { gradientLength } from '../../../src-main/core/train/cohort-method.ts';
import type { ProgramContext } from '../../../src-main/core/train/program-context.ts';
import { tf } from '../../helper/tensorflow.ts';
import { createRandomStep, stepInputs, stepReplicas } from './random-step.ts';

const rows = 7;

function hard(widths: readonly number[], layerNorm: boolean): Network {
  return createNetwork(hardSharing, { inputs: stepInputs, widths, layerNorm, heads: [1, 3, 1] });
}

/** One balanced gradient of a network under dropout, and how many numbers it has. */
function gradientOf(network: Network, id: string, given: Parameters = {}): { gradient: number[]; weights: number[] } {
  const own = findMethod(id);
  const stages = stagesOf(own, given);
  const method: BalancingMethod = arrange(own, stages.choice);
  return tf.tidy(() => {
    const values = stackParameters(
      method,
      Array.from({ length: stepReplicas }, () => parametersFor(method, stages.parameters, 3)),
    );
    const { size } = network.layout;
    const step = createRandomStep(network, { rows });
    const named = Object.fromEntries(Object.entries(values).map(([name, value]) => [`parameter/${name}`, value]));
    const context = {
      network,
      method,
      inputs: named,
      operations: { loop: repeat, stopGradient: <T>(compute: () => T) => compute() },
    } as unknown as ProgramContext;
    const result: BalancedGradient = balancedGradient(context, step, {
      epoch: tf.scalar(4, 'int32'),
      step: tf.scalar(0, 'int32'),
      initialLosses: tf.ones([stepReplicas, 3]),
      active: tf.ones([stepReplicas, 3]),
      state: method.createState(stepReplicas, 3, gradientLength(method, network, rows)),
    });
    expect(result.gradient.shape).toEqual([stepReplicas, size]);
    return { gradient: [...result.gradient.dataSync()], weights: [...result.taskWeights.dataSync()] };
  });
}

function expectAlike(actual: readonly number[], expected: readonly number[]): void {
  expect(actual).toHaveLength(expected.length);
  expected.forEach((value, at) => expect(actual[at]).toBeCloseTo(value, 4));
}

describe.each([
  ['two layers', [5, 4], false],
  ['layer norm', [5, 4], true],
  ['one layer', [4], false],
] as const)('the gradient of a network of %s', (_, widths, layerNorm) => {
  const network = hard(widths, layerNorm);
  const general: Network = { ...network, plain: null };

  it.each([
    ['gradnorm', {}],
    ['gradnorm', { 'stage.heads': 1 }],
    ['imtl-g', {}],
    ['imtl-g', { 'stage.gradients': 1 }],
    ['trimmed-mean', { 'stage.gradients': 1 }],
    ['excess-mtl', {}],
  ])('is the same on the short way and on the general one: %s %o', (id, given) => {
    const short = gradientOf(network, id, given);
    const long = gradientOf(general, id, given);
    expectAlike(short.gradient, long.gradient);
    expectAlike(short.weights, long.weights);
  });

  it('on the representation is the sum of task gradients where all weights are one', () => {
    // a clip that binds nowhere turns equal weights into a method on task gradients
    const plain = gradientOf(network, 'equal');
    const clipped = { 'stage.clip': 1e9, 'stage.heads': 1 };
    expectAlike(gradientOf(network, 'equal', { ...clipped, 'stage.gradients': 1 }).gradient, plain.gradient);
    expectAlike(gradientOf(network, 'equal', clipped).gradient, plain.gradient);
  });
});
