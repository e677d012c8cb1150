import {
  clipByValue,
  div,
  exp,
  greaterEqual,
  log,
  logicalAnd,
  maximum,
  mul,
  ones,
  reshape,
  sign,
  sqrt,
  sub,
  sum,
  where,
  type Tensor,
} from '@tensorflow/tfjs-core';
import { activeGramian, activeLosses, activeMean, activeTasks, squaredNorms } from './active.ts';
import { adamStep, createAdamState } from './adam.ts';
import type { BalancingInput, BalancingMethod, BalancingOutput } from './method.ts';

type TensorMap = Readonly<Record<string, Tensor>>;

/** A weight is never less than this before all are scaled to their sum, so that it can grow back. */
const leastWeight = 0.01;
const leastLoss = 1e-20;
const widestRate = 1e6;

/** Gradient of sum |w_t n_t - m r_t^alpha| with respect to w, m r^alpha held constant (Chen et al., 2018, equation 2). */
function gradientOfWeights(input: BalancingInput, weights: Tensor, alpha: Tensor): Tensor {
  const isActive = activeTasks(input.active);
  const norms = sqrt(squaredNorms(activeGramian(input.gramian as Tensor, input.active)));
  const weightedNorms = mul(weights, norms);
  const losses = activeLosses(input.losses, isActive);
  const initial = maximum(activeLosses(input.initialLosses, isActive), leastLoss);
  const ratio = div(losses, initial);
  const rate = clipByValue(div(ratio, maximum(activeMean(ratio, input.active), leastLoss)), 1 / widestRate, widestRate);
  const target = mul(activeMean(weightedNorms, input.active), exp(mul(alpha, log(rate))));
  return mul(sign(sub(weightedNorms, target)), norms);
}

/** Scales the active weights so that all weights, the frozen ones included, sum to T. */
function renormalise(weights: Tensor, active: Tensor, isActive: Tensor): Tensor {
  const tasks = weights.shape[1] as number;
  const activeSum = sum(mul(weights, active), 1, true);
  const frozenSum = sub(sum(weights, 1, true), activeSum);
  const scaled = mul(weights, div(sub(tasks, frozenSum), maximum(activeSum, leastWeight)));
  return where(isActive, scaled, weights);
}

/** The weights applied are those before their update, as in the paper's Algorithm 1; in the first epoch they stay 1. */
function balance(input: BalancingInput, state: TensorMap, parameters: TensorMap): BalancingOutput {
  const { weights, ...moments } = state as { weights: Tensor };
  const isActive = activeTasks(input.active);
  const learns = logicalAnd(isActive, greaterEqual(input.epoch, 1));
  const gradient = gradientOfWeights(input, weights, reshape(parameters['alpha'] as Tensor, [-1, 1]));
  const step = adamStep(gradient, moments, parameters['learningRate'] as Tensor, learns);
  const moved = maximum(sub(weights, step.change), leastWeight);
  const updated = where(learns, renormalise(moved, input.active, isActive), weights);
  return { taskWeights: mul(weights, input.active), state: { weights: updated, ...step.state } };
}

export const gradnorm: BalancingMethod = {
  description: {
    id: 'gradnorm',
    name: 'GradNorm',
    level: 'loss',
    description:
      'Moves the weights so that the task gradients of the last shared layer have similar norms, larger for tasks that learn slowly.',
    whenToUse: 'When one task learns much faster than the others and drowns them. Weights stay 1 in the first epoch.',
    formula:
      '\\min_w \\textstyle\\sum_t \\left| w_t n_t - \\bar m\\, r_t^{\\alpha} \\right| \\text{ by Adam}, \\quad n_t = \\lVert \\nabla L_t \\rVert, \\quad \\bar m = \\operatorname{mean}(w n), \\quad r_t = \\frac{L_t / L_t^{(1)}}{\\operatorname{mean}(L / L^{(1)})}, \\quad w \\gets T\\, w \\big/ \\textstyle\\sum_s w_s',
    reference:
      'Chen et al., GradNorm: Gradient Normalization for Adaptive Loss Balancing in Deep Multitask Networks, ICML 2018',
    cost: {
      backwardPasses: 1,
      extraForwardPasses: 0,
      memory: 'task gradients of the last shared layer: T times its parameters',
    },
    headPolicy: 'One backward pass of the weighted sum, heads included.',
    scale: 'Weights sum to the number of tasks.',
    parameters: [
      {
        name: 'alpha',
        label: 'Asymmetry',
        meaning: 'Exponent alpha: 0 asks for equal norms, larger values pull slow tasks harder.',
        default: 1.5,
        minimum: 0,
        maximum: 5,
        perTask: false,
      },
      {
        name: 'learningRate',
        label: 'Learning rate of w',
        meaning: 'Step of the Adam that moves the weights.',
        default: 0.025,
        minimum: 1e-6,
        maximum: 1,
        perTask: false,
      },
    ],
  },
  gramian: 'last-shared-layer',
  readsLosses: true,
  createState: (replicas, tasks) => ({ weights: ones([replicas, tasks]), ...createAdamState(replicas, tasks) }),
  balance,
};
