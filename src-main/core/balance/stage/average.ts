import {
  add,
  greater,
  matMul,
  mul,
  expandDims,
  onesLike,
  squeeze,
  sub,
  where,
  zeros,
  type Tensor,
} from '@tensorflow/tfjs-core';
import { activeJacobian, activeTasks } from '../active.ts';
import type { BalancingMethod } from '../method.ts';
import { describeStage, joinState, refuseLastLayer, splitState, stageValue, type Stage } from './stage.ts';

const description: Stage['description'] = {
  id: 'average',
  name: 'Average of gradients',
  description:
    'The method balances a moving average of every task gradient instead of that of the batch, and the shared parameters move along what it makes of them.',
  formula: 'y_t \\gets a\\, y_t + (1 - a)\\, g_t, \\quad y_t = g_t \\text{ at first}',
  reference: 'Lin et al., Dual-Balancing for Multi-Task Learning, 2023; Fernando et al., MoCo, ICLR 2023',
  parameter: {
    name: 'average',
    label: 'Average of gradients',
    meaning:
      'The share of earlier gradients, a in the formula; 0 is off, 0.9 averages about ten batches. Takes one gradient a task of memory.',
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
    gramian: 'shared',
    jacobian: true,
    remembersGradients: true,
    createState: (replicas, tasks, coordinates) =>
      joinState(
        { tracked: zeros([replicas, tasks, coordinates]), seen: zeros([replicas, tasks]) },
        method.createState(replicas, tasks, coordinates),
        description.id,
      ),
    balance(input, state, parameters) {
      const { own, inner } = splitState(state, description.id);
      const { tracked, seen } = own as { tracked: Tensor; seen: Tensor };
      const isActive = activeTasks(input.active);
      const decay = expandDims(stageValue(parameters, description.id), 2);
      const jacobian = activeJacobian(input.jacobian as Tensor, input.active);
      const followed = add(jacobian, mul(decay, sub(tracked, jacobian)));
      const next = where(expandDims(isActive, 2), where(greater(expandDims(seen, 2), 0), followed, jacobian), tracked);
      const averaged = activeJacobian(next, input.active);
      const output = method.balance(
        {
          ...input,
          gramian: method.gramian === 'none' ? null : matMul(averaged, averaged, false, true),
          jacobian: method.jacobian === true ? averaged : null,
        },
        inner,
        parameters,
      );
      const combine = (weights: Tensor): Tensor => squeeze(matMul(expandDims(weights, 1), averaged), [1]);
      const direction = output.direction ?? combine(mul(output.taskWeights, input.active));
      const native =
        output.nativeDirection ??
        (output.direction === undefined && output.nativeWeights !== undefined
          ? combine(output.nativeWeights)
          : direction);
      return {
        ...output,
        direction,
        nativeDirection: native,
        state: joinState({ tracked: next, seen: where(isActive, onesLike(seen), seen) }, output.state, description.id),
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

export const gradientAverage: Stage = {
  description,
  refuse(method) {
    if (method.remembersGradients === true) return 'the method averages gradients by itself';
    if (method.halves === true) return 'the method compares the two halves of one batch';
    return refuseLastLayer(method);
  },
  wrap,
};
