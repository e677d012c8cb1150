import { div, expandDims, floor, minimum, maximum, mul, reshape, sub, sum, type Tensor } from '@tensorflow/tfjs-core';
import { activeCount, activeJacobian } from './active.ts';
import { shareOfGradients } from './coordinate-share.ts';
import { gradientCost, plainHeads } from './gradient-level.ts';
import { keptByRank } from './kept-rank.ts';
import type { BalancingInput, BalancingMethod, BalancingOutput } from './method.ts';

type TensorMap = Readonly<Record<string, Tensor>>;

function balance(input: BalancingInput, _state: TensorMap, parameters: TensorMap): BalancingOutput {
  const jacobian = activeJacobian(input.jacobian as Tensor, input.active);
  const count = activeCount(input.active);
  const asked = reshape(parameters['trim'] as Tensor, [-1, 1]);
  const trim = maximum(minimum(floor(asked), floor(div(sub(count, 1), 2))), 0);
  const [first, last] = [expandDims(trim, 2), expandDims(sub(count, trim), 2)] as const;
  const kept = keptByRank(jacobian, expandDims(input.active, 2), first, last);
  const nativeFactors = div(kept, sub(last, first));
  const factors = mul(nativeFactors, expandDims(count, 2));
  return {
    taskWeights: mul(shareOfGradients(jacobian, factors), input.active),
    direction: sum(mul(jacobian, factors), 1),
    nativeDirection: sum(mul(jacobian, nativeFactors), 1),
    state: {},
  };
}

export const trimmedMean: BalancingMethod = {
  description: {
    id: 'trimmed-mean',
    name: 'Trimmed mean',
    level: 'gradient',
    description:
      'Coordinate by coordinate, leaves out the largest and the smallest values of the task gradients and averages the rest; no single task can move a coordinate far.',
    whenToUse:
      'With many tasks of which a few have broken labels or exploding gradients. With two tasks nothing can be left out, and it is the mean.',
    formula:
      'd_p = \\frac{T}{T - 2b} \\sum_{k = b + 1}^{T - b} g_{(k)p}, \\quad g_{(1)p} \\le \\dots \\le g_{(T)p}, \\quad b = \\min\\big(b, \\lfloor (T - 1) / 2 \\rfloor\\big)',
    reference:
      'Yin, Chen, Ramchandran and Bartlett, Byzantine-Robust Distributed Learning: Towards Optimal Statistical Rates, ICML 2018',
    cost: gradientCost,
    headPolicy: plainHeads,
    scale:
      'Equal task gradients give their sum; in the paper, their mean. No weights exist; the share of its squared gradient that stays is recorded for each task.',
    parameters: [
      {
        name: 'trim',
        label: 'Trim',
        meaning:
          'How many values are left out at each end, b in the formula; a whole number, fewer where fewer tasks have labels in the batch.',
        default: 1,
        minimum: 0,
        maximum: 7,
        perTask: false,
      },
    ],
  },
  gramian: 'shared',
  jacobian: true,
  coordinateWise: true,
  createState: () => ({}),
  balance,
};
