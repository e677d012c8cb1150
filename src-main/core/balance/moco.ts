import {
  div,
  expandDims,
  fill,
  greater,
  mul,
  reshape,
  sqrt,
  squeeze,
  sub,
  where,
  matMul,
  zeros,
  type Tensor,
} from '@tensorflow/tfjs-core';
import { activeJacobian, activeTasks, boundedLosses } from './active.ts';
import { plainHeads } from './gradient-level.ts';
import type { BalancingInput, BalancingMethod, BalancingOutput } from './method.ts';
import { gramianTimes } from './simplex-minimum.ts';
import { onSumScale, taskGramian, type TaskGramian } from './task-gramian.ts';
import { moveShares } from './tracked-shares.ts';

type TensorMap = Readonly<Record<string, Tensor>>;

/** [R, T, P]: each task gradient at the length of its loss, zero for a task that takes no part. */
function lossLength(input: BalancingInput, tasks: TaskGramian): Tensor {
  const jacobian = activeJacobian(input.jacobian as Tensor, tasks.member);
  const losses = boundedLosses(input.losses, activeTasks(input.active));
  return mul(jacobian, expandDims(div(losses, mul(tasks.norms, sqrt(tasks.trace))), 2));
}

function balance(input: BalancingInput, state: TensorMap, parameters: TensorMap): BalancingOutput {
  const { tracked, shares } = state as { tracked: Tensor; shares: Tensor };
  const rate = reshape(parameters['tracking'] as Tensor, [-1, 1, 1]);
  const tasks = taskGramian(input);
  const isMember = greater(expandDims(tasks.member, 2), 0);
  const next = where(isMember, sub(tracked, mul(sub(tracked, lossLength(input, tasks)), rate)), tracked);
  const products = matMul(next, next, false, true);
  const step = reshape(parameters['rate'] as Tensor, [-1, 1]);
  const { current, state: moved } = moveShares(shares, tasks.member, (before) =>
    mul(gramianTimes(products, before), step),
  );
  const nativeDirection = squeeze(matMul(expandDims(current, 1), next), [1]);
  return {
    ...onSumScale(current, tasks, input.active),
    direction: mul(nativeDirection, tasks.count),
    nativeDirection,
    state: { tracked: next, shares: moved },
  };
}

export const moco: BalancingMethod = {
  description: {
    id: 'moco',
    name: 'Multi-objective gradient correction (MoCo)',
    level: 'gradient',
    description:
      'Tracks every task gradient over the steps, each scaled to the length of its loss, and moves the weights a little at every step towards the shortest combination of what it tracked. The network moves along the tracked gradients.',
    whenToUse:
      'When batches are small and methods that look at one batch follow its noise. Tasks with large losses have long gradients here, whatever their real length: scales of losses matter.',
    formula:
      'y_t \\gets y_t - \\beta \\Big(y_t - \\frac{L_t}{\\lVert g_t \\rVert}\\, g_t\\Big), \\quad q \\gets P_{\\Delta}\\big(q - \\gamma\\, Y Y^{\\top} q\\big), \\quad d = T\\, Y^{\\top} q, \\quad y = 0, \\; q = \\tfrac1T \\mathbf 1 \\text{ at first}',
    reference:
      'Fernando et al., Mitigating Gradient Bias in Multi-objective Learning: A Provably Convergent Approach, ICLR 2023',
    cost: {
      backwardPasses: 'tasks',
      extraForwardPasses: 0,
      memory: 'task gradients of the shared parameters, now and tracked: 2 T times their number',
    },
    headPolicy: plainHeads,
    scale:
      'Weights sum to the number of tasks that have labels in the batch; in the paper they sum to 1. They are weights of the tracked gradients.',
    parameters: [
      {
        name: 'tracking',
        label: 'Tracking',
        meaning: 'Beta in the formula: the share of the newest gradient in what is tracked; 1 tracks nothing.',
        default: 0.5,
        minimum: 0.001,
        maximum: 1,
        perTask: false,
      },
      {
        name: 'rate',
        label: 'Rate of q',
        meaning: 'Gamma in the formula: the step of the weights.',
        default: 0.1,
        minimum: 0,
        maximum: 100,
        perTask: false,
      },
    ],
  },
  gramian: 'shared',
  jacobian: true,
  readsLosses: true,
  remembersGradients: true,
  createState: (replicas, tasks, coordinates) => ({
    tracked: zeros([replicas, tasks, coordinates]),
    shares: fill([replicas, tasks], 1 / tasks),
  }),
  balance,
};
