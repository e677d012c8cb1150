import {
  add,
  cast,
  div,
  equal,
  expandDims,
  eye,
  greater,
  logicalAnd,
  matMul,
  minimum,
  mul,
  sub,
  sum,
  zerosLike,
  type Tensor,
} from '@tensorflow/tfjs-core';
import { activeGramian, squaredNorms } from './active.ts';
import { gradientCost, plainHeads } from './gradient-level.ts';
import { meetingOrder } from './meeting-order.ts';
import type { BalancingInput, BalancingMethod, BalancingOutput } from './method.ts';

/** A task with less than this share of the summed squared norms takes no part and keeps weight 1. */
const leastShare = 1e-12;
/** Below this sum all gradients count as zero. */
const leastTrace = 1e-20;

/**
 * Row i of C holds the projected gradient of task i as a combination of the original ones, so every projection is
 * arithmetic on the Gramian: (C G)_ij = g_i' . g_j, and the summed direction has the column sums of C as weights.
 */
function balance(input: BalancingInput): BalancingOutput {
  const gramian = activeGramian(input.gramian as Tensor, input.active);
  const tasks = gramian.shape[2] as number;
  const norms = squaredNorms(gramian);
  const trace = sum(norms, 1, true);
  const isUsable = logicalAnd(greater(norms, mul(trace, leastShare)), greater(trace, leastTrace));
  const usable = cast(isUsable, 'float32');
  const inverseNorms = div(usable, add(norms, sub(1, usable)));
  const pairs = mul(expandDims(usable, 2), expandDims(usable, 1));
  const order = meetingOrder(input.uniform([tasks, tasks]));

  let coefficients: Tensor = add(zerosLike(gramian), eye(tasks));
  for (let turn = 0; turn < tasks - 1; turn += 1) {
    const partner = mul(cast(equal(order, turn), 'float32'), pairs);
    const inner = sum(mul(coefficients, matMul(partner, gramian)), 2, true);
    const inverse = sum(mul(partner, expandDims(inverseNorms, 1)), 2, true);
    coefficients = sub(coefficients, mul(partner, mul(minimum(inner, 0), inverse)));
  }
  return { taskWeights: mul(sum(coefficients, 1), input.active), state: {} };
}

export const pcgrad: BalancingMethod = {
  description: {
    id: 'pcgrad',
    name: 'PCGrad',
    level: 'gradient',
    description:
      'Where two task gradients point against each other, removes from each the part that opposes the other; then adds them.',
    whenToUse:
      'When the map of gradient cosines shows conflicts, and the twins show that tasks lose by them. Without conflicts it equals equal weights.',
    formula:
      "g'_i = g_i; \\;\\text{for } j \\neq i \\text{ in random order, if } g'_i \\cdot g_j < 0{:}\\;\\; g'_i \\gets g'_i - \\frac{g'_i \\cdot g_j}{\\lVert g_j \\rVert^2}\\, g_j; \\qquad d = \\textstyle\\sum_i g'_i",
    reference: 'Yu et al., Gradient Surgery for Multi-Task Learning, NeurIPS 2020',
    cost: gradientCost,
    headPolicy: plainHeads,
    scale: 'Without conflicts the weights are 1; projections make them larger.',
    parameters: [],
  },
  gramian: 'shared',
  createState: () => ({}),
  balance,
};
