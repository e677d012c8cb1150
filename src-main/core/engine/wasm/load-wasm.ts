import * as tf from '@tensorflow/tfjs-core';
import { createRequire } from 'node:module';
import { AppError } from '../../../contract/error.ts';

export const wasmBackendName = 'wasm';

/**
 * Makes WebAssembly the backend of this process. The union package brings the gradients and chained operations, which
 * the Node build of tfjs-core leaves out; it comes with @tensorflow/tfjs-node-gpu, whose addon is not touched.
 */
export async function loadWasm(): Promise<void> {
  const require = createRequire(import.meta.url);
  createRequire(require.resolve('@tensorflow/tfjs-node-gpu/package.json'))('@tensorflow/tfjs');
  await import('@tensorflow/tfjs-backend-wasm');
  if (!(await tf.setBackend(wasmBackendName))) {
    throw new AppError('engine', 'the WebAssembly engine could not be started; Node with WebAssembly SIMD is needed');
  }
}
