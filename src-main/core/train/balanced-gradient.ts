import { add, mul, scalar, type Tensor } from '@tensorflow/tfjs-core';
import type { BalancingInput, BalancingMethod, BalancingOutput } from '../balance/method.ts';
import type { TensorMap } from '../engine/engine.ts';
import type { Network, Representation } from '../model/network.ts';
import { crossGramian } from './half-batch.ts';
import { continueBelow } from './last-layer-gradient.ts';
import { methodParameters, type ProgramContext } from './program-context.ts';
import { representationGradients } from './representation-gradient.ts';
import {
  combineGradients,
  gramianOf,
  halvedGradients,
  lastLayerGradients,
  lastLayerJacobian,
  taskGradients,
  weighTasks,
  type NetworkStep,
  type TaskGradients,
} from './task-jacobian.ts';
import { weightedGradient } from './weighted-gradient.ts';

/** Draws that a method may make in one step. */
const drawsPerStep = 64;

/** What the method needs beside losses and gradients. */
export interface BalancingStep {
  readonly epoch: Tensor;
  readonly step: Tensor;
  readonly initialLosses: Tensor;
  /** [R, T] */
  readonly active: Tensor;
  readonly state: TensorMap;
}

/** The direction of one update, and what the epoch's record says of it. */
export interface BalancedGradient {
  /** [R, P] */
  readonly gradient: Tensor;
  /** [R, T] */
  readonly losses: Tensor;
  readonly taskWeights: Tensor;
  /** [R, T, T] over all shared parameters, where the method computes it. */
  readonly gramian: Tensor | null;
  /** [R, 1] what the method's solver left undone; null where it has none. */
  readonly residual: Tensor | null;
  readonly state: TensorMap;
}

/**
 * Methods that weigh losses take one backward pass of the weighted losses; those that compare task gradients weigh them for the
 * shared parameters. What belongs to one task feels the weight of the task or its plain loss, as the method's `heads` say.
 */
export function balancedGradient(context: ProgramContext, network: NetworkStep, at: BalancingStep): BalancedGradient {
  const { gramian, onRepresentation } = context.method;
  const { plain } = network.network;
  if (gramian === 'last-shared-layer' && plain !== null) return fromLastLayer(context, network, plain, at);
  if (gramian !== 'shared') return fromWeightedLoss(context, network, at);
  return onRepresentation === true ? fromRepresentation(context, network, at) : fromTaskGradients(context, network, at);
}

function fromTaskGradients(context: ProgramContext, network: NetworkStep, at: BalancingStep): BalancedGradient {
  const halved = context.method.halves === true ? halvedGradients(network) : null;
  const gradients = halved ?? taskGradients(network);
  const { losses, gramian = gramianOf(gradients.jacobian) } = gradients;
  const cross = halved === null ? null : crossGramian(network, halved);
  const { taskWeights, shared, residual, state } = direct(context, at, gradients, gramian, cross);
  const gradient = combineGradients(gradients, shared, ownWeights(context.method, taskWeights));
  return { gradient, losses, taskWeights, gramian, residual, state };
}

function fromRepresentation(context: ProgramContext, network: NetworkStep, at: BalancingStep): BalancedGradient {
  const representation = network.network.representation as Representation;
  const gradients = representationGradients(network, representation);
  const { losses, gramian = gramianOf(gradients.jacobian) } = gradients;
  const { taskWeights, shared, residual, state } = direct(context, at, gradients, gramian);
  const whole = combineGradients(gradients, gradients.pull(shared), ownWeights(context.method, taskWeights));
  return { gradient: whole, losses, taskWeights, gramian: null, residual, state };
}

/** The task gradients of the last shared layer are taken on the way back, and one pass goes on below it with their combination. */
function fromLastLayer(
  context: ProgramContext,
  network: NetworkStep,
  plain: NonNullable<Network['plain']>,
  at: BalancingStep,
): BalancedGradient {
  const gradients = lastLayerGradients(network, plain);
  const { losses, jacobian } = gradients;
  const { taskWeights, shared, residual, state } = direct(context, at, gradients, gramianOf(jacobian));
  const whole = continueBelow(network, plain, gradients, taskWeights, shared);
  const gradient = combineGradients(gradients, whole, ownWeights(context.method, taskWeights));
  return { gradient, losses, taskWeights, gramian: null, residual, state };
}

/** What the method makes of task gradients: `shared` is its direction [R, P] in their coordinates. */
function direct(
  context: ProgramContext,
  at: BalancingStep,
  { losses, jacobian, combine = (weights) => weighTasks(jacobian, weights) }: TaskGradients,
  gramian: Tensor,
  cross: Tensor | null = null,
): { taskWeights: Tensor; shared: Tensor; residual: Tensor | null; state: TensorMap } {
  const { method } = context;
  const { taskWeights, direction, residual, state } = balance(context, at, {
    losses,
    gramian,
    jacobian: method.jacobian === true ? jacobian : null,
    crossGramian: cross,
  });
  return {
    taskWeights,
    shared: direction ?? combine(taskWeights),
    residual: residual ?? null,
    state,
  };
}

function ownWeights(method: BalancingMethod, taskWeights: Tensor): Tensor | null {
  return headsOf(method) === 'weighted' ? taskWeights : null;
}

/** Whether the parameters of one task feel its weighted loss, or its loss as it is. */
function headsOf({ heads, description }: BalancingMethod): 'weighted' | 'own' {
  return heads ?? (description.level === 'loss' ? 'weighted' : 'own');
}

function fromWeightedLoss(context: ProgramContext, network: NetworkStep, at: BalancingStep): BalancedGradient {
  const { method, operations } = context;
  const partial = method.gramian === 'last-shared-layer' ? gramianOf(lastLayerJacobian(network)) : null;
  const weigh = (measured: Tensor): { taskWeights: Tensor; carried: TensorMap } =>
    operations.stopGradient(() => {
      const measurement = { losses: measured, gramian: partial, jacobian: null, crossGramian: null };
      const output = balance(context, at, measurement);
      return { taskWeights: output.taskWeights, carried: output.state };
    });
  const { gradient, losses, taskWeights, carried } = weightedGradient(network, weigh, headsOf(method));
  return { gradient, losses, taskWeights, gramian: null, residual: null, state: carried };
}

type Measurement = Pick<BalancingInput, 'losses' | 'gramian' | 'jacobian' | 'crossGramian'>;

function balance(context: ProgramContext, at: BalancingStep, measurement: Measurement): BalancingOutput {
  const { method, inputs, operations } = context;
  let draws = 0;
  const input: BalancingInput = {
    ...measurement,
    initialLosses: at.initialLosses,
    ...(inputs['twinLosses'] === undefined ? {} : { twinLosses: inputs['twinLosses'] }),
    active: at.active,
    epoch: at.epoch,
    step: at.step,
    uniform(shape) {
      const first = mul(at.step, scalar(drawsPerStep, 'int32'));
      const counter = add(first, scalar(draws, 'int32'));
      draws += 1;
      return operations.uniform(inputs['methodSeed'] as Tensor, counter, shape);
    },
    loop: (...given) => operations.loop(...given),
  };
  const output = method.balance(input, at.state, methodParameters(inputs));
  return { ...output, taskWeights: mul(output.taskWeights, at.active) };
}
