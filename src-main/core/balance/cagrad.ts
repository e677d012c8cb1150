import {
  abs,
  add,
  div,
  fill,
  greater,
  less,
  max,
  maximum,
  mul,
  onesLike,
  reshape,
  sqrt,
  square,
  sub,
  sum,
  where,
  zerosLike,
  type Tensor,
} from '@tensorflow/tfjs-core';
import { nextMomentum } from './accelerated-descent.ts';
import { gradientCost, plainHeads } from './gradient-level.ts';
import type { BalancingInput, BalancingMethod, BalancingOutput } from './method.ts';
import { eigenvalueBound, gramianTimes, uniformShares } from './simplex-minimum.ts';
import { projectToSimplex } from './simplex-projection.ts';
import { settle } from './settle.ts';
import { simplexGap } from './solver-residual.ts';
import { onSumScale, taskGramian, type TaskGramian } from './task-gramian.ts';

type TensorMap = Readonly<Record<string, Tensor>>;

/** Enough for an objective within 4e-4 of its minimum, up to 16 tasks. */
const iterations = 250;
/** Moves of weights, which sum to 1, that are rounding. */
const rest = 1.5e-7;
/** Lengths below this, where the trace is 1, are rounding. */
const leastLength = 1e-4;
const leastRadius = 1e-3;
const unknown = 1e30;

/** [R, 1] sqrt(w'Gw) from G w. */
function lengthOf(weights: Tensor, products: Tensor): Tensor {
  return sqrt(maximum(sum(mul(weights, products), 1, true), 0));
}

/**
 * Simplex weights of min w'b + r sqrt(w'Gw): how far the mean may be turned within the ball of radius r around it.
 *
 * @param inner [R, T] b, products of the task gradients with their mean
 * @param radius [R, 1] above 0
 */
function worstMixture(tasks: TaskGramian, inner: Tensor, radius: Tensor, loop: BalancingInput['loop']): Tensor {
  const { gramian, member } = tasks;
  const bound = reshape(eigenvalueBound(gramian), [-1, 1]);
  const pull = div(inner, mul(radius, bound));
  const start = uniformShares(member);
  const products = gramianTimes(gramian, start);
  const age = onesLike(tasks.count);
  const state = {
    weights: start,
    products,
    factor: zerosLike(age),
    last: zerosLike(start),
    lastProducts: zerosLike(start),
    age,
    best: start,
    least: fill(age.shape, unknown),
  };
  return settle(loop, iterations, state, (current) => {
    const { weights, products: ofWeights, factor, last, lastProducts, age: before, best, least } = current;
    const ahead = add(weights, mul(factor, last));
    const ofAhead = add(ofWeights, mul(factor, lastProducts));
    const slope = add(mul(lengthOf(ahead, ofAhead), pull), div(ofAhead, bound));
    const next = projectToSimplex(sub(ahead, slope), member);
    const ofNext = gramianTimes(gramian, next);
    const momentum = nextMomentum(ahead, next, weights, before);
    const value = add(sum(mul(next, inner), 1, true), mul(radius, lengthOf(next, ofNext)));
    const isBetter = less(value, least);
    const improved = {
      weights: next,
      products: ofNext,
      factor: momentum.factor,
      last: sub(next, weights),
      lastProducts: sub(ofNext, ofWeights),
      age: momentum.age,
      best: where(isBetter, next, best),
      least: where(isBetter, value, least),
    };
    return { next: improved, moves: greater(max(abs(sub(next, ahead)), 1), rest) };
  }).best;
}

function balance(input: BalancingInput, _state: TensorMap, parameters: TensorMap): BalancingOutput {
  const tasks = taskGramian(input);
  const radius = reshape(parameters['radius'] as Tensor, [-1, 1]);
  const rescale = reshape(parameters['rescale'] as Tensor, [-1, 1]);
  const equalShares = uniformShares(tasks.member);
  const inner = gramianTimes(tasks.gramian, equalShares);
  const meanLength = lengthOf(equalShares, inner);
  const ball = mul(maximum(radius, leastRadius), maximum(meanLength, leastLength));
  const mixture = worstMixture(tasks, inner, ball, input.loop);
  const ofMixture = gramianTimes(tasks.gramian, mixture);
  const length = maximum(lengthOf(mixture, ofMixture), leastLength);
  const residual = simplexGap(add(inner, mul(ofMixture, div(ball, length))), mixture, tasks.member);
  const turned = add(equalShares, mul(mixture, div(mul(radius, meanLength), length)));
  const divisor = add(1, mul(rescale, square(radius)));
  return { ...onSumScale(div(turned, divisor), tasks, input.active), residual, state: {} };
}

export const cagrad: BalancingMethod = {
  description: {
    id: 'cagrad',
    name: 'Conflict-averse gradient descent (CAGrad)',
    level: 'gradient',
    description:
      'Turns the mean gradient, by no more than a share of its length, to where the task that gains least gains most.',
    whenToUse:
      'When one task falls behind under equal weights and the sum should still go down: it ends at a minimum of the mean loss for a radius below 1. The radius leads from equal weights, at 0, towards MGDA.',
    formula:
      'd = T \\left( \\bar g + c\\, \\lVert \\bar g \\rVert \\frac{g_a}{\\lVert g_a \\rVert} \\right), \\quad a = \\operatorname*{arg\\,min}_{a \\ge 0,\\; \\sum_t a_t = 1} g_a \\cdot \\bar g + c\\, \\lVert \\bar g \\rVert\\, \\lVert g_a \\rVert, \\quad g_a = \\textstyle\\sum_t a_t g_t, \\; \\bar g = \\tfrac1T \\sum_t g_t',
    reference: 'Liu et al., Conflict-Averse Gradient Descent for Multi-task Learning, NeurIPS 2021',
    cost: gradientCost,
    headPolicy: plainHeads,
    scale:
      'Equal task gradients give 1 + c times their sum: the step is longer than with equal weights, unless it is divided. In the paper the sum is a mean.',
    residual:
      'How far the objective of the mixture may still lie above its minimum, as a share of the sum of all squared lengths.',
    parameters: [
      {
        name: 'radius',
        label: 'Radius',
        meaning: 'c in the formula: how far the step may lie from the mean gradient, as a share of its length.',
        default: 0.4,
        minimum: 0,
        maximum: 10,
        perTask: false,
      },
      {
        name: 'rescale',
        label: 'Divide the step by',
        meaning:
          'Nothing, as in the paper, or 1 + c², as its program does, so that the step stays as short as with equal weights.',
        default: 0,
        minimum: 0,
        maximum: 1,
        perTask: false,
        choices: [
          { value: 0, label: 'none' },
          { value: 1, label: '1+c^2' },
        ],
      },
    ],
  },
  gramian: 'shared',
  iterations,
  createState: () => ({}),
  balance,
};
