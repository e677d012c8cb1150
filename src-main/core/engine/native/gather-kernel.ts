import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { typeCode, typeCodeOf } from './data-type.ts';
import type { Native } from './native-binding.ts';

/**
 * Replaces the package's GatherV2, which reads the indices on the host to check their bounds: slow, and impossible in a
 * trace. Whoever feeds indices checks them once instead; XLA clamps those out of range, the CPU kernel refuses them.
 */
export function registerGather(native: Native): void {
  const { backend, binding } = native;
  tf.unregisterKernel('GatherV2', 'tensorflow');
  tf.registerKernel({
    kernelName: 'GatherV2',
    backendName: 'tensorflow',
    kernelFunc: ({ inputs, attrs }) => {
      const x = inputs['x'] as Tensor;
      const indices = inputs['indices'] as Tensor;
      const axis = tf.scalar((attrs?.['axis'] as number | undefined) ?? 0, 'int32');
      const batchDims = (attrs?.['batchDims'] as number | undefined) ?? 0;
      const result = backend.executeSingleOutput(
        'GatherV2',
        [
          { name: 'batch_dims', type: binding.TF_ATTR_INT, value: batchDims },
          { name: 'Tparams', type: binding.TF_ATTR_TYPE, value: typeCodeOf(x.dtype, 'gather') },
          { name: 'Tindices', type: binding.TF_ATTR_TYPE, value: typeCode.int32 },
          { name: 'Taxis', type: binding.TF_ATTR_TYPE, value: typeCode.int32 },
        ],
        [x, indices, axis],
      );
      axis.dispose();
      return result;
    },
  });
}
