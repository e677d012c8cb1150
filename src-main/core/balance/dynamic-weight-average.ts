import {
  add,
  cast,
  div,
  greater,
  logicalAnd,
  maximum,
  minimum,
  onesLike,
  reshape,
  where,
  zeros,
  zerosLike,
  type Tensor,
} from '@tensorflow/tfjs-core';
import { activeLosses, activeSoftmax, activeTasks } from './active.ts';
import type { BalancingInput, BalancingMethod, BalancingOutput } from './method.ts';

type TensorMap = Readonly<Record<string, Tensor>>;

/** Keeps a ratio defined when a mean loss is 0; two of them give 1. */
const smallestLoss = 1e-20;
const largestRatio = 1e6;

/** [R, T] each: the sums of the epoch `epoch`, and the means of the last two epochs before it, of which `known` exist. */
interface History {
  readonly epoch: Tensor;
  readonly lossSum: Tensor;
  readonly steps: Tensor;
  readonly latestMean: Tensor;
  readonly earlierMean: Tensor;
  readonly known: Tensor;
}

/** At a task's first step in an epoch, the sums of the last epoch that it had labels in become a mean. */
function closeEpoch(history: History, epoch: Tensor, isActive: Tensor): History {
  const { lossSum, steps, latestMean, earlierMean, known } = history;
  const closes = logicalAnd(logicalAnd(isActive, greater(epoch, history.epoch)), greater(steps, 0));
  return {
    epoch: where(isActive, epoch, history.epoch),
    lossSum: where(closes, zerosLike(lossSum), lossSum),
    steps: where(closes, zerosLike(steps), steps),
    latestMean: where(closes, div(lossSum, maximum(steps, 1)), latestMean),
    earlierMean: where(closes, latestMean, earlierMean),
    known: where(closes, minimum(add(known, 1), 2), known),
  };
}

function balance(input: BalancingInput, state: TensorMap, parameters: TensorMap): BalancingOutput {
  const isActive = activeTasks(input.active);
  const losses = activeLosses(input.losses, isActive);
  const epoch = add(zerosLike(losses), cast(input.epoch, 'float32'));
  const history = closeEpoch(state as Readonly<Record<keyof History, Tensor>>, epoch, isActive);
  const change = div(add(history.latestMean, smallestLoss), add(history.earlierMean, smallestLoss));
  const ratio = where(greater(history.known, 1), minimum(change, largestRatio), onesLike(change));
  const temperature = reshape(parameters['temperature'] as Tensor, [-1, 1]);
  return {
    taskWeights: activeSoftmax(div(ratio, temperature), input.active),
    state: {
      ...history,
      lossSum: where(isActive, add(history.lossSum, losses), history.lossSum),
      steps: add(history.steps, input.active),
    },
  };
}

export const dynamicWeightAverage: BalancingMethod = {
  description: {
    id: 'dwa',
    name: 'Dynamic weight average (DWA)',
    level: 'loss',
    description:
      'Once an epoch, gives more weight to the tasks whose training loss fell least over the last two epochs. Differences of scale between losses do not matter to it, and it does not remove them.',
    whenToUse:
      'When tasks of similar scale learn at different speeds. Once the losses level off the weights are close to 1 again.',
    formula:
      'w_t = T\\, \\frac{e^{r_t / \\tau}}{\\sum_s e^{r_s / \\tau}}, \\quad r_t = \\frac{\\bar L_t^{(e-1)}}{\\bar L_t^{(e-2)}} \\le 10^6, \\quad r_t = 1 \\text{ in the first two epochs}',
    reference: 'Liu, Johns and Davison, End-to-End Multi-Task Learning with Attention, CVPR 2019',
    cost: { backwardPasses: 1, extraForwardPasses: 0, memory: '6 numbers per task' },
    headPolicy: 'One backward pass of the weighted sum, heads included.',
    scale: 'Weights sum to the number of tasks that have labels in the batch.',
    parameters: [
      {
        name: 'temperature',
        label: 'Temperature',
        meaning: 'Tau in the formula: small values sharpen the differences, large ones bring all weights to 1.',
        default: 2,
        minimum: 0.01,
        maximum: 1000,
        perTask: false,
      },
    ],
  },
  gramian: 'none',
  readsLosses: true,
  createState: (replicas, tasks) => {
    const start = (): Tensor => zeros([replicas, tasks]);
    return {
      epoch: start(),
      lossSum: start(),
      steps: start(),
      latestMean: start(),
      earlierMean: start(),
      known: start(),
    };
  },
  balance,
};
