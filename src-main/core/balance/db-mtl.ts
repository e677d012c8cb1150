import {
  add,
  div,
  expandDims,
  greater,
  matMul,
  max,
  mul,
  onesLike,
  reshape,
  sqrt,
  square,
  squeeze,
  sub,
  sum,
  where,
  zeros,
  type Tensor,
} from '@tensorflow/tfjs-core';
import { activeJacobian, activeTasks, boundedLosses } from './active.ts';
import { plainHeads } from './gradient-level.ts';
import type { BalancingInput, BalancingMethod, BalancingOutput } from './method.ts';

type TensorMap = Readonly<Record<string, Tensor>>;

/** A tracked gradient with less than this share of the longest one is taken as it is. */
const leastShare = 1e-6;
const smallest = 1e-18;

function balance(input: BalancingInput, state: TensorMap, parameters: TensorMap): BalancingOutput {
  const { tracked, seen } = state as { tracked: Tensor; seen: Tensor };
  const isActive = activeTasks(input.active);
  const losses = boundedLosses(input.losses, isActive);
  // the gradient of ln L is that of L divided by L
  const ofLogarithm = div(activeJacobian(input.jacobian as Tensor, input.active), expandDims(losses, 2));
  const decay = reshape(parameters['decay'] as Tensor, [-1, 1, 1]);
  const followed = add(ofLogarithm, mul(decay, sub(tracked, ofLogarithm)));
  const started = where(greater(expandDims(seen, 2), 0), followed, ofLogarithm);
  const next = where(expandDims(isActive, 2), started, tracked);
  const norms = mul(sqrt(sum(square(next), 2)), input.active);
  const longest = max(norms, 1, true);
  const isLong = greater(norms, add(mul(longest, leastShare), smallest));
  const factors = where(isLong, div(longest, where(isLong, norms, onesLike(norms))), input.active);
  return {
    taskWeights: div(factors, losses),
    nativeWeights: factors,
    direction: squeeze(matMul(expandDims(factors, 1), next), [1]),
    state: { tracked: next, seen: where(isActive, onesLike(seen), seen) },
  };
}

export const dbMtl: BalancingMethod = {
  description: {
    id: 'db-mtl',
    name: 'Dual balancing (DB-MTL)',
    level: 'gradient',
    description:
      'Balances losses by taking their logarithm, and gradients by stretching each, averaged over the steps, to the length of the longest.',
    whenToUse:
      'When losses differ in scale and gradients in length, and no task may dominate. Steps are as long as the longest gradient asks for: lower the learning rate if they are too long.',
    formula:
      'd = \\sum_t \\frac{\\max_s \\lVert y_s \\rVert}{\\lVert y_t \\rVert}\\, y_t, \\quad y_t \\gets \\beta\\, y_t + (1 - \\beta)\\, \\nabla \\ln L_t, \\quad y_t = \\nabla \\ln L_t \\text{ at first}',
    reference: 'Lin, Jiang, Ye, Zhang, Chen, Chen and Kwok, Dual-Balancing for Multi-Task Learning, 2023',
    cost: {
      backwardPasses: 'tasks',
      extraForwardPasses: 0,
      memory: 'task gradients of the shared parameters, now and averaged: 2 T times their number',
    },
    headPolicy: plainHeads,
    scale:
      'Its own: every task pulls as hard as the longest averaged gradient of a log loss. Weights are those of the losses themselves.',
    parameters: [
      {
        name: 'decay',
        label: 'Decay',
        meaning:
          'Beta in the formula: the share of earlier gradients in the average; 0 takes the gradients of the batch alone.',
        default: 0.9,
        minimum: 0,
        maximum: 0.999,
        perTask: false,
      },
    ],
  },
  gramian: 'shared',
  jacobian: true,
  readsLosses: true,
  remembersGradients: true,
  createState: (replicas, tasks, coordinates) => ({
    tracked: zeros([replicas, tasks, coordinates]),
    seen: zeros([replicas, tasks]),
  }),
  balance,
};
