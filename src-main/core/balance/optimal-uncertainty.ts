import { div, mul, type Tensor } from '@tensorflow/tfjs-core';
import { activeTasks, boundedLosses } from './active.ts';
import type { BalancingInput, BalancingMethod, BalancingOutput } from './method.ts';

type TensorMap = Readonly<Record<string, Tensor>>;

function balance(input: BalancingInput, _state: TensorMap, parameters: TensorMap): BalancingOutput {
  const weights = div(parameters['factor'] as Tensor, boundedLosses(input.losses, activeTasks(input.active)));
  return { taskWeights: mul(weights, input.active), state: {} };
}

export const optimalUncertainty: BalancingMethod = {
  description: {
    id: 'uw-o',
    name: 'Optimal uncertainty (UW-O)',
    level: 'loss',
    description:
      'Takes the weights that uncertainty weighting would learn in the end, the inverse losses, at every step: the noise levels are bound to their optimum instead of learned. With factor 1 the weights are those of the scale-invariant sum.',
    whenToUse:
      'When uncertainty weighting follows the losses too slowly. A loss near zero gets a large weight; the soft form (UW-SO) bounds it.',
    formula:
      'w_t = \\frac{a_t}{\\max(L_t, 10^{-8})}, \\quad \\text{as } \\sigma_t^2 = L_t \\text{ minimises } \\frac{L_t}{2 \\sigma_t^2} + \\ln \\sigma_t',
    reference: 'Kirchdorfer et al., Analytical Uncertainty-Based Loss Weighting in Multi-Task Learning, 2024',
    cost: { backwardPasses: 1, extraForwardPasses: 0, memory: 'none' },
    headPolicy: 'One backward pass of the weighted sum, heads included.',
    scale: 'Its own: every weighted loss has the value of its factor.',
    parameters: [
      {
        name: 'factor',
        label: 'Factor',
        meaning:
          'a in the formula, for each task: 0.5 is the optimum of a Gaussian noise level (squared errors), 1 that of a Laplace one (absolute errors).',
        default: 0.5,
        minimum: 0.5,
        maximum: 1,
        perTask: true,
      },
    ],
  },
  gramian: 'none',
  readsLosses: true,
  createState: () => ({}),
  balance,
};
