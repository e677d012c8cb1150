import { matMul, reshape, sum, valueAndGrads, zeros, type Tensor } from '@tensorflow/tfjs-core';
import { copyReplicas } from '../model/copies.ts';
import { ownOutputs } from '../model/heads.ts';
import type { Piece } from '../model/layout.ts';
import { packParameters } from '../model/parameters.ts';
import { holdResult } from './hold-result.ts';
import type { NetworkStep, TaskGradients } from './network-step.ts';
import { taskLosses } from './task-loss.ts';

/**
 * Task gradients of any network: T copies of every replica, each of which feels the loss of one task, and one backward pass
 * over all of them.
 */
export function copiedGradients(step: NetworkStep): TaskGradients {
  const { layout } = step.network;
  const trained = positions(layout.pieces, (piece) => !piece.isFrozen);
  const { losses, gradients } = differentiateCopies(step, trained);
  const replicas = losses.shape[0];
  const tasks = step.tasks.length;
  const whole = layout.pieces.map((piece, position) => {
    const place = trained.indexOf(position);
    return place < 0 ? zeros([replicas * tasks, piece.rows, piece.columns]) : (gradients[place] as Tensor);
  });
  const jacobian = packPerTask(whole.slice(0, layout.sharedPieces), replicas, tasks);
  const own = packPerTask(whole.slice(layout.sharedPieces), replicas, tasks);
  return {
    losses,
    jacobian,
    own: (weights) => [
      weights === null ? sum(own, 1) : reshape(matMul(reshape(weights, [replicas, 1, tasks]), own), [replicas, -1]),
    ],
  };
}

/** Task gradients of the last shared layer of any network [R, T, P of that layer]. */
export function copiedLastLayer(step: NetworkStep): Tensor {
  const { gradients, losses } = differentiateCopies(step, step.network.layout.lastShared);
  return packPerTask(gradients, losses.shape[0], step.tasks.length);
}

/** Losses [R, T], and gradients [R T, rows, columns] of the pieces at `wanted`. */
function differentiateCopies(
  { network, pieces, options, rows, tasks }: NetworkStep,
  wanted: readonly number[],
): { losses: Tensor; gradients: Tensor[] } {
  const count = tasks.length;
  const copies = pieces.map((piece) => copyReplicas(piece, count));
  const x = copyReplicas(rows.x, count);
  const { dropout } = options;
  const copied = {
    ...options,
    dropout: dropout === null ? null : (layer: number, width: number) => copyReplicas(dropout(layer, width), count),
  };
  let held: (() => Tensor) | null = null;
  const { grads } = valueAndGrads((...changing: Tensor[]) => {
    const all = copies.map((piece, position) => changing[wanted.indexOf(position)] ?? piece);
    const outputs = ownOutputs(network.outputs(x, all, copied), network.layout);
    const losses = taskLosses(outputs, rows, tasks);
    held = holdResult(losses);
    return sum(losses);
  })(wanted.map((position) => copies[position] as Tensor));
  return { losses: (held as unknown as () => Tensor)(), gradients: grads };
}

/** Gradients [R T, rows, columns] as [R, T, P]. */
function packPerTask(gradients: readonly Tensor[], replicas: number, tasks: number): Tensor {
  if (gradients.length === 0) return zeros([replicas, tasks, 0]);
  return reshape(packParameters(gradients), [replicas, tasks, -1]);
}

function positions(pieces: readonly Piece[], fits: (piece: Piece) => boolean): number[] {
  return pieces.flatMap((piece, position) => (fits(piece) ? [position] : []));
}
