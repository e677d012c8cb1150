import { EagerEngine, loopEagerly } from '../eager-engine.ts';
import type { Engine } from '../engine.ts';
import { loadNative, nativeBackendName } from './load-native.ts';
import { NativeEngine } from './native-engine.ts';
import { createNativeOperations } from './native-operations.ts';

/** An engine on TensorFlow, which is loaded on first use; throws AppError `engine` when that fails. */
export function openNativeEngine(kind: 'xla' | 'graph' | 'eager'): Engine {
  const native = loadNative();
  native.loadTensorFlow();
  return kind === 'eager'
    ? new EagerEngine('eager', nativeBackendName, createNativeOperations(native, 'eager', loopEagerly), (compute) =>
        native.withTensorFlow(compute),
      )
    : new NativeEngine(native, kind);
}
