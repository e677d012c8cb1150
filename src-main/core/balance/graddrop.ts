import {
  abs,
  add,
  cast,
  div,
  equal,
  expandDims,
  greater,
  less,
  logicalAnd,
  logicalOr,
  mul,
  onesLike,
  reshape,
  sub,
  sum,
  where,
  type Tensor,
} from '@tensorflow/tfjs-core';
import { activeJacobian } from './active.ts';
import { shareOfGradients } from './coordinate-share.ts';
import { gradientCost, plainHeads } from './gradient-level.ts';
import type { BalancingInput, BalancingMethod, BalancingOutput } from './method.ts';

type TensorMap = Readonly<Record<string, Tensor>>;

/** [R, P]: the chance that positive values stay, from -1 .. 1 (all negative .. all positive) moved to 0 .. 1; 1/2 where all are 0. */
function positivePurity(jacobian: Tensor): Tensor {
  const size = sum(abs(jacobian), 1);
  const isMoved = greater(size, 0);
  const balance = div(sum(jacobian, 1), where(isMoved, size, onesLike(size)));
  return mul(add(1, where(isMoved, balance, mul(size, 0))), 0.5);
}

function balance(input: BalancingInput, _state: TensorMap, parameters: TensorMap): BalancingOutput {
  const jacobian = activeJacobian(input.jacobian as Tensor, input.active);
  const coordinates = jacobian.shape[2] as number;
  const keepsPositive = expandDims(less(input.uniform([coordinates]), positivePurity(jacobian)), 1);
  const isKept = logicalOr(
    logicalAnd(keepsPositive, greater(jacobian, 0)),
    logicalAnd(equal(cast(keepsPositive, 'float32'), 0), less(jacobian, 0)),
  );
  const leak = reshape(parameters['leak'] as Tensor, [-1, 1, 1]);
  const factors = add(leak, mul(sub(1, leak), cast(isKept, 'float32')));
  return {
    taskWeights: mul(shareOfGradients(jacobian, factors), input.active),
    direction: sum(mul(jacobian, factors), 1),
    state: {},
  };
}

export const graddrop: BalancingMethod = {
  description: {
    id: 'graddrop',
    name: 'Gradient sign dropout (GradDrop)',
    level: 'gradient',
    description:
      'Coordinate by coordinate, keeps either the positive or the negative values of the task gradients, drawn with the chance that their sum suggests; no coordinate is pulled both ways.',
    whenToUse:
      'When conflicts sit in single coordinates rather than whole directions. It adds noise, which may regularise. The paper applies it to the representation: set the stage of that name.',
    formula:
      'd_p = \\sum_t \\big[\\ell + (1 - \\ell)\\, m_{tp}\\big]\\, g_{tp}, \\quad m_{tp} = \\begin{cases} 1[g_{tp} > 0] & U_p < \\pi_p \\\\ 1[g_{tp} < 0] & \\text{else} \\end{cases}, \\quad \\pi_p = \\tfrac12 \\Big(1 + \\frac{\\sum_t g_{tp}}{\\sum_t |g_{tp}|}\\Big), \\quad U_p \\sim \\mathcal U[0, 1)',
    reference:
      'Chen et al., Just Pick a Sign: Optimizing Deep Multitask Models with Gradient Sign Dropout, NeurIPS 2020',
    cost: gradientCost,
    headPolicy: plainHeads,
    scale:
      'Coordinates without conflict are those of the sum. No weights exist; the share of its squared gradient that stays is recorded for each task.',
    parameters: [
      {
        name: 'leak',
        label: 'Leak',
        meaning: 'The part of the dropped values that stays, l in the formula: 0 drops them whole, 1 drops nothing.',
        default: 0,
        minimum: 0,
        maximum: 1,
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
