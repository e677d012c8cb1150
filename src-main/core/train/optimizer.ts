import {
  add,
  div,
  expandDims,
  minimum,
  mul,
  pow,
  scalar,
  sqrt,
  square,
  sub,
  sum,
  where,
  type Tensor,
} from '@tensorflow/tfjs-core';
import type { TensorMap } from '../engine/engine.ts';
import type { CohortShape } from './cohort-shape.ts';

const beta1 = 0.9;
const beta2 = 0.999;
const epsilon = 1e-8;

/** State of an update: flat parameters [R, P] and what the optimiser remembers of them. */
export interface OptimizerState {
  readonly parameters: Tensor;
  readonly firstMoment: Tensor;
  /** Adam only. */
  readonly secondMoment: Tensor | null;
  /** [R] updates made so far. */
  readonly updates: Tensor;
}

/**
 * One update of the replicas whose `moves` [R] is true; the others stay as they are, bit for bit. Null moves all: what becomes
 * of a replica that has stopped is read nowhere.
 *
 * Adam with bias correction (Kingma and Ba, 2015) or SGD with momentum; decoupled weight decay (Loshchilov and Hutter,
 * 2019); the gradient [R, P] is clipped to a global norm per replica, so that no replica feels another.
 *
 * @param settings [R] each: learningRate, momentum, weightDecay, gradientClip; decayed [1, P]: 1 at weights
 */
export function applyUpdate(
  shape: CohortShape,
  state: OptimizerState,
  gradient: Tensor,
  moves: Tensor | null,
  settings: TensorMap,
): OptimizerState {
  const rate = expandDims(settings['learningRate'] as Tensor, 1);
  const clipped = shape.clip ? clipToNorm(gradient, expandDims(settings['gradientClip'] as Tensor, 1)) : gradient;
  const updates = add(state.updates, 1);
  const proposal =
    state.secondMoment === null
      ? proposeMomentum(state, clipped, rate, expandDims(settings['momentum'] as Tensor, 1))
      : proposeAdam(state, state.secondMoment, clipped, rate, expandDims(updates, 1));
  const before = shape.decay
    ? mul(
        state.parameters,
        sub(1, mul(mul(rate, expandDims(settings['weightDecay'] as Tensor, 1)), settings['decayed'] as Tensor)),
      )
    : state.parameters;
  const after = {
    parameters: sub(before, proposal.change),
    firstMoment: proposal.firstMoment,
    secondMoment: proposal.secondMoment,
    updates,
  };
  if (moves === null) return after;
  const moving = expandDims(moves, 1);
  return {
    parameters: where(moving, after.parameters, state.parameters),
    firstMoment: where(moving, proposal.firstMoment, state.firstMoment),
    secondMoment:
      state.secondMoment === null || proposal.secondMoment === null
        ? null
        : where(moving, proposal.secondMoment, state.secondMoment),
    updates: where(moves, updates, state.updates),
  };
}

interface Proposal {
  readonly change: Tensor;
  readonly firstMoment: Tensor;
  readonly secondMoment: Tensor | null;
}

function proposeAdam(state: OptimizerState, second: Tensor, gradient: Tensor, rate: Tensor, updates: Tensor): Proposal {
  const firstMoment = add(mul(state.firstMoment, beta1), mul(gradient, 1 - beta1));
  const secondMoment = add(mul(second, beta2), mul(square(gradient), 1 - beta2));
  const firstCorrection = sub(1, pow(scalar(beta1), updates));
  const secondCorrection = sqrt(sub(1, pow(scalar(beta2), updates)));
  // the corrections go into factors of one number a replica: a pass over all parameters costs as much as part of a product
  const length = mul(rate, div(secondCorrection, firstCorrection));
  const spread = add(sqrt(secondMoment), mul(secondCorrection, epsilon));
  return { change: div(mul(firstMoment, length), spread), firstMoment, secondMoment };
}

function proposeMomentum(state: OptimizerState, gradient: Tensor, rate: Tensor, momentum: Tensor): Proposal {
  const firstMoment = add(mul(state.firstMoment, momentum), gradient);
  return { change: mul(firstMoment, rate), firstMoment, secondMoment: null };
}

function clipToNorm(gradient: Tensor, limit: Tensor): Tensor {
  const norm = sqrt(sum(square(gradient), 1, true));
  return mul(gradient, minimum(1, div(limit, add(norm, 1e-12))));
}
