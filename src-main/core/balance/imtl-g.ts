import { abs, div, expandDims, greater, maximum, mul, onesLike, sqrt, square, sum, where } from '@tensorflow/tfjs-core';
import { gradientCost, plainHeads } from './gradient-level.ts';
import type { BalancingInput, BalancingMethod, BalancingOutput } from './method.ts';
import { pseudoInverseTimes } from './symmetric-eigen.ts';
import { onSumScale, taskGramian } from './task-gramian.ts';

/** Weights whose sum is less than this share of their length cancel: no direction has equal angles to opposed gradients. */
const leastSum = 1e-6;
const smallest = 1e-30;

function balance(input: BalancingInput): BalancingOutput {
  const tasks = taskGramian(input);
  const { norms, member } = tasks;
  const cosines = div(tasks.gramian, mul(expandDims(norms, 2), expandDims(norms, 1)));
  const inverse = div(member, norms);
  const weights = mul(pseudoInverseTimes(cosines, member, input.loop), inverse);
  const total = abs(sum(weights, 1, true));
  const length = sqrt(sum(square(weights), 1, true));
  const hasSum = greater(total, maximum(mul(length, leastSum), smallest));
  const native = where(
    hasSum,
    div(weights, where(hasSum, total, onesLike(total))),
    div(inverse, maximum(sum(inverse, 1, true), smallest)),
  );
  return { ...onSumScale(native, tasks, input.active), state: {} };
}

export const imtlG: BalancingMethod = {
  description: {
    id: 'imtl-g',
    name: 'Impartial gradients (IMTL-G)',
    level: 'gradient',
    description:
      'Steps in the direction that has the same angle to every task gradient: each task gains the same per length of its gradient. Weights may be negative.',
    whenToUse:
      'When tasks have gradients of very different lengths and none may dominate. With nearly parallel or many tasks the weights become large and the steps noisy. Where no such direction is left, gradients are added at unit length.',
    formula:
      'w = T\\,\\frac{u}{\\left|\\sum_t u_t\\right|}, \\quad u = D^{-1} C^{+} \\mathbf 1, \\quad D = \\operatorname{diag} \\lVert g_t \\rVert, \\; C_{st} = \\cos(g_s, g_t), \\qquad \\text{so that } d \\cdot \\frac{g_t}{\\lVert g_t \\rVert} \\text{ is the same for all } t',
    reference: 'Liu et al., Towards Impartial Multi-task Learning, ICLR 2021',
    cost: gradientCost,
    headPolicy: plainHeads,
    scale: 'Weights sum to the number of tasks that have labels in the batch; in the paper they sum to 1.',
    parameters: [],
  },
  gramian: 'shared',
  createState: () => ({}),
  balance,
};
