import { div } from '@tensorflow/tfjs-core';
import { activeTasks, boundedLosses } from './active.ts';
import type { BalancingInput, BalancingMethod, BalancingOutput } from './method.ts';

function balance(input: BalancingInput): BalancingOutput {
  return { taskWeights: div(input.active, boundedLosses(input.losses, activeTasks(input.active))), state: {} };
}

export const scaleInvariant: BalancingMethod = {
  description: {
    id: 'si',
    name: 'Scale-invariant (SI)',
    level: 'loss',
    description:
      'Minimises the sum of the logarithms of the losses: every task counts by its relative improvement, whatever its unit.',
    whenToUse:
      'When losses differ in scale or unit and you want no parameter. Near a loss of zero its weight grows without need.',
    formula: '\\min \\textstyle\\sum_t \\ln L_t, \\quad w_t = \\frac{1}{\\max(L_t, 10^{-8})}',
    reference: 'Navon et al., Multi-Task Learning as a Bargaining Game, ICML 2022 (there a baseline)',
    cost: { backwardPasses: 1, extraForwardPasses: 0, memory: 'none' },
    headPolicy: 'One backward pass of the weighted sum, heads included.',
    scale: 'Its own: the weights follow the inverse losses and grow as the losses fall.',
    parameters: [],
  },
  gramian: 'none',
  readsLosses: true,
  createState: () => ({}),
  balance,
};
