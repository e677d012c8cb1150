import { add, div, equal, maximum, onesLike, reciprocal, where, type Tensor } from '@tensorflow/tfjs-core';
import { AppError } from '../../../contract/error.ts';
import { activeLosses, activeTasks, boundedLosses } from '../active.ts';
import type { BalancingMethod } from '../method.ts';
import { scaleRows, weighUnscaled } from './scale-rows.ts';
import { describeStage, stageValue, type Stage } from './stage.ts';

const logarithm = 1;
const byInitial = 2;
const byTwin = 3;
const offset = 1e-8;

const description: Stage['description'] = {
  id: 'loss',
  name: 'Loss transform',
  description:
    'What the method takes for the loss of a task: the loss itself, its logarithm, its ratio to the mean of the first epoch, or its ratio to what the single-task twin of the same split and seed reached on validation rows. For task gradients it is a factor, never another pass; with the ratio to the twin, the twins are trained first.',
  formula:
    "h(L) = L, \\quad \\ln(L + 10^{-8}), \\quad L / L^{(1)} \\quad\\text{or}\\quad L / V^{\\mathrm{twin}}, \\qquad \\nabla h(L_t) = h'(L_t)\\, \\nabla L_t",
  reference:
    'Lin et al., Dual-Balancing for Multi-Task Learning, 2023 (logarithm); Chen et al., GradNorm, ICML 2018 (ratio)',
  parameter: {
    name: 'loss',
    label: 'Loss transform',
    meaning:
      'Raw; log: every task counts by its relative change; initial: losses by their mean over the first epoch, in which they stay raw; twin: losses by the least validation loss of the twin, so that every task counts by how far it is from learning alone.',
    default: 0,
    minimum: 0,
    maximum: byTwin,
    perTask: false,
    choices: [
      { value: 0, label: 'raw' },
      { value: logarithm, label: 'log' },
      { value: byInitial, label: 'initial' },
      { value: byTwin, label: 'twin' },
    ],
  },
};

/** The slope of the transform at the losses, 1 where a task is inactive. kind: [R, 1]. */
function slope(losses: Tensor, initialLosses: Tensor, kind: Tensor): Tensor {
  const ones = onesLike(losses);
  const ofLogarithm = reciprocal(add(losses, offset));
  const ofRatio = reciprocal(maximum(initialLosses, offset));
  return where(equal(kind, logarithm), ofLogarithm, where(equal(kind, byInitial), ofRatio, ones));
}

/** Methods that read losses are refused the logarithm, so those that see it are given the losses as they are. */
function wrapOwn(method: BalancingMethod): BalancingMethod {
  return {
    ...method,
    description: describeStage(method, description),
    needsLosses: () => true,
    balance(input, state, parameters) {
      const kind = stageValue(parameters, description.id);
      const isActive = activeTasks(input.active);
      const losses = activeLosses(boundedLosses(input.losses, isActive), isActive);
      const initial = activeLosses(input.initialLosses, isActive);
      const factors = where(isActive, slope(losses, initial, kind), onesLike(losses));
      const divisor = where(equal(kind, byInitial), maximum(initial, offset), onesLike(losses));
      const seen = {
        ...scaleRows(input, factors),
        losses: div(input.losses, divisor),
        initialLosses: div(initial, divisor),
      };
      return weighUnscaled(method.balance(seen, state, parameters), factors);
    },
  };
}

/** A program of its own: it is fed what the twins reached. */
function wrapTwin(method: BalancingMethod): BalancingMethod {
  return {
    ...method,
    description: describeStage(method, description),
    readsTwins: true,
    balance(input, state, parameters) {
      if (input.twinLosses === undefined) throw missingTwins();
      const divisor = maximum(input.twinLosses, offset);
      const seen = {
        ...scaleRows(input, reciprocal(divisor)),
        losses: div(input.losses, divisor),
        initialLosses: div(input.initialLosses, divisor),
      };
      return weighUnscaled(method.balance(seen, state, parameters), reciprocal(divisor));
    },
  };
}

function missingTwins(): AppError {
  return new AppError(
    'wrong-use',
    'missing twinLosses; stage.loss=twin divides by the validation losses of single-task twins: train it in a study, which has them, or give them beside the gradients',
  );
}

export const lossTransform: Stage = {
  description,
  decidesProgram: (value) => value === byTwin,
  refuse: (method, value) =>
    value === logarithm && method.readsLosses === true
      ? 'the formula of the method takes losses as positive numbers, which their logarithms are not'
      : null,
  wrap: (method, value) => (value === byTwin ? wrapTwin(method) : wrapOwn(method)),
};
