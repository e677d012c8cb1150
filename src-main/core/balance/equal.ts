import { clone } from '@tensorflow/tfjs-core';
import type { BalancingInput, BalancingMethod, BalancingOutput } from './method.ts';

function balance(input: BalancingInput): BalancingOutput {
  return { taskWeights: clone(input.active), state: {} };
}

export const equal: BalancingMethod = {
  description: {
    id: 'equal',
    name: 'Equal weights',
    level: 'loss',
    description: 'Adds the task losses as they are.',
    whenToUse:
      'The first thing to try, and what every other method has to beat: well tuned, it is often as good. It favours tasks with large losses.',
    formula: 'w_t = 1',
    reference: 'Kurin et al., In Defense of the Unitary Scalarization for Deep Multi-Task Learning, NeurIPS 2022',
    cost: { backwardPasses: 1, extraForwardPasses: 0, memory: 'none' },
    headPolicy: 'One backward pass of the weighted sum, heads included.',
    scale: 'Weights sum to the number of tasks.',
    parameters: [],
  },
  gramian: 'none',
  createState: () => ({}),
  balance,
};
