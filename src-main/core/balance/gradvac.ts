import {
  add,
  cast,
  clipByValue,
  div,
  equal,
  expandDims,
  eye,
  greater,
  less,
  logicalAnd,
  matMul,
  maximum,
  mul,
  onesLike,
  reshape,
  sqrt,
  square,
  sub,
  sum,
  where,
  zeros,
  zerosLike,
  type Tensor,
} from '@tensorflow/tfjs-core';
import { gradientCost, plainHeads } from './gradient-level.ts';
import { meetingOrder } from './meeting-order.ts';
import type { BalancingInput, BalancingMethod, BalancingOutput } from './method.ts';
import { taskGramian, withOthers } from './task-gramian.ts';

type TensorMap = Readonly<Record<string, Tensor>>;

/** Keeps the factor of a gradient bounded where tasks that used to agree suddenly do not. */
const largestTarget = 0.999;
/** A changed gradient below this share of its task's squared norm is rounding, and has no direction. */
const leastShare = 1e-10;

/**
 * Row i of the coefficients holds the changed gradient of task i as a combination of the original ones; in every turn each
 * task meets one other, in an order of its own.
 */
function balance(input: BalancingInput, state: TensorMap, parameters: TensorMap): BalancingOutput {
  const tasks = taskGramian(input);
  const { gramian, member } = tasks;
  const size = gramian.shape[2] as number;
  const squared = square(tasks.norms);
  const pairs = mul(expandDims(member, 2), expandDims(member, 1));
  const order = meetingOrder(input.uniform([size, size]));
  const pace = reshape(parameters['pace'] as Tensor, [-1, 1, 1]);
  const start = { coefficients: add(zerosLike(gramian), eye(size)), target: state['target'] as Tensor };
  const end = input.loop(size - 1, start, (turn, current) => {
    const { coefficients, target } = current as typeof start;
    const partner = mul(cast(equal(order, cast(turn, 'float32')), 'float32'), pairs);
    const inner = matMul(coefficients, gramian);
    const own = sum(mul(coefficients, inner), 2);
    const length = sqrt(maximum(own, 0));
    const ofPartner = (values: Tensor): Tensor => sum(mul(partner, expandDims(values, 1)), 2);
    const otherLength = sqrt(ofPartner(squared));
    const isMet = logicalAnd(greater(otherLength, 0), greater(own, mul(squared, leastShare)));
    const product = where(isMet, mul(length, otherLength), onesLike(length));
    const cosine = clipByValue(div(sum(mul(inner, partner), 2), product), -1, 1);
    const wanted = sum(mul(target, partner), 2);
    const sineOf = (values: Tensor): Tensor => sqrt(maximum(sub(1, square(values)), 0));
    const turned = sub(mul(wanted, sineOf(cosine)), mul(cosine, sineOf(wanted)));
    const factor = div(mul(length, turned), where(isMet, mul(otherLength, sineOf(wanted)), onesLike(length)));
    const added = where(logicalAnd(isMet, less(cosine, wanted)), factor, zerosLike(factor));
    const moved = expandDims(where(isMet, cosine, wanted), 2);
    const next = clipByValue(add(target, mul(pace, sub(moved, target))), -largestTarget, largestTarget);
    return {
      coefficients: add(coefficients, mul(partner, expandDims(added, 2))),
      target: where(greater(partner, 0), next, target),
    };
  });
  const weights = sum(end['coefficients'] as Tensor, 1);
  return { taskWeights: withOthers(weights, tasks, input.active), state: { target: end['target'] as Tensor } };
}

export const gradvac: BalancingMethod = {
  description: {
    id: 'gradvac',
    name: 'Gradient vaccine (GradVac)',
    level: 'gradient',
    description:
      'Turns each task gradient towards another one until their cosine is what it has been for this pair on average; PCGrad is the same with a target of zero.',
    whenToUse:
      'When tasks mostly agree and single batches do not: it acts before gradients conflict. Weights grow where the agreement of a pair is high and breaks down.',
    formula:
      "\\text{for } j \\neq i \\text{ in random order}, \\quad c = \\cos(g'_i, g_j); \\quad \\text{if } c < \\varphi_{ij}{:}\\;\\; g'_i \\gets g'_i + \\frac{\\lVert g'_i \\rVert \\left(\\varphi_{ij}\\, s - c\\, \\sigma_{ij}\\right)}{\\lVert g_j \\rVert\\, \\sigma_{ij}}\\, g_j; \\quad s = \\sqrt{1 - c^2}, \\; \\sigma_{ij} = \\sqrt{1 - \\varphi_{ij}^2}; \\quad \\varphi_{ij} \\gets (1 - \\beta)\\, \\varphi_{ij} + \\beta c, \\; |\\varphi_{ij}| \\le 0.999; \\qquad d = \\textstyle\\sum_i g'_i",
    reference:
      'Wang et al., Gradient Vaccine: Investigating and Improving Multi-task Optimization in Massively Multilingual Models, ICLR 2021',
    cost: { ...gradientCost, memory: `${gradientCost.memory}, and one number per pair of tasks` },
    headPolicy: plainHeads,
    scale: 'While every pair agrees as much as it used to, the weights are 1; turning makes them larger.',
    parameters: [
      {
        name: 'pace',
        label: 'Pace of the target',
        meaning: 'Beta in the formula: the share of the newest cosine in the moving average; targets start at 0.',
        default: 0.5,
        minimum: 0,
        maximum: 1,
        perTask: false,
      },
    ],
  },
  gramian: 'shared',
  createState: (replicas, tasks) => ({ target: zeros([replicas, tasks, tasks]) }),
  balance,
};
