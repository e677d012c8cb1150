import * as tf from '@tensorflow/tfjs-core';
import { AppError, toErrorRecord } from '../../contract/error.ts';
import { openDirectEngine } from './direct/direct-engine.ts';
import { EagerEngine } from './eager-engine.ts';
import type { Engine, EngineKind, EngineNotice } from './engine.ts';
import { loadNative, nativeBackendName, nativeRemedy } from './native/load-native.ts';
import { openNativeEngine } from './native/open-native-engine.ts';
import { loadWasm, wasmBackendName } from './wasm/load-wasm.ts';
import { wasmOperations } from './wasm/wasm-operations.ts';

export interface OpenedEngine {
  readonly engine: Engine;
  readonly notices: readonly EngineNotice[];
}

/**
 * Opens an engine and makes its backend the one of this process: tensors made afterwards are its own. `xla`, `graph` and
 * `eager` share TensorFlow and may be open together; `wasm` beside them takes the backend over.
 *
 * `auto` gives the best engine that loads and says in a notice why a better one did not; it does not fail. A kind asked
 * for by name that cannot be had is an AppError `engine`.
 */
export async function openEngine(wanted: EngineKind | 'auto'): Promise<OpenedEngine> {
  if (wanted !== 'auto') {
    return { engine: await openKind(wanted), notices: [] };
  }
  try {
    return { engine: await openKind(loadNative().isDirect ? 'direct' : 'xla'), notices: [] };
  } catch (error) {
    const engine = await openKind('wasm');
    return { engine, notices: [noticeOf(error, 'xla', 'wasm')] };
  }
}

async function openKind(kind: EngineKind): Promise<Engine> {
  if (kind === 'wasm') {
    await loadWasm();
    return new EagerEngine('wasm', wasmBackendName, wasmOperations);
  }
  const engine = kind === 'direct' ? openDirectEngine() : openNativeEngine(kind);
  await tf.setBackend(nativeBackendName);
  return engine;
}

function noticeOf(error: unknown, wanted: EngineKind, used: EngineKind): EngineNotice {
  const reason = error instanceof AppError ? error.details?.['reason'] : undefined;
  return {
    wanted,
    used,
    reason: typeof reason === 'string' ? reason : toErrorRecord(error).message,
    remedy: nativeRemedy,
  };
}
