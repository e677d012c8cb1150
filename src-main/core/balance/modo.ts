import { div, expandDims, fill, mul, reshape, type Tensor } from '@tensorflow/tfjs-core';
import { activeGramian } from './active.ts';
import { halvesCost, plainHeads } from './gradient-level.ts';
import type { BalancingInput, BalancingMethod, BalancingOutput } from './method.ts';
import { gramianTimes } from './simplex-minimum.ts';
import { onSumScale, taskGramian } from './task-gramian.ts';
import { moveShares } from './tracked-shares.ts';

type TensorMap = Readonly<Record<string, Tensor>>;

function balance(input: BalancingInput, state: TensorMap, parameters: TensorMap): BalancingOutput {
  const tasks = taskGramian(input);
  const pairs = mul(expandDims(tasks.member, 2), expandDims(tasks.member, 1));
  const cross = mul(activeGramian(input.crossGramian as Tensor, input.active), pairs);
  const products = div(cross, expandDims(tasks.trace, 2));
  const rate = reshape(parameters['rate'] as Tensor, [-1, 1]);
  const { current, state: shares } = moveShares(state['shares'] as Tensor, tasks.member, (before) =>
    mul(gramianTimes(products, before), rate),
  );
  return { ...onSumScale(current, tasks, input.active), state: { shares } };
}

export const modo: BalancingMethod = {
  description: {
    id: 'modo',
    name: 'Multi-objective with double sampling (MoDo)',
    level: 'gradient',
    description:
      'Moves the weights a little at every step towards the shortest combination of task gradients, as MGDA would in one go. The step uses the two halves of the batch, which are independent, so that noise does not bias it; the network then moves along the gradients of the whole batch.',
    whenToUse:
      'When MGDA follows the noise of single batches. A small rate stays near equal weights, a large one near MGDA.',
    formula:
      'q \\gets P_{\\Delta}\\!\\left(q - \\gamma\\, \\frac{J_1 J_2^{\\top}}{\\operatorname{tr} J J^{\\top}}\\, q\\right), \\quad w = T q, \\quad q_0 = \\tfrac1T \\mathbf 1, \\quad J_1, J_2 \\text{ of the halves of the batch}',
    reference:
      'Chen, Fernando, Ying and Chen, Three-Way Trade-Off in Multi-Objective Learning: Optimization, Generalization and Conflict-Avoidance, NeurIPS 2023',
    cost: halvesCost,
    headPolicy: plainHeads,
    scale: 'Weights sum to the number of tasks that have labels in the batch; in the paper they sum to 1.',
    parameters: [
      {
        name: 'rate',
        label: 'Rate of q',
        meaning:
          'Gamma in the formula. The products are divided by the sum of squared gradient norms, so that it means the same for losses of any scale.',
        default: 0.1,
        minimum: 0,
        maximum: 100,
        perTask: false,
      },
    ],
  },
  gramian: 'shared',
  halves: true,
  createState: (replicas, tasks) => ({ shares: fill([replicas, tasks], 1 / tasks) }),
  balance,
};
