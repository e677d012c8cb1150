import { clipByValue, exp, mul, neg, sub, zeros, type Tensor } from '@tensorflow/tfjs-core';
import { activeLosses, activeTasks } from './active.ts';
import { adamStep, createAdamState } from './adam.ts';
import type { BalancingInput, BalancingMethod, BalancingOutput } from './method.ts';

type TensorMap = Readonly<Record<string, Tensor>>;

/** Keeps e^-s and its product with any float32 loss finite. */
const largestLogVariance = 20;

/** The weights applied are those before the update of s: network and s step at the same point, as in the paper. */
function balance(input: BalancingInput, state: TensorMap, parameters: TensorMap): BalancingOutput {
  const { logVariance, ...moments } = state as { logVariance: Tensor };
  const isActive = activeTasks(input.active);
  const weights = mul(parameters['factor'] as Tensor, exp(neg(logVariance)));
  const gradient = sub(0.5, mul(weights, activeLosses(input.losses, isActive)));
  const step = adamStep(gradient, moments, parameters['learningRate'] as Tensor, isActive);
  const updated = clipByValue(sub(logVariance, step.change), -largestLogVariance, largestLogVariance);
  return { taskWeights: mul(weights, input.active), state: { logVariance: updated, ...step.state } };
}

export const uncertainty: BalancingMethod = {
  description: {
    id: 'uncertainty',
    name: 'Uncertainty weighting',
    level: 'loss',
    description:
      'Learns a noise level for each task along with the network; a task with a large loss counts as noisy and gets less weight. At rest every task contributes the same: its weight is half the inverse of its loss.',
    whenToUse:
      'When losses differ in scale or unit. A task that is hard but learnable is taken for a noisy one and held back.',
    formula:
      'w_t = a_t e^{-s_t}, \\quad \\min_s \\textstyle\\sum_t a_t e^{-s_t} L_t + \\tfrac12 s_t \\;\\text{ by Adam}, \\quad s_t \\in [-20, 20]',
    reference:
      'Kendall, Gal and Cipolla, Multi-Task Learning Using Uncertainty to Weigh Losses for Scene Geometry and Semantics, CVPR 2018',
    cost: { backwardPasses: 1, extraForwardPasses: 0, memory: '4 numbers per task' },
    headPolicy: 'One backward pass of the weighted sum, heads included.',
    scale: 'Its own: the length of the update follows from the learned weights.',
    parameters: [
      {
        name: 'learningRate',
        label: 'Learning rate of s',
        meaning: 'Step of the Adam that learns the log-variances s; they start at 0.',
        default: 0.025,
        minimum: 1e-6,
        maximum: 1,
        perTask: false,
      },
      {
        name: 'factor',
        label: 'Factor',
        meaning:
          'a in the formula, for each task: 0.5 for all (the Gaussian form), or 1 for tasks with cross-entropy (their form in the paper).',
        default: 0.5,
        minimum: 0.5,
        maximum: 1,
        perTask: true,
      },
    ],
  },
  gramian: 'none',
  readsLosses: true,
  createState: (replicas, tasks) => ({ logVariance: zeros([replicas, tasks]), ...createAdamState(replicas, tasks) }),
  balance,
};
