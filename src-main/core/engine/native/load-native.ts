import * as tf from '@tensorflow/tfjs-core';
import { createRequire } from 'node:module';
import util from 'node:util';
import { AppError } from '../../../contract/error.ts';
import { registerGather } from './gather-kernel.ts';
import type { Native, NativeBackend } from './native-binding.ts';

export const nativePackage = '@tensorflow/tfjs-node-gpu';
export const nativeBackendName = 'tensorflow';
export const nativeRemedy =
  'Run "npm start" once with a connection to the package registry: it fetches TensorFlow and builds the native engine. Training works without it, about 40 times slower.';

let loaded: Native | undefined;
let failure: AppError | undefined;

/**
 * Loads TensorFlow into this process, once (about 0.7 s, 400 MB). Throws AppError `engine` when the addon or
 * TensorFlow's libraries are absent, or made for another platform.
 *
 * The package registers its backend, kernels and gradients on the @tensorflow/tfjs-core that `import` gives here:
 * tfjs-core has no `exports`, so `import` and `require` resolve to the same CommonJS file, one instance.
 */
export function loadNative(): Native {
  if (failure !== undefined) {
    throw failure;
  }
  loaded ??= loadOnce();
  return loaded;
}

function loadOnce(): Native {
  prepareProcess();
  try {
    const packageExports = createRequire(import.meta.url)(nativePackage) as { readonly engine: typeof tf.engine };
    if (packageExports.engine() !== tf.engine()) {
      throw new Error('two copies of @tensorflow/tfjs-core are installed');
    }
    const backend = tf.findBackend(nativeBackendName) as unknown as NativeBackend;
    const { binding } = backend;
    const native = { backend, binding, version: binding.TF_Version };
    registerGather(native);
    return native;
  } catch (error) {
    const reason = (error instanceof Error ? error.message : String(error)).trim().split('\n')[0] ?? '';
    failure = new AppError('engine', `TensorFlow could not be loaded: ${reason} ${nativeRemedy}`, {
      cause: error,
      details: { reason, remedy: nativeRemedy },
    });
    throw failure;
  }
}

/** TensorFlow reads its settings when it is loaded; what the process was started with goes before. */
function prepareProcess(): void {
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '3';
  // The bytes of large products depend on the number of threads, so it is never left to the machine.
  process.env['TF_NUM_INTRAOP_THREADS'] ??= '1';
  process.env['TF_NUM_INTEROP_THREADS'] ??= '1';
  // The package calls a function that Node 23 removed, and one that Node warns of.
  const helpers = util as unknown as {
    isNullOrUndefined?: (value: unknown) => boolean;
    isArray?: typeof Array.isArray;
  };
  helpers.isNullOrUndefined ??= function isNullOrUndefined(value: unknown): boolean {
    return value === null || value === undefined;
  };
  helpers.isArray = Array.isArray;
}
