import { div, expandDims, greater, mul, onesLike, sum, where } from '@tensorflow/tfjs-core';
import { gradientCost, plainHeads } from './gradient-level.ts';
import type { BalancingInput, BalancingMethod, BalancingOutput } from './method.ts';
import { gramianTimes } from './simplex-minimum.ts';
import { pseudoInverseTimes } from './symmetric-eigen.ts';
import { taskGramian, withOthers } from './task-gramian.ts';

/** A combination shorter than this share of all gradients together is rounding: they cancel. */
const leastSquare = 1e-10;

/** With u = D^-1 C^+ 1 and v = J'u the direction is (sum g_t . v) v / |v|^2, so its weights are u (1'Gu) / (u'Gu). */
function balance(input: BalancingInput): BalancingOutput {
  const tasks = taskGramian(input);
  const { gramian, norms, member } = tasks;
  const cosines = div(gramian, mul(expandDims(norms, 2), expandDims(norms, 1)));
  const alike = mul(div(pseudoInverseTimes(cosines, member, input.loop), norms), member);
  const products = gramianTimes(gramian, alike);
  const square = sum(mul(alike, products), 1, true);
  const isLong = greater(square, leastSquare);
  const length = div(sum(mul(products, member), 1, true), where(isLong, square, onesLike(square)));
  const weights = where(isLong, mul(alike, length), member);
  return { taskWeights: withOthers(weights, tasks, input.active), state: {} };
}

export const config: BalancingMethod = {
  description: {
    id: 'config',
    name: 'Conflict-free gradients (ConFIG)',
    level: 'gradient',
    description:
      'Steps in the direction that has the same angle to every task gradient, as far as the gradients together project on it: short steps where they conflict, long ones where they agree.',
    whenToUse:
      'When task gradients of very different lengths must all gain and the step should shrink under conflict. It shares its direction with IMTL-G; where gradients cancel it falls back to their sum.',
    formula:
      'd = \\Big(\\textstyle\\sum_t g_t \\cdot x\\Big)\\, x, \\quad x = \\frac{J^{\\top} u}{\\lVert J^{\\top} u \\rVert}, \\quad u = D^{-1} C^{+} \\mathbf 1, \\quad D = \\operatorname{diag} \\lVert g_t \\rVert, \\; C_{st} = \\cos(g_s, g_t)',
    reference:
      'Liu, Chu and Thuerey, ConFIG: Towards Conflict-free Training of Physics Informed Neural Networks, ICLR 2025 (2024)',
    cost: gradientCost,
    headPolicy: plainHeads,
    scale: 'Its own: the length of the step is the sum of the projections of the task gradients.',
    parameters: [],
  },
  gramian: 'shared',
  createState: () => ({}),
  balance,
};
