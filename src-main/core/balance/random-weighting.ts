import { cos, log, mul, sqrt, sub } from '@tensorflow/tfjs-core';
import { activeSoftmax } from './active.ts';
import type { BalancingInput, BalancingMethod, BalancingOutput } from './method.ts';

/** Normal numbers from pairs of uniform ones (Box and Muller, 1958); 1 - u is never 0. */
function balance(input: BalancingInput): BalancingOutput {
  const tasks = input.active.shape[1] as number;
  const radius = sqrt(mul(log(sub(1, input.uniform([tasks]))), -2));
  const angle = mul(input.uniform([tasks]), 2 * Math.PI);
  return { taskWeights: activeSoftmax(mul(radius, cos(angle)), input.active), state: {} };
}

export const randomWeighting: BalancingMethod = {
  description: {
    id: 'rlw',
    name: 'Random weighting (RLW)',
    level: 'loss',
    description: 'Draws new weights at random in every step; on average every task has weight 1.',
    whenToUse:
      'As a control: a method that does no better than random weights has not earned its gain by balancing, only by the noise that it adds.',
    formula:
      'w_t = T\\, \\frac{e^{z_t}}{\\sum_s e^{z_s}}, \\quad z_t \\sim \\mathcal{N}(0, 1) \\text{ anew in every step}',
    reference:
      'Lin et al., Reasonable Effectiveness of Random Weighting: A Litmus Test for Multi-Task Learning, TMLR 2022',
    cost: { backwardPasses: 1, extraForwardPasses: 0, memory: 'none' },
    headPolicy: 'One backward pass of the weighted sum, heads included.',
    scale: 'Weights sum to the number of tasks that have labels in the batch.',
    parameters: [],
  },
  gramian: 'none',
  createState: () => ({}),
  balance,
};
