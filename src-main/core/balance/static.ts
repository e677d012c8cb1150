import { div, mul, sum, type Tensor } from '@tensorflow/tfjs-core';
import type { BalancingInput, BalancingMethod, BalancingOutput } from './method.ts';

type TensorMap = Readonly<Record<string, Tensor>>;

/** Scaled over all tasks, not only the active ones: the objective stays the same from batch to batch. */
function balance(input: BalancingInput, _state: TensorMap, parameters: TensorMap): BalancingOutput {
  const weights = parameters['weights'] as Tensor;
  const tasks = weights.shape[1] as number;
  const scaled = div(mul(weights, tasks), sum(weights, 1, true));
  return { taskWeights: mul(scaled, input.active), state: {} };
}

export const staticWeights: BalancingMethod = {
  description: {
    id: 'static',
    name: 'Static weights',
    level: 'loss',
    description:
      'Adds the task losses with fixed weights of your choice, scaled so that they sum to the number of tasks.',
    whenToUse:
      'When you know which task matters more, or to trace the trade-off between tasks with several arms: a single setting of another method can look good only for want of this comparison.',
    formula: 'w_t = T\\, a_t \\big/ \\textstyle\\sum_s a_s',
    reference: 'Xin et al., Do Current Multi-Task Optimization Methods in Deep Learning Even Help?, NeurIPS 2022',
    cost: { backwardPasses: 1, extraForwardPasses: 0, memory: 'none' },
    headPolicy: 'One backward pass of the weighted sum, heads included.',
    scale: 'Weights sum to the number of tasks.',
    parameters: [
      {
        name: 'weights',
        label: 'Weights',
        meaning: 'Relative weight of each task, a in the formula, in the order of the tasks; only their ratios count.',
        default: 1,
        minimum: 1e-6,
        maximum: 1e6,
        perTask: true,
      },
    ],
  },
  gramian: 'none',
  createState: () => ({}),
  balance,
};
