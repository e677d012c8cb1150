import { reshape, type Tensor } from '@tensorflow/tfjs-core';
import { boundLength, longestParameter } from './bounded-length.ts';
import { fairIterations, fairPoint, fairResidualMeaning } from './fair-point.ts';
import { gradientCost, plainHeads } from './gradient-level.ts';
import type { BalancingInput, BalancingMethod, BalancingOutput } from './method.ts';
import { fairResidual } from './solver-residual.ts';
import { taskGramian, withOthers } from './task-gramian.ts';

type TensorMap = Readonly<Record<string, Tensor>>;

function balance(input: BalancingInput, _state: TensorMap, parameters: TensorMap): BalancingOutput {
  const tasks = taskGramian(input);
  const alpha = reshape(parameters['alpha'] as Tensor, [-1, 1]);
  const weights = fairPoint(tasks, alpha, input.loop);
  const bounded = boundLength(weights, tasks, reshape(parameters['longest'] as Tensor, [-1, 1]));
  return {
    taskWeights: withOthers(bounded, tasks, input.active),
    nativeWeights: withOthers(weights, tasks, input.active),
    residual: fairResidual(tasks, weights, alpha),
    state: {},
  };
}

export const fairgrad: BalancingMethod = {
  description: {
    id: 'fairgrad',
    name: 'Alpha-fair gradients (FairGrad)',
    level: 'gradient',
    description:
      'Shares out the gain of a step as networks share out bandwidth: with alpha 1 it is Nash bargaining, and the larger alpha is, the more counts the task that gains least.',
    whenToUse:
      'When Nash bargaining helps but the weakest task should gain more, or less. Its steps have a length of their own, so that the learning rate has to be tuned for it.',
    formula:
      '(G w)_t = w_t^{-1/\\alpha}, \\quad w > 0, \\quad G_{st} = g_s \\cdot g_t + 10^{-4} \\operatorname{tr}(J J^{\\top})\\, [s = t], \\qquad w \\gets w \\min\\!\\left(1, \\frac{c}{\\lVert d \\rVert}\\right)',
    reference: 'Ban and Ji, Fair Resource Allocation in Multi-Task Learning, ICML 2024',
    cost: gradientCost,
    headPolicy: plainHeads,
    scale: 'Its own: the length of the combined gradient follows from alpha, and is shortened to c.',
    residual: fairResidualMeaning,
    parameters: [
      {
        name: 'alpha',
        label: 'Fairness',
        meaning: 'Alpha in the formula: 1 is the bargaining point of Nash, larger values look after the weakest task.',
        default: 1,
        minimum: 0.5,
        maximum: 2,
        perTask: false,
      },
      longestParameter,
    ],
  },
  gramian: 'shared',
  iterations: fairIterations,
  createState: () => ({}),
  balance,
};
