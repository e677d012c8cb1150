import { add, mul, sum, valueAndGrads, zerosLike, type Tensor } from '@tensorflow/tfjs-core';
import type { TensorMap } from '../engine/engine.ts';
import { packParameters } from '../model/parameters.ts';
import { holdResult } from './hold-result.ts';
import type { NetworkStep } from './network-step.ts';
import { taskLosses } from './task-loss.ts';

/** What leaves the tape. */
interface Held {
  readonly losses: () => Tensor;
  readonly taskWeights: () => Tensor;
  readonly carried: Readonly<Record<string, () => Tensor>>;
}

/**
 * One backward pass of the weighted sum of task losses and of the sharing form's penalty. `weigh` turns the losses [R, T] into
 * weights; it runs outside the tape, and what it returns besides comes out as `carried`.
 */
export function weightedGradient(
  { network, pieces, options, rows, tasks, settings }: NetworkStep,
  weigh: (losses: Tensor) => { readonly taskWeights: Tensor; readonly carried: TensorMap },
): { readonly gradient: Tensor; readonly losses: Tensor; readonly taskWeights: Tensor; readonly carried: TensorMap } {
  const trained = network.layout.pieces.flatMap((piece, position) => (piece.isFrozen ? [] : [position]));
  let held: Held | null = null;
  const { grads } = valueAndGrads((...changing: Tensor[]) => {
    const all = pieces.map((piece, position) => changing[trained.indexOf(position)] ?? piece);
    const losses = taskLosses(network.outputs(rows.x, all, options), rows, tasks);
    const { taskWeights, carried } = weigh(losses);
    held = {
      losses: holdResult(losses),
      taskWeights: holdResult(taskWeights),
      carried: mapValues(carried, holdResult),
    };
    const objective = sum(mul(taskWeights, losses));
    return network.penalty === null ? objective : add(objective, sum(network.penalty(all, settings)));
  })(trained.map((position) => pieces[position] as Tensor));
  const { losses, taskWeights, carried } = held as unknown as Held;
  const whole = pieces.map((piece, position) => grads[trained.indexOf(position)] ?? zerosLike(piece));
  return {
    gradient: packParameters(whole),
    losses: losses(),
    taskWeights: taskWeights(),
    carried: mapValues(carried, (release) => release()),
  };
}

function mapValues<From, To>(values: Readonly<Record<string, From>>, change: (value: From) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, change(value)]));
}
