import { add, clone, mul, sum, valueAndGrads, zerosLike, type Tensor } from '@tensorflow/tfjs-core';
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
 *
 * @param own whether parameters that belong to one task feel its weighted loss, or its loss as it is
 */
export function weightedGradient(
  { network, pieces, options, rows, tasks, settings }: NetworkStep,
  weigh: (losses: Tensor) => { readonly taskWeights: Tensor; readonly carried: TensorMap },
  own: 'weighted' | 'own' = 'weighted',
): { readonly gradient: Tensor; readonly losses: Tensor; readonly taskWeights: Tensor; readonly carried: TensorMap } {
  const trained = network.layout.pieces.flatMap((piece, position) => (piece.isFrozen ? [] : [position]));
  // the tape follows the pieces themselves wherever they are used: what it is not to follow needs to be a tensor of its own
  const fixed = own === 'own' ? pieces.map((piece) => clone(piece)) : pieces;
  let held: Held | null = null;
  const { grads } = valueAndGrads((...changing: Tensor[]) => {
    const all = pieces.map((piece, position) => changing[trained.indexOf(position)] ?? piece);
    const lossesAt = (used: readonly Tensor[]): Tensor =>
      taskLosses(network.outputs(rows.x, used, options), rows, tasks);
    // with heads on their own, the weighted losses reach the shared pieces alone and the plain ones the rest
    const ofShared = (position: number): boolean => position < network.layout.sharedPieces;
    const pick = (shared: boolean): Tensor[] =>
      all.map((piece, position) => (ofShared(position) === shared ? piece : (fixed[position] as Tensor)));
    const losses = lossesAt(own === 'own' ? pick(true) : all);
    const { taskWeights, carried } = weigh(losses);
    held = {
      losses: holdResult(losses),
      taskWeights: holdResult(taskWeights),
      carried: mapValues(carried, holdResult),
    };
    const weighted = sum(mul(taskWeights, losses));
    const objective = own === 'own' ? add(weighted, sum(lossesAt(pick(false)))) : weighted;
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
