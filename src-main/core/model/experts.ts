import { concat, expandDims, matMul, mul, reshape, softmax, sum, transpose, type Tensor } from '@tensorflow/tfjs-core';
import { copyReplicas, splitCopies } from './copies.ts';
import { constant } from './initialize.ts';
import type { LayoutBuilder } from './layout.ts';

/** Gates of `copies` readers, each of which mixes `choices` experts by a softmax of a linear map of its input. */
export interface Gates {
  readonly copies: number;
  readonly inputs: number;
  readonly choices: number;
  readonly weight: number;
}

/** Adds gates that begin at zero: every expert counts the same. */
export function addGates(builder: LayoutBuilder, name: string, copies: number, inputs: number, choices: number): Gates {
  const weight = builder.add({
    name,
    kind: 'weight',
    rows: copies * inputs,
    columns: choices,
    initialize: () => constant(copies * inputs * choices, 0),
  });
  return { copies, inputs, choices, weight };
}

/** Parameters of one reader's gate. */
export function gateSize({ inputs, choices }: Gates): number {
  return inputs * choices;
}

/**
 * What each reader makes of its experts.
 *
 * @param x [R n, B, D] inputs of the gates
 * @param experts [R n, K, B, H]
 * @returns [R n, B, H]
 */
export function mixExperts(x: Tensor, experts: Tensor, gates: Gates, pieces: readonly Tensor[]): Tensor {
  const logits = matMul(x, splitCopies(pieces[gates.weight] as Tensor, gates.copies));
  const shares = transpose(softmax(logits), [0, 2, 1]);
  return sum(mul(experts, expandDims(shares, 3)), 1);
}

/** Outputs [R n, B, H] of n experts that every one of `readers` sees: [R readers, n, B, H]. */
export function offerToAll(experts: Tensor, count: number, readers: number): Tensor {
  const [copies, rows, width] = experts.shape as [number, number, number];
  const replicas = copies / count;
  const all = reshape(experts, [replicas, count, rows * width]);
  return reshape(copyReplicas(all, readers), [replicas * readers, count, rows, width]);
}

/** Experts [.., K, B, H] side by side along K. */
export function joinExperts(...experts: readonly Tensor[]): Tensor {
  return experts.length === 1 ? (experts[0] as Tensor) : concat([...experts], 1);
}
