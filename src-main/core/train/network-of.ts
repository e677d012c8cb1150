import type { StudySpec } from '../../contract/study.ts';
import { createNetwork, type SharingChoice } from '../model/create-network.ts';
import { createEncoder } from '../model/encoder/encoder.ts';
import type { InputShape } from '../model/encoder/input-shape.ts';
import { withEncoder } from '../model/encoder/with-encoder.ts';
import { headOutputs } from '../model/layout.ts';
import type { Network } from '../model/network.ts';
import type { Encoding } from '../prepare/prepared.ts';
import type { CohortShape } from './cohort-shape.ts';
import { inputShapeOf, networkInputs } from './input-shape.ts';

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

/** The network of a study's arms that share by `sharing`, with the study's layers. */
export function studyNetwork(
  spec: Pick<StudySpec, 'network'>,
  encoding: Pick<Encoding, 'features' | 'groups' | 'targets'>,
  sharing: SharingChoice,
): Network {
  const input = inputShapeOf(encoding);
  const inputs = networkInputs({ features: encoding.features.length, input });
  const { widths, layerNorm } = spec.network;
  const heads = encoding.targets.map(headOutputs);
  return encodedNetwork(input, createNetwork(sharing, { inputs, widths, layerNorm, heads }));
}

/** A network behind the encoder of its inputs, where there is something to encode. */
export function encodedNetwork(input: InputShape | null, network: Network): Network {
  return input === null ? network : withEncoder(network, createEncoder(input));
}
