import * as tf from '@tensorflow/tfjs-core';
import { existsSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import util from 'node:util';
import { AppError } from '../../../contract/error.ts';
import { addonFile, nativePackage } from './addon-file.ts';
import { registerGather } from './gather-kernel.ts';
import type { DirectBinding } from '../direct/direct-binding.ts';
import { createHostBinding } from '../direct/host-binding.ts';
import { loadDirect } from '../direct/load-direct.ts';
import { failureOf, LoadOnce } from '../load-once.ts';
import { loadPackage } from './load-package.ts';
import type { Native, NativeBinding } from './native-binding.ts';

export const nativeBackendName = 'tensorflow';
export const nativeRemedy =
  'Run "npm start" once with a connection to the package registry: it fetches TensorFlow and builds the native engine. Training works without it, about 40 times slower.';

const native = new LoadOnce(makeBackend, nativeFailure);

/**
 * Makes the backend `tensorflow` of this process, once. Where the direct engine is there, it computes, and TensorFlow (0.4 s,
 * 400 MB) is loaded by what only TensorFlow can do; else TensorFlow is loaded now. Throws AppError `engine` when there is neither.
 *
 * The package registers its kernels and gradients on the @tensorflow/tfjs-core that `import` gives here: tfjs-core has no
 * `exports`, so `import` and `require` resolve to the same CommonJS file, one instance.
 */
export function loadNative(): Native {
  return native.load();
}

/** What `loadNative` has loaded; null before. */
export function loadedNative(): Native | null {
  return native.loaded;
}

function makeBackend(): Native {
  prepareProcess();
  const { NodeJSKernelBackend, engine } = loadPackage();
  if (engine() !== tf.engine()) {
    throw new Error('two copies of @tensorflow/tfjs-core are installed');
  }
  const direct = hasGraphicsCard() ? null : findDirect();
  const host = direct === null ? null : createHostBinding(direct, loadAddon);
  const binding = host ?? loadAddon();
  const backend = new NodeJSKernelBackend(binding, nativePackage);
  tf.registerBackend(nativeBackendName, () => backend as unknown as tf.KernelBackend, 3);
  const made: Native = {
    backend,
    binding,
    isDirect: host !== null,
    loadTensorFlow: () => host?.loadTensorFlow() ?? binding,
    withTensorFlow: (compute) => (host === null ? compute() : host.withTensorFlow(compute)),
    withThreads: (threads, compute) => (host === null ? compute() : host.withThreads(threads, compute)),
    withoutValues: (compute) => (host === null ? compute() : host.withoutValues(compute)),
  };
  registerGather(made);
  return made;
}

/** Loads TensorFlow itself. */
function loadAddon(): NativeBinding {
  try {
    return createRequire(import.meta.url)(addonFile()) as NativeBinding;
  } catch (error) {
    throw failureOf(error, nativeFailure);
  }
}

function findDirect(): DirectBinding | null {
  try {
    return loadDirect();
  } catch {
    return null;
  }
}

/** Whether TensorFlow was set up for an NVIDIA card that is here. */
function hasGraphicsCard(): boolean {
  if (process.env['TANDEM_GPU'] === '0' || !existsSync('/proc/driver/nvidia/version')) return false;
  const file = addonFile();
  return existsSync(file) && realpathSync(file).includes('-cuda-');
}

function nativeFailure(reason: string, cause: unknown): AppError {
  return new AppError('engine', `TensorFlow could not be loaded: ${reason}. ${nativeRemedy}`, {
    cause,
    details: { reason, remedy: nativeRemedy },
  });
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
