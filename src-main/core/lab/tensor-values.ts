import { dispose, tidy } from '@tensorflow/tfjs-core';
import type { TensorMap } from '../engine/engine.ts';
import { toValues, type ValueMap } from './values.ts';

/** What the tensors hold, on the host; the tensors are freed. */
export function tensorValues(create: () => TensorMap): ValueMap {
  const made = tidy(() => ({ ...create() }));
  try {
    return Object.fromEntries(Object.entries(made).map(([name, tensor]) => [name, toValues(tensor)]));
  } finally {
    dispose(made);
  }
}
