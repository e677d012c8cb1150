import { onesLike, reshape, type Tensor } from '@tensorflow/tfjs-core';
import { boundLength, longestParameter } from './bounded-length.ts';
import { fairIterations, fairPoint, fairResidualMeaning } from './fair-point.ts';
import { gradientCost, plainHeads } from './gradient-level.ts';
import type { BalancingInput, BalancingMethod, BalancingOutput } from './method.ts';
import { fairResidual } from './solver-residual.ts';
import { taskGramian, withOthers } from './task-gramian.ts';

type TensorMap = Readonly<Record<string, Tensor>>;

function balance(input: BalancingInput, _state: TensorMap, parameters: TensorMap): BalancingOutput {
  const tasks = taskGramian(input);
  const alpha = onesLike(tasks.count);
  const weights = fairPoint(tasks, alpha, input.loop);
  const bounded = boundLength(weights, tasks, reshape(parameters['longest'] as Tensor, [-1, 1]));
  return {
    taskWeights: withOthers(bounded, tasks, input.active),
    nativeWeights: withOthers(weights, tasks, input.active),
    residual: fairResidual(tasks, weights, alpha),
    state: {},
  };
}

export const nashMtl: BalancingMethod = {
  description: {
    id: 'nash-mtl',
    name: 'Nash bargaining (Nash-MTL)',
    level: 'gradient',
    description:
      'Treats the step as a bargain between the tasks: the direction with the largest product of their gains, which does not change when a loss is measured in another unit.',
    whenToUse:
      'When losses differ in scale and no task may lose. Its steps have a length of their own, so that the learning rate has to be tuned for it.',
    formula:
      'G w = \\frac{1}{w}, \\quad w > 0, \\quad G_{st} = g_s \\cdot g_t + 10^{-4} \\operatorname{tr}(J J^{\\top})\\, [s = t], \\qquad w \\gets w \\min\\!\\left(1, \\frac{c}{\\lVert d \\rVert}\\right)',
    reference: 'Navon et al., Multi-Task Learning as a Bargaining Game, ICML 2022',
    cost: gradientCost,
    headPolicy: plainHeads,
    scale:
      'Its own: the combined gradient is √T long before it is shortened to c, however long the task gradients are.',
    residual: fairResidualMeaning,
    parameters: [longestParameter],
  },
  gramian: 'shared',
  iterations: fairIterations,
  createState: () => ({}),
  balance,
};
