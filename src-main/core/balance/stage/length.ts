import { div, greater, maximum, mul, onesLike, sqrt, sum, where, type Tensor } from '@tensorflow/tfjs-core';
import { activeGramian, squaredNorms } from '../active.ts';
import type { BalancingMethod } from '../method.ts';
import { combinedLength, directionLength } from './direction-length.ts';
import { stretch } from './scale-rows.ts';
import { describeStage, refuseLastLayer, type Stage } from './stage.ts';

/** A combination shorter than this share of the longest task gradient is rounding: it is not made longer. */
const leastShare = 1e-4;
const smallest = 1e-20;

const description: Stage['description'] = {
  id: 'length',
  name: 'Length of the step',
  description:
    'Gives the combined gradient the length that the sum of the task gradients has, so that arms differ in direction alone and not in what amounts to their learning rate. Equal weights stay as they are.',
  formula: 'd \\gets \\Big\\lVert \\textstyle\\sum_t g_t \\Big\\rVert\\, \\frac{d}{\\lVert d \\rVert}',
  reference:
    'Xin et al., Do Current Multi-Task Optimization Methods in Deep Learning Even Help?, NeurIPS 2022 (on comparing at equal step sizes)',
  parameter: {
    name: 'length',
    label: 'Length of the step',
    meaning:
      'Own: what the method gives; mean: T times the mean task gradient. Loss-level methods then take a backward pass a task.',
    default: 0,
    minimum: 0,
    maximum: 1,
    perTask: false,
    choices: [
      { value: 0, label: 'own' },
      { value: 1, label: 'mean' },
    ],
  },
};

function wrap(method: BalancingMethod): BalancingMethod {
  return {
    ...method,
    description: describeStage(method, description),
    gramian: 'shared',
    balance(input, state, parameters) {
      const gramian = activeGramian(input.gramian as Tensor, input.active);
      const seen = method.gramian === 'none' ? { ...input, gramian: null } : input;
      const output = method.balance(seen, state, parameters);
      const length = directionLength(output, gramian);
      const longest = sqrt(sum(squaredNorms(gramian), 1, true));
      const isLong = greater(length, maximum(mul(longest, leastShare), smallest));
      const target = combinedLength(gramian, input.active);
      const factor = where(isLong, div(target, where(isLong, length, onesLike(length))), onesLike(length));
      return stretch(output, factor);
    },
  };
}

export const stepLength: Stage = { description, refuse: refuseLastLayer, wrap };
