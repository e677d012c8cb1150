import { div, greater, maximum, mul, onesLike, reciprocal, sqrt, sum, where, type Tensor } from '@tensorflow/tfjs-core';
import { activeGramian, squaredNorms } from '../active.ts';
import type { BalancingMethod } from '../method.ts';
import { scaleRows, weighUnscaled } from './scale-rows.ts';
import { describeStage, refuseLastLayer, type Stage } from './stage.ts';

/** A task gradient shorter than this share of the longest is left as it is. */
const leastSquare = 1e-12;
const smallest = 1e-20;

const description: Stage['description'] = {
  id: 'norm',
  name: 'Length of gradients',
  description:
    'Gives every task gradient the same length before the method sees it: the harmonic mean of their lengths, so that the sum keeps its scale. Directions alone are then balanced.',
  formula:
    'g_t \\gets m\\, \\frac{g_t}{\\lVert g_t \\rVert}, \\quad \\frac1m = \\frac1T \\sum_s \\frac1{\\lVert g_s \\rVert}',
  reference: 'Chen et al., GradNorm, ICML 2018; Sener and Koltun, NeurIPS 2018 (normalised gradients)',
  parameter: {
    name: 'norm',
    label: 'Length of gradients',
    meaning: 'Own: as they are; unit: all of one length. Loss-level methods then take a backward pass a task.',
    default: 0,
    minimum: 0,
    maximum: 1,
    perTask: false,
    choices: [
      { value: 0, label: 'own' },
      { value: 1, label: 'unit' },
    ],
  },
};

/** [R, T]: m / |g_t|; 1 for a task without a gradient. */
function factorsOf(gramian: Tensor): Tensor {
  const squares = squaredNorms(gramian);
  const isLong = greater(squares, maximum(mul(sum(squares, 1, true), leastSquare), smallest));
  const ones = onesLike(squares);
  const inverse = where(isLong, reciprocal(sqrt(where(isLong, squares, ones))), mul(ones, 0));
  const count = sum(where(isLong, ones, mul(ones, 0)), 1, true);
  const total = sum(inverse, 1, true);
  const mean = div(count, where(greater(count, 0), total, onesLike(total)));
  return where(isLong, mul(inverse, mean), ones);
}

function wrap(method: BalancingMethod): BalancingMethod {
  return {
    ...method,
    description: describeStage(method, description),
    gramian: 'shared',
    balance(input, state, parameters) {
      const gramian = activeGramian(input.gramian as Tensor, input.active);
      const factors = factorsOf(gramian);
      const scaled = scaleRows({ ...input, gramian }, factors);
      const seen = method.gramian === 'none' ? { ...scaled, gramian: null } : scaled;
      return weighUnscaled(method.balance(seen, state, parameters), factors);
    },
  };
}

export const gradientNorm: Stage = { description, refuse: refuseLastLayer, wrap };
