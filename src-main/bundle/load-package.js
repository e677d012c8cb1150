/** Stands in the bundle for `core/engine/native/load-package.ts`: what that loads at run time is part of the bundle. */
export function loadPackage() {
  require('@tensorflow/tfjs-node-gpu/dist/register_all_kernels.js');
  const { NodeJSKernelBackend } = require('@tensorflow/tfjs-node-gpu/dist/nodejs_kernel_backend.js');
  const { engine } = require('@tensorflow/tfjs');
  return { NodeJSKernelBackend, engine };
}
