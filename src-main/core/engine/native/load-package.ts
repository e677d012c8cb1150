import type { engine } from '@tensorflow/tfjs-core';
import { createRequire } from 'node:module';
import { nativePackage } from './addon-file.ts';
import type { NativeBackend, NativeBinding } from './native-binding.ts';

export interface NativePackage {
  readonly NodeJSKernelBackend: new (binding: NativeBinding, name: string) => NativeBackend;
  /** Of the tfjs-core that the package uses. */
  readonly engine: typeof engine;
}

/** Registers the package's kernels and gradients; its addon, TensorFlow itself, is not touched. */
export function loadPackage(): NativePackage {
  const require = createRequire(import.meta.url);
  require(`${nativePackage}/dist/register_all_kernels.js`);
  const { NodeJSKernelBackend } = require(`${nativePackage}/dist/nodejs_kernel_backend.js`) as NativePackage;
  const { engine } = require('@tensorflow/tfjs') as NativePackage;
  return { NodeJSKernelBackend, engine };
}
