import {
  abs,
  add,
  addN,
  concat,
  less,
  mul,
  neg,
  onesLike,
  reshape,
  square,
  sub,
  sum,
  where,
  type Tensor,
} from '@tensorflow/tfjs-core';
import { activeGramian, activeRows } from './active.ts';
import { shareOfGradients } from './coordinate-share.ts';
import { gradientCost, plainHeads } from './gradient-level.ts';
import type { BalancingInput, BalancingMethod, BalancingOutput } from './method.ts';

type TensorMap = Readonly<Record<string, Tensor>>;

/**
 * With p and n the sums of the positive and of the negative values of a coordinate, the positive ones stay where
 * U < (1 + (p + n) / (p - n)) / 2. What stays is half of (p + n) plus or minus (p - n), of all tasks as of one.
 */
function balance(input: BalancingInput, _state: TensorMap, parameters: TensorMap): BalancingOutput {
  const { active } = input;
  const drawn = input.uniform([(input.jacobian as Tensor).shape[2] as number]);
  const rows = activeRows(input.jacobian as Tensor, active);
  const sizes = rows.map(abs);
  const total = addN(rows);
  const size = addN(sizes);
  // 2 U - 1 < (p + n) / (p - n)
  const keepsPositive = less(mul(sub(mul(drawn, 2), 1), size), total);
  const sign = where(keepsPositive, onesLike(total), neg(onesLike(total)));
  /** Twice what stays of values, from their size: nothing where they have the other sign. */
  const twiceKept = (values: Tensor, ofSize: Tensor): Tensor => add(values, mul(sign, ofSize));
  const kept = mul(twiceKept(total, size), 0.5);
  const leak = reshape(parameters['leak'] as Tensor, [-1, 1]);
  const keptSquares = rows.map((row, task) => mul(sum(square(twiceKept(row, sizes[task] as Tensor)), 1, true), 0.25));
  const gramian = activeGramian(input.gramian as Tensor, active);
  const share = shareOfGradients(gramian, concat(keptSquares, 1));
  return {
    taskWeights: mul(add(share, mul(leak, sub(1, share))), active),
    direction: add(kept, mul(leak, sub(total, kept))),
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
