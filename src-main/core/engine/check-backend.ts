import * as tf from '@tensorflow/tfjs-core';
import { AppError } from '../../contract/error.ts';

/** A process computes with one backend at a time: the one of the engine opened last. */
export function checkBackend(wanted: string): void {
  const current = tf.getBackend();
  if (current !== wanted) {
    throw new AppError(
      'engine',
      `invalid use of an engine on ${wanted}; another engine was opened after it in this process, on: ${current}`,
    );
  }
}
