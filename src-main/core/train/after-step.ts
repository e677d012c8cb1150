import type { Tensor } from '@tensorflow/tfjs-core';
import type { TensorMap } from '../engine/engine.ts';
import { unpackParameters } from '../model/parameters.ts';
import type { BalancedGradient } from './balanced-gradient.ts';
import { methodParameters, type ProgramContext } from './program-context.ts';
import type { NetworkStep } from './task-jacobian.ts';
import { taskLosses } from './task-loss.ts';

/**
 * The method's state once the network has moved to `parameters` [R, P]. Methods that look at what the update did see the losses
 * of the same rows again, under the same dropout; for the others it is the state that the gradient left.
 *
 * @param active [R, T] 1 where the task has a labelled row in the batch
 */
export function stateAfterStep(
  context: ProgramContext,
  network: NetworkStep,
  parameters: Tensor,
  result: BalancedGradient,
  active: Tensor,
): TensorMap {
  const { method, inputs } = context;
  if (method.afterStep === undefined) return result.state;
  const moved = { ...network, pieces: unpackParameters(parameters, context.network.layout) };
  const seen = { before: result.losses, after: lossesOf(moved), active };
  return method.afterStep(seen, result.state, methodParameters(inputs));
}

/** Mean losses [R, T] of the batch. */
function lossesOf({ network, pieces, options, rows, tasks }: NetworkStep): Tensor {
  return taskLosses(network.outputs(rows.x, pieces, options), rows, tasks);
}
