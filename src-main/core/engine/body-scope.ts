import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { TensorMap } from './engine.ts';

/** The parts of TensorFlow.js's engine state that decide whether a gradient tape records. */
interface TapeState {
  activeTape: unknown;
  gradientDepth: number;
  kernelDepth: number;
}

interface TapedEngine {
  readonly state: TapeState;
  keep: <T extends Tensor>(tensor: T) => T;
}

function tapedEngine(): TapedEngine {
  return tf.engine();
}

/**
 * Like `tf.tidy`, but tensors held by `tf.keep` inside end with the scope as well. A program needs `keep` to bring a
 * value out of a differentiated function; it may not hold it longer than its step. Results must be new tensors (clones
 * where they could be kept ones).
 */
export function inBodyScope(compute: () => TensorMap): TensorMap {
  const engine = tapedEngine();
  const keep = engine.keep;
  const kept = new Set<Tensor>();
  engine.keep = function keepForThisScope<K extends Tensor>(tensor: K): K {
    kept.add(tensor);
    return keep.call(engine, tensor) as K;
  };
  try {
    return tf.tidy(() => compute() as Record<string, Tensor>);
  } finally {
    engine.keep = keep;
    for (const tensor of kept) {
      if (!tensor.isDisposed) {
        tensor.dispose();
      }
    }
  }
}

/** Runs `compute` with every gradient tape put aside; what it returns is a constant to them. It may itself differentiate. */
export function stopGradient<T>(compute: () => T): T {
  const { state } = tapedEngine();
  const held = { activeTape: state.activeTape, gradientDepth: state.gradientDepth, kernelDepth: state.kernelDepth };
  state.activeTape = null;
  state.gradientDepth = 0;
  state.kernelDepth = 0;
  try {
    return compute();
  } finally {
    state.activeTape = held.activeTape;
    state.gradientDepth = held.gradientDepth;
    state.kernelDepth = held.kernelDepth;
  }
}
