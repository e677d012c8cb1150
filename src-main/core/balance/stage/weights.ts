import { add, greater, mul, onesLike, sub, where, zeros, type Tensor } from '@tensorflow/tfjs-core';
import { activeTasks } from '../active.ts';
import type { BalancingMethod } from '../method.ts';
import { describeStage, joinState, splitState, stageValue, type Stage } from './stage.ts';

const description: Stage['description'] = {
  id: 'weights',
  name: 'Average of weights',
  description:
    'Applies a moving average of the weights that the method gives, so that the noise of single batches does not steer the step.',
  formula: '\\bar w \\gets a\\, \\bar w + (1 - a)\\, w, \\quad \\bar w = w \\text{ at first}',
  reference:
    'Zhou et al., On the Convergence of Stochastic Multi-Objective Gradient Manipulation and Beyond (CR-MOGM), NeurIPS 2022',
  parameter: {
    name: 'weights',
    label: 'Average of weights',
    meaning: 'The share of earlier weights, a in the formula; 0 is off, the paper uses 0.9.',
    default: 0,
    minimum: 0,
    maximum: 0.999,
    perTask: false,
  },
};

function wrap(method: BalancingMethod): BalancingMethod {
  return {
    ...method,
    description: describeStage(method, description),
    createState: (replicas, tasks, coordinates) =>
      joinState(
        { mean: zeros([replicas, tasks]), seen: zeros([replicas, tasks]) },
        method.createState(replicas, tasks, coordinates),
        description.id,
      ),
    balance(input, state, parameters) {
      const { own, inner } = splitState(state, description.id);
      const { mean, seen } = own as { mean: Tensor; seen: Tensor };
      const isActive = activeTasks(input.active);
      const { nativeWeights, taskWeights, ...output } = method.balance(input, inner, parameters);
      const decay = stageValue(parameters, description.id);
      const followed = add(taskWeights, mul(decay, sub(mean, taskWeights)));
      const next = where(isActive, where(greater(seen, 0), followed, taskWeights), mean);
      return {
        ...output,
        taskWeights: mul(next, input.active),
        nativeWeights: nativeWeights ?? taskWeights,
        state: joinState({ mean: next, seen: where(isActive, onesLike(seen), seen) }, output.state, description.id),
      };
    },
    ...(method.afterStep === undefined
      ? {}
      : {
          afterStep(input, state, parameters) {
            const { own, inner } = splitState(state, description.id);
            return joinState(own, method.afterStep?.(input, inner, parameters) ?? inner, description.id);
          },
        }),
  };
}

export const weightAverage: Stage = {
  description,
  refuse(method) {
    if (method.coordinateWise === true) return 'the method mixes gradients coordinate by coordinate and has no weights';
    if (method.remembersGradients === true && method.description.level === 'gradient')
      return 'the method averages gradients already, and its direction follows from them';
    return null;
  },
  wrap,
};
