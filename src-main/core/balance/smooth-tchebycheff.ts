import {
  add,
  cast,
  div,
  greater,
  greaterEqual,
  less,
  log,
  logicalAnd,
  maximum,
  mul,
  onesLike,
  reshape,
  sub,
  where,
  zeros,
  type Tensor,
} from '@tensorflow/tfjs-core';
import { activeSoftmax, activeTasks, boundedLosses } from './active.ts';
import type { BalancingInput, BalancingMethod, BalancingOutput } from './method.ts';

type TensorMap = Readonly<Record<string, Tensor>>;

/** [R, T]: mean losses of the epoch after the warm-up; a task without labels in it falls back on its first epoch. */
function nadirOf(state: TensorMap, initialLosses: Tensor, isActive: Tensor): Tensor {
  const { lossSum, steps } = state as { lossSum: Tensor; steps: Tensor };
  const mean = where(greater(steps, 0), div(lossSum, maximum(steps, 1)), initialLosses);
  return boundedLosses(mean, isActive);
}

/** Warm-up and measuring epoch minimise sum log L; then come the weights of the smooth maximum. */
function balance(input: BalancingInput, state: TensorMap, parameters: TensorMap): BalancingOutput {
  const { lossSum, steps } = state as { lossSum: Tensor; steps: Tensor };
  const isActive = activeTasks(input.active);
  const losses = boundedLosses(input.losses, isActive);
  const epoch = cast(input.epoch, 'float32');
  const measuringEpoch = reshape(parameters['warmUp'] as Tensor, [-1, 1]);
  const isSmooth = greaterEqual(epoch, add(measuringEpoch, 1));
  const measures = logicalAnd(
    isActive,
    logicalAnd(greaterEqual(epoch, measuringEpoch), less(epoch, add(measuringEpoch, 1))),
  );
  const excess = sub(log(losses), log(nadirOf(state, input.initialLosses, isActive)));
  const shares = activeSoftmax(div(excess, reshape(parameters['mu'] as Tensor, [-1, 1])), input.active);
  const factor = where(logicalAnd(isActive, isSmooth), shares, onesLike(shares));
  return {
    taskWeights: mul(div(factor, losses), input.active),
    state: {
      lossSum: where(measures, add(lossSum, losses), lossSum),
      steps: add(steps, cast(measures, 'float32')),
    },
  };
}

export const smoothTchebycheff: BalancingMethod = {
  description: {
    id: 'stch',
    name: 'Smooth Tchebycheff (STCH)',
    level: 'loss',
    description:
      'Minimises a smooth maximum of the losses, each measured against its own mean early in the training: the task that has improved least gets the most weight.',
    whenToUse:
      'When the worst task matters most. It needs more epochs than its warm-up and one: until then it minimises the sum of the log losses.',
    formula:
      'w_t = \\frac{T}{L_t}\\, \\frac{e^{f_t / \\mu}}{\\sum_s e^{f_s / \\mu}}, \\quad f_t = \\ln \\frac{L_t}{\\bar L_t^{(k)}}, \\quad L_t \\ge 10^{-8}; \\qquad w_t = \\frac{1}{L_t} \\text{ up to epoch } k, \\text{ the one after the warm-up}',
    reference: 'Lin et al., Smooth Tchebycheff Scalarization for Multi-Objective Optimization, ICML 2024',
    cost: { backwardPasses: 1, extraForwardPasses: 0, memory: '2 numbers per task' },
    headPolicy: 'One backward pass of the weighted sum, heads included.',
    scale: 'Its own: weighted losses sum to the number of tasks that have labels in the batch.',
    parameters: [
      {
        name: 'mu',
        label: 'Smoothness',
        meaning: 'Mu in the formula: near 0 only the worst task counts, large values bring the sum of the log losses.',
        default: 1,
        minimum: 0.001,
        maximum: 1000,
        perTask: false,
      },
      {
        name: 'warmUp',
        label: 'Warm-up epochs',
        meaning: 'Epochs before the one whose mean losses become the reference.',
        default: 4,
        minimum: 0,
        maximum: 10000,
        perTask: false,
      },
    ],
  },
  gramian: 'none',
  readsLosses: true,
  createState: (replicas, tasks) => ({ lossSum: zeros([replicas, tasks]), steps: zeros([replicas, tasks]) }),
  balance,
};
