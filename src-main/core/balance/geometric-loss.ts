import { div, exp, log, mul, sub } from '@tensorflow/tfjs-core';
import { activeCount, activeMean, activeTasks, boundedLosses } from './active.ts';
import type { BalancingInput, BalancingMethod, BalancingOutput } from './method.ts';

/** In logarithms: a product of small losses underflows. */
function balance(input: BalancingInput): BalancingOutput {
  const logLosses = log(boundedLosses(input.losses, activeTasks(input.active)));
  const ratio = exp(sub(activeMean(logLosses, input.active), logLosses));
  return { taskWeights: mul(div(ratio, activeCount(input.active)), input.active), state: {} };
}

export const geometricLoss: BalancingMethod = {
  description: {
    id: 'gls',
    name: 'Geometric loss (GLS)',
    level: 'loss',
    description:
      'Minimises the geometric mean of the losses: every task counts by its relative improvement, and the update shrinks as the losses do.',
    whenToUse:
      'When losses differ in scale or unit and you want no parameter. Its updates are shorter than those of equal weights, so it may want a larger learning rate.',
    formula:
      '\\min \\Big(\\textstyle\\prod_s L_s\\Big)^{1/T}, \\quad w_t = \\frac{\\exp\\!\\big(\\frac1T \\sum_s \\ln L_s\\big)}{T\\, L_t}, \\quad L_t \\ge 10^{-8}',
    reference:
      'Chennupati et al., MultiNet++: Multi-Stream Feature Aggregation and Geometric Loss Strategy for Multi-Task Learning, CVPR Workshops 2019',
    cost: { backwardPasses: 1, extraForwardPasses: 0, memory: 'none' },
    headPolicy: 'One backward pass of the weighted sum, heads included.',
    scale: 'Its own: weighted losses all equal the geometric mean divided by the number of tasks.',
    parameters: [],
  },
  gramian: 'none',
  readsLosses: true,
  createState: () => ({}),
  balance,
};
