import { div, reciprocal, reshape, type Tensor } from '@tensorflow/tfjs-core';
import { activeSoftmax, activeTasks, boundedLosses } from './active.ts';
import type { BalancingInput, BalancingMethod, BalancingOutput } from './method.ts';

type TensorMap = Readonly<Record<string, Tensor>>;

function balance(input: BalancingInput, _state: TensorMap, parameters: TensorMap): BalancingOutput {
  const inverse = reciprocal(boundedLosses(input.losses, activeTasks(input.active)));
  const temperature = reshape(parameters['temperature'] as Tensor, [-1, 1]);
  return { taskWeights: activeSoftmax(div(inverse, temperature), input.active), state: {} };
}

export const softOptimalUncertainty: BalancingMethod = {
  description: {
    id: 'uw-so',
    name: 'Soft optimal uncertainty (UW-SO)',
    level: 'loss',
    description:
      'Takes the weights that uncertainty weighting would learn in the end, the inverse losses, at once, and softens them by a softmax. Tasks with small losses get more weight.',
    whenToUse:
      'When uncertainty weighting follows the losses too slowly. Tune the temperature as you would a learning rate: where it is too small, a task whose loss nears zero ends with all the weight and the others stop learning.',
    formula: 'w_t = T\\, \\frac{e^{v_t / \\tau}}{\\sum_s e^{v_s / \\tau}}, \\quad v_t = \\frac{1}{\\max(L_t, 10^{-8})}',
    reference: 'Kirchdorfer et al., Analytical Uncertainty-Based Loss Weighting in Multi-Task Learning, 2024',
    cost: { backwardPasses: 1, extraForwardPasses: 0, memory: 'none' },
    headPolicy: 'One backward pass of the weighted sum, heads included.',
    scale: 'Weights sum to the number of tasks that have labels in the batch.',
    parameters: [
      {
        name: 'temperature',
        label: 'Temperature',
        meaning:
          'Tau in the formula: small values give nearly all weight to the task with the smallest loss, large ones bring all weights to 1.',
        default: 1,
        minimum: 0.01,
        maximum: 1000,
        perTask: false,
      },
    ],
  },
  gramian: 'none',
  readsLosses: true,
  createState: () => ({}),
  balance,
};
