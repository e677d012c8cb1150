import {
  div,
  equal,
  expandDims,
  maximum,
  mul,
  onesLike,
  reshape,
  sum,
  where,
  type Tensor,
} from '@tensorflow/tfjs-core';
import { activeTasks, boundedLosses, squaredNorms } from './active.ts';
import { gradientCost, plainHeads } from './gradient-level.ts';
import type { BalancingInput, BalancingMethod, BalancingOutput } from './method.ts';
import { simplexIterations, simplexMinimum } from './simplex-minimum.ts';
import { mixtureGap } from './solver-residual.ts';
import { onSumScale, taskGramian, type TaskGramian } from './task-gramian.ts';

type TensorMap = Readonly<Record<string, Tensor>>;

const none = 0;
const byNorm = 1;
const byLoss = 2;
const byLossAndNorm = 3;
const smallest = 1e-30;

/** [R, T]: what each task gradient is divided by before the solve. choice: [R, 1]. */
function sizes(input: BalancingInput, tasks: TaskGramian, choice: Tensor): Tensor {
  const losses = boundedLosses(input.losses, activeTasks(input.active));
  const ones = onesLike(losses);
  const loss = where(equal(choice, byLoss), losses, where(equal(choice, byLossAndNorm), losses, ones));
  const norm = where(equal(choice, byNorm), tasks.norms, where(equal(choice, byLossAndNorm), tasks.norms, ones));
  return mul(loss, norm);
}

function balance(input: BalancingInput, _state: TensorMap, parameters: TensorMap): BalancingOutput {
  const tasks = taskGramian(input);
  const inverse = div(tasks.member, sizes(input, tasks, reshape(parameters['normalisation'] as Tensor, [-1, 1])));
  const divided = mul(mul(tasks.gramian, expandDims(inverse, 2)), expandDims(inverse, 1));
  const trace = maximum(sum(squaredNorms(divided), 1, true), smallest);
  const unit = div(divided, expandDims(trace, 2));
  const shares = simplexMinimum(unit, tasks.member, input.loop);
  const weights = mul(shares, inverse);
  const native = div(weights, maximum(sum(weights, 1, true), smallest));
  const residual = mixtureGap(unit, shares, tasks.member);
  return { ...onSumScale(native, tasks, input.active), residual, state: {} };
}

export const mgda: BalancingMethod = {
  description: {
    id: 'mgda',
    name: 'Multiple-gradient descent (MGDA)',
    level: 'gradient',
    description:
      'Takes the shortest combination of the task gradients whose weights are not negative: the step along which the task that gains least gains most. It opposes no task, and is zero where no task can gain without another losing.',
    whenToUse:
      'When no task may lose, even at the price of small steps. As it is, a task with small gradients gets most of the weight; dividing by norms or losses first removes that.',
    formula:
      'w = T\\,\\frac{a / s}{\\sum_t a_t / s_t}, \\quad a = \\operatorname*{arg\\,min}_{a \\ge 0,\\; \\sum_t a_t = 1} \\Big\\lVert \\textstyle\\sum_t a_t\\, \\dfrac{g_t}{s_t} \\Big\\rVert^2, \\quad s_t \\in \\{1,\\; \\lVert g_t \\rVert,\\; L_t,\\; L_t \\lVert g_t \\rVert\\}',
    reference:
      'Désidéri, Multiple-gradient descent algorithm (MGDA) for multiobjective optimization, 2012; Sener and Koltun, Multi-Task Learning as Multi-Objective Optimization, NeurIPS 2018',
    cost: gradientCost,
    headPolicy: plainHeads,
    scale: 'Weights sum to the number of tasks that have labels in the batch; in the paper they sum to 1.',
    residual:
      'How far the squared length of the combination may still lie above its minimum, as a share of the sum of all squared lengths.',
    parameters: [
      {
        name: 'normalisation',
        label: 'Divide gradients by',
        meaning: 'What each task gradient is divided by before the shortest combination is sought, s in the formula.',
        default: none,
        minimum: none,
        maximum: byLossAndNorm,
        perTask: false,
        choices: [
          { value: none, label: 'raw' },
          { value: byNorm, label: 'l2' },
          { value: byLoss, label: 'loss' },
          { value: byLossAndNorm, label: 'loss+' },
        ],
      },
    ],
  },
  gramian: 'shared',
  iterations: simplexIterations,
  needsLosses: ({ normalisation }) => normalisation === byLoss || normalisation === byLossAndNorm,
  createState: () => ({}),
  balance,
};
