import { readShared, type Heads } from './heads.ts';
import { lastLayer, runLayers, type LayerStack } from './layers.ts';
import type { Network } from './network.ts';

/** What a network computes that is one trunk, read by all heads. */
export function readTrunk(trunk: LayerStack, heads: Heads): Pick<Network, 'outputs' | 'representation'> {
  return {
    outputs: (x, pieces, options) => readShared(runLayers(x, trunk, pieces, options), heads, pieces),
    representation: {
      width: lastLayer(trunk).width,
      represent: (x, pieces, options) => runLayers(x, trunk, pieces, options),
      read: (hidden, pieces) => readShared(hidden, heads, pieces),
    },
  };
}
