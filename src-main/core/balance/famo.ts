import { add, div, log, maximum, mul, reshape, sub, sum, zeros, type Tensor } from '@tensorflow/tfjs-core';
import { activeCount, activeSoftmax, activeTasks, boundedLosses } from './active.ts';
import { adamStep, createAdamState } from './adam.ts';
import type { AfterStepInput, BalancingInput, BalancingMethod, BalancingOutput } from './method.ts';

type TensorMap = Readonly<Record<string, Tensor>>;

/** Below any share over a loss that float32 holds; it keeps 0 / 0 out where no task is active. */
const smallest = 1e-30;

/** [R, T]: softmax of q over the active tasks, which sums to 1. */
function shares(logits: Tensor, active: Tensor): Tensor {
  return div(activeSoftmax(logits, active), activeCount(active));
}

function balance(input: BalancingInput, state: TensorMap): BalancingOutput {
  const logits = state['logits'] as Tensor;
  const perLoss = div(shares(logits, input.active), boundedLosses(input.losses, activeTasks(input.active)));
  const nativeWeights = div(perLoss, maximum(sum(perLoss, 1, true), smallest));
  return { taskWeights: mul(nativeWeights, activeCount(input.active)), nativeWeights, state };
}

/** Equation 8 of the paper: q moves against the tasks whose log loss fell most, seen from the softmax. */
function afterStep(input: AfterStepInput, state: TensorMap, parameters: TensorMap): TensorMap {
  const { logits, ...moments } = state as { logits: Tensor };
  const isActive = activeTasks(input.active);
  const z = shares(logits, input.active);
  const fall = sub(log(boundedLosses(input.before, isActive)), log(boundedLosses(input.after, isActive)));
  const slope = mul(z, sub(fall, sum(mul(z, fall), 1, true)));
  const gradient = add(slope, mul(logits, reshape(parameters['decay'] as Tensor, [-1, 1])));
  const step = adamStep(gradient, moments, parameters['learningRate'] as Tensor, isActive);
  return { logits: sub(logits, step.change), ...step.state };
}

export const famo: BalancingMethod = {
  description: {
    id: 'famo',
    name: 'Fast adaptive optimisation (FAMO)',
    level: 'loss',
    description:
      'Learns weights with which all log losses fall at the same pace: after each step it looks at the batch again and takes weight from the tasks that gained most.',
    whenToUse:
      'When losses differ in scale and some tasks fall behind, and one pass a task is too dear. Its weights follow the noise of small batches.',
    formula:
      'w_t = T\\,\\frac{z_t / L_t}{\\sum_s z_s / L_s}, \\quad z = \\operatorname{softmax}(q), \\quad q \\gets q - \\operatorname{Adam}\\!\\left((\\operatorname{diag} z - z z^{\\top})\\,\\delta + \\lambda q\\right), \\quad \\delta_t = \\ln \\frac{L_t}{L_t^{\\text{after}}}',
    reference: 'Liu, Feng, Stone and Liu, FAMO: Fast Adaptive Multitask Optimization, NeurIPS 2023',
    cost: { backwardPasses: 1, extraForwardPasses: 1, memory: '4 numbers per task' },
    headPolicy: 'One backward pass of the weighted sum, heads included.',
    scale: 'Weights sum to the number of tasks that have labels in the batch; in the paper they sum to 1.',
    parameters: [
      {
        name: 'learningRate',
        label: 'Learning rate of q',
        meaning: 'Step of the Adam that moves the logits q of the weights; they start at 0.',
        default: 0.025,
        minimum: 1e-6,
        maximum: 1,
        perTask: false,
      },
      {
        name: 'decay',
        label: 'Decay of q',
        meaning: 'Lambda in the formula: pulls the logits back to equal weights; more of it where losses are noisy.',
        default: 0.001,
        minimum: 0,
        maximum: 1,
        perTask: false,
      },
    ],
  },
  gramian: 'none',
  readsLosses: true,
  createState: (replicas, tasks) => ({ logits: zeros([replicas, tasks]), ...createAdamState(replicas, tasks) }),
  balance,
  afterStep,
};
