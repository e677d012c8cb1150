import {
  addN,
  concat,
  div,
  expandDims,
  floor,
  minimum,
  maximum,
  mul,
  reshape,
  sub,
  sum,
  unstack,
  type Tensor,
} from '@tensorflow/tfjs-core';
import { activeCount, activeGramian, activeJacobian } from './active.ts';
import { shareOfGradients } from './coordinate-share.ts';
import { gradientCost, plainHeads } from './gradient-level.ts';
import { keptByRank, keptRows } from './kept-rank.ts';
import type { BalancingInput, BalancingMethod, BalancingOutput } from './method.ts';

type TensorMap = Readonly<Record<string, Tensor>>;

/** Rows of more tasks are compared all at once, or the operations become too many. */
const mostRows = 6;

function balance(input: BalancingInput, _state: TensorMap, parameters: TensorMap): BalancingOutput {
  const { active } = input;
  const count = activeCount(active);
  const asked = reshape(parameters['trim'] as Tensor, [-1, 1]);
  const trim = maximum(minimum(floor(asked), floor(div(sub(count, 1), 2))), 0);
  const last = sub(sum(active, 1, true), trim);
  const { total, products } = keptParts(input.jacobian as Tensor, active, trim, last);
  const places = sub(count, mul(trim, 2));
  const factor = div(count, places);
  const share = shareOfGradients(activeGramian(input.gramian as Tensor, active), products);
  return {
    taskWeights: mul(mul(share, factor), active),
    direction: mul(total, factor),
    nativeDirection: div(total, places),
    state: {},
  };
}

/** The sum [R, P] of what is kept of the task gradients, and the products [R, T] of each of these with what is kept of it. */
function keptParts(
  jacobian: Tensor,
  active: Tensor,
  first: Tensor,
  last: Tensor,
): { readonly total: Tensor; readonly products: Tensor } {
  if ((jacobian.shape[1] as number) > mostRows) {
    const whole = activeJacobian(jacobian, active);
    const parts = mul(whole, keptByRank(whole, expandDims(active, 2), expandDims(first, 2), expandDims(last, 2)));
    return { total: sum(parts, 1), products: sum(mul(whole, parts), 2) };
  }
  const parts = keptRows(unstack(jacobian, 1), active, first, last);
  const products = parts.map(({ values, kept }) => sum(mul(values, kept), 1, true));
  return { total: addN(parts.map(({ kept }) => kept)), products: concat(products, 1) };
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
