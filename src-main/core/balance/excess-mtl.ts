import {
  add,
  div,
  greater,
  less,
  logicalAnd,
  logicalNot,
  maximum,
  minimum,
  mul,
  onesLike,
  reshape,
  sqrt,
  square,
  sum,
  where,
  zeros,
  type Tensor,
} from '@tensorflow/tfjs-core';
import { activeJacobian, activeSoftmax, activeTasks } from './active.ts';
import type { BalancingInput, BalancingMethod, BalancingOutput } from './method.ts';

type TensorMap = Readonly<Record<string, Tensor>>;

/** Added to the sum of squared gradients before its root, as in the paper's code. */
const floor = 1e-7;
const leastMean = 1e-20;
const largestExcess = 1e3;

/** The weights applied are those after the update, as in the paper's Algorithm 1; during the warm-up they are 1. */
function balance(input: BalancingInput, state: TensorMap, parameters: TensorMap): BalancingOutput {
  const { squares, excessSum, steps, logits } = state as Record<'squares' | 'excessSum' | 'steps' | 'logits', Tensor>;
  const isActive = activeTasks(input.active);
  const gradients = square(activeJacobian(input.jacobian as Tensor, input.active));
  const newSquares = add(squares, gradients);
  const excess = sum(div(gradients, sqrt(add(newSquares, floor))), 2);
  const column = (name: string): Tensor => reshape(parameters[name] as Tensor, [-1, 1]);
  const warmsUp = logicalAnd(isActive, less(mul(onesLike(logits), input.epoch), column('warmUp')));
  const newSum = where(warmsUp, add(excessSum, excess), excessSum);
  const newSteps = where(warmsUp, add(steps, 1), steps);
  // a task that had no labels in the warm-up is measured by itself: its first excess counts as 1
  const isKnown = greater(newSteps, 0);
  const scale = where(isKnown, div(newSum, maximum(newSteps, 1)), excess);
  const relative = minimum(div(excess, maximum(scale, leastMean)), largestExcess);
  const learns = logicalAnd(isActive, logicalNot(warmsUp));
  const newLogits = where(learns, add(logits, mul(column('rate'), relative)), logits);
  return {
    taskWeights: activeSoftmax(newLogits, input.active),
    state: { squares: newSquares, excessSum: newSum, steps: newSteps, logits: newLogits },
  };
}

export const excessMtl: BalancingMethod = {
  description: {
    id: 'excess-mtl',
    name: 'Excess risk (ExcessMTL)',
    level: 'loss',
    description:
      'Gives ever more weight to the tasks that are still far from their own optimum, as their gradients tell: a task that only noise keeps from a small loss is not taken for one that lags behind.',
    whenToUse:
      'When some labels are noisier than others, so that weights by loss would serve the noise. Weights are 1 during the warm-up.',
    formula:
      'w_t \\propto w_t\\, e^{\\eta\\, e_t / \\bar e_t}, \\quad \\textstyle\\sum_t w_t = T, \\quad e_t = \\sum_p \\frac{g_{tp}^2}{\\sqrt{S_{tp} + 10^{-7}}}, \\quad S_{tp} = \\sum_{\\text{steps}} g_{tp}^2, \\quad \\bar e_t = \\text{mean of } e_t \\text{ in the warm-up}',
    reference: 'He, Zou and Zhao, Robust Multi-Task Learning with Excess Risks, ICML 2024',
    cost: {
      backwardPasses: 'tasks',
      extraForwardPasses: 0,
      memory: 'task gradients of the shared parameters and the sums of their squares: 2 T times their number',
    },
    headPolicy: 'Each head gets the gradient of its own task loss times the weight of the task.',
    scale: 'Weights sum to the number of tasks that have labels in the batch.',
    parameters: [
      {
        name: 'rate',
        label: 'Rate',
        meaning:
          'Eta in the formula: how fast weights follow the excess. A task at twice the excess of its warm-up gains this much more in log weight at every step.',
        default: 0.01,
        minimum: 0,
        maximum: 10,
        perTask: false,
      },
      {
        name: 'warmUp',
        label: 'Warm-up',
        meaning:
          'Epochs with weights of 1, in which the excess of each task is measured that later ones are compared with.',
        default: 3,
        minimum: 0,
        maximum: 10000,
        perTask: false,
      },
    ],
  },
  gramian: 'shared',
  jacobian: true,
  remembersGradients: true,
  createState: (replicas, tasks, coordinates) => {
    const start = (): Tensor => zeros([replicas, tasks]);
    return { squares: zeros([replicas, tasks, coordinates]), excessSum: start(), steps: start(), logits: start() };
  },
  balance,
};
