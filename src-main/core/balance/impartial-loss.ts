import { clipByValue, exp, mul, sub, zeros, type Tensor } from '@tensorflow/tfjs-core';
import { activeLosses, activeTasks } from './active.ts';
import { adamStep, createAdamState } from './adam.ts';
import type { BalancingInput, BalancingMethod, BalancingOutput } from './method.ts';

type TensorMap = Readonly<Record<string, Tensor>>;

/** Keeps e^s and its product with any float32 loss finite. */
const largestLogWeight = 20;

/** The weights applied are those before the update of s: network and s step at the same point. */
function balance(input: BalancingInput, state: TensorMap, parameters: TensorMap): BalancingOutput {
  const { logWeight, ...moments } = state as { logWeight: Tensor };
  const isActive = activeTasks(input.active);
  const weights = exp(logWeight);
  const gradient = sub(mul(weights, activeLosses(input.losses, isActive)), 1);
  const step = adamStep(gradient, moments, parameters['learningRate'] as Tensor, isActive);
  const updated = clipByValue(sub(logWeight, step.change), -largestLogWeight, largestLogWeight);
  return { taskWeights: mul(weights, input.active), state: { logWeight: updated, ...step.state } };
}

export const impartialLoss: BalancingMethod = {
  description: {
    id: 'imtl-l',
    name: 'Impartial losses (IMTL-L)',
    level: 'loss',
    description:
      'Learns a factor for each task along with the network so that all weighted losses come to the same value, 1. It is uncertainty weighting at twice the weight, without the reading as noise.',
    whenToUse:
      'When losses differ in scale or unit and should count alike. A task whose loss is near zero gets a large weight.',
    formula:
      'w_t = e^{s_t}, \\quad \\min_s \\textstyle\\sum_t e^{s_t} L_t - s_t \\;\\text{ by Adam}, \\quad s_t \\in [-20, 20]',
    reference: 'Liu et al., Towards Impartial Multi-Task Learning, ICLR 2021',
    cost: { backwardPasses: 1, extraForwardPasses: 0, memory: '4 numbers per task' },
    headPolicy: 'One backward pass of the weighted sum, heads included.',
    scale: 'Its own: the length of the update follows from the learned weights.',
    parameters: [
      {
        name: 'learningRate',
        label: 'Learning rate of s',
        meaning: 'Step of the Adam that learns the log-weights s; they start at 0.',
        default: 0.025,
        minimum: 1e-6,
        maximum: 1,
        perTask: false,
      },
    ],
  },
  gramian: 'none',
  readsLosses: true,
  createState: (replicas, tasks) => ({ logWeight: zeros([replicas, tasks]), ...createAdamState(replicas, tasks) }),
  balance,
};
