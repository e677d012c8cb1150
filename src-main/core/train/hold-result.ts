import { clone, keep, type Tensor } from '@tensorflow/tfjs-core';

/**
 * Brings a tensor out of a differentiated function, whose scope frees what is not returned: kept here, and released by the
 * function that comes back.
 */
export function holdResult(tensor: Tensor): () => Tensor {
  const kept = keep(clone(tensor));
  return () => {
    const released = clone(kept);
    kept.dispose();
    return released;
  };
}
