import { add, mul, scalar, type Tensor } from '@tensorflow/tfjs-core';
import type { BalancingInput, BalancingOutput } from '../balance/method.ts';
import type { TensorMap } from '../engine/engine.ts';
import { crossGramian } from './half-batch.ts';
import { methodParameters, type ProgramContext } from './program-context.ts';
import {
  combineGradients,
  gramianOf,
  lastLayerJacobian,
  taskGradients,
  weighTasks,
  type NetworkStep,
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
  readonly state: TensorMap;
}

/**
 * Loss-level methods take one backward pass of the weighted losses, heads included; gradient-level methods weigh the task
 * gradients of the trunk, and each head keeps the plain gradient of its own loss.
 */
export function balancedGradient(context: ProgramContext, network: NetworkStep, at: BalancingStep): BalancedGradient {
  return context.method.gramian === 'shared'
    ? fromTaskGradients(context, network, at)
    : fromWeightedLoss(context, network, at);
}

function fromTaskGradients(context: ProgramContext, network: NetworkStep, at: BalancingStep): BalancedGradient {
  const { method } = context;
  const gradients = taskGradients(network);
  const { losses, jacobian } = gradients;
  const gramian = gramianOf(jacobian);
  const { taskWeights, direction, state } = balance(context, at, {
    losses,
    gramian,
    jacobian: method.jacobian === true ? jacobian : null,
    crossGramian: method.halves === true ? crossGramian(network, jacobian) : null,
  });
  const trunk = direction ?? weighTasks(jacobian, taskWeights);
  const headWeights = method.description.level === 'loss' ? taskWeights : null;
  return { gradient: combineGradients(gradients, trunk, headWeights), losses, taskWeights, gramian, state };
}

function fromWeightedLoss(context: ProgramContext, network: NetworkStep, at: BalancingStep): BalancedGradient {
  const partial = context.method.gramian === 'last-shared-layer' ? gramianOf(lastLayerJacobian(network)) : null;
  const { gradient, losses, taskWeights, carried } = weightedGradient(network, (measured) =>
    context.operations.stopGradient(() => {
      const measurement = { losses: measured, gramian: partial, jacobian: null, crossGramian: null };
      const output = balance(context, at, measurement);
      return { taskWeights: output.taskWeights, carried: output.state };
    }),
  );
  return { gradient, losses, taskWeights, gramian: null, state: carried };
}

type Measurement = Pick<BalancingInput, 'losses' | 'gramian' | 'jacobian' | 'crossGramian'>;

function balance(context: ProgramContext, at: BalancingStep, measurement: Measurement): BalancingOutput {
  const { method, inputs, operations } = context;
  let draws = 0;
  const input: BalancingInput = {
    ...measurement,
    initialLosses: at.initialLosses,
    active: at.active,
    epoch: at.epoch,
    step: at.step,
    uniform(shape) {
      const first = mul(at.step, scalar(drawsPerStep, 'int32'));
      const counter = add(first, scalar(draws, 'int32'));
      draws += 1;
      return operations.uniform(inputs['methodSeed'] as Tensor, counter, shape);
    },
    loop: (count, state, body) => operations.loop(count, state, body),
  };
  const output = method.balance(input, at.state, methodParameters(inputs));
  return { ...output, taskWeights: mul(output.taskWeights, at.active) };
}
