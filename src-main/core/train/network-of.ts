import { createNetwork } from '../model/create-network.ts';
import { createEncoder } from '../model/encoder/encoder.ts';
import type { InputShape } from '../model/encoder/input-shape.ts';
import { withEncoder } from '../model/encoder/with-encoder.ts';
import type { Network } from '../model/network.ts';
import type { CohortShape } from './cohort-shape.ts';
import { networkInputs } from './input-shape.ts';

/** The network that a cohort trains. */
export function networkOf(
  shape: Pick<CohortShape, 'sharing' | 'features' | 'input' | 'widths' | 'layerNorm' | 'tasks'>,
): Network {
  const network = createNetwork(shape.sharing, {
    inputs: networkInputs(shape),
    widths: shape.widths,
    layerNorm: shape.layerNorm,
    heads: shape.tasks.map((task) => task.outputs),
  });
  return encodedNetwork(shape.input, network);
}

/** A network behind the encoder of its inputs, where there is something to encode. */
export function encodedNetwork(input: InputShape | null, network: Network): Network {
  return input === null ? network : withEncoder(network, createEncoder(input));
}
