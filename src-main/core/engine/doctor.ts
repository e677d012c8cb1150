import { AppError, toErrorRecord } from '../../contract/error.ts';
import { describeDirect, loadDirect } from './direct/load-direct.ts';
import { directRemedy } from './direct/direct-failure.ts';
import type { EngineKind, EngineNotice } from './engine.ts';
import { loadNative } from './native/load-native.ts';
import { openEngine } from './open-engine.ts';

/** What computes here. */
export interface EngineDescription {
  readonly kind: EngineKind;
  /** Of the direct engine; null where it is not there. */
  readonly level: string | null;
  /** Null where TensorFlow cannot be loaded. */
  readonly tensorflowVersion: string | null;
  readonly device: 'cpu' | 'gpu';
  /** Threads within one op. */
  readonly threads: number;
  readonly notice: EngineNotice | null;
}

/**
 * Opens the best engine and says what it is. It stays loaded, so a process that must stay small has another one call this.
 */
export async function describeEngine(): Promise<EngineDescription> {
  const { engine, notices } = await openEngine('auto');
  const { kind } = engine;
  const { level } = describeDirect();
  engine.dispose();
  if (kind === 'wasm') {
    return { kind, level, tensorflowVersion: null, device: 'cpu', threads: 1, notice: notices[0] ?? null };
  }
  const native = loadNative();
  const threads = Number(process.env['TF_NUM_INTRAOP_THREADS'] ?? 1);
  const device = native.backend.isUsingGpuDevice ? 'gpu' : 'cpu';
  const tensorFlow = attempt(() => native.loadTensorFlow().TF_Version);
  const description = { kind, level, tensorflowVersion: tensorFlow.value, device, threads } as const;
  if (tensorFlow.value === null) {
    return { ...description, notice: noticeOf('xla', kind, `TensorFlow: ${tensorFlow.reason}`, withoutTensorFlow) };
  }
  if (level !== null) return { ...description, notice: null };
  const { reason, remedy } = attempt(loadDirect);
  return { ...description, notice: noticeOf('direct', kind, `the direct engine: ${reason}`, remedy ?? directRemedy) };
}

const withoutTensorFlow =
  'Run "npm start" once with a connection to the package registry: it fetches and builds it. Studies are trained without it; only the engines xla, graph and eager are missing.';

function noticeOf(wanted: EngineKind, used: EngineKind, what: string, remedy: string): EngineNotice {
  return { wanted, used, reason: `Not used is ${what}`, remedy };
}

/** What loads, or why it does not and what its own fault says to do. */
function attempt<T>(load: () => T): { readonly value: T | null; readonly reason: string; readonly remedy?: string } {
  try {
    return { value: load(), reason: '' };
  } catch (error) {
    const { reason, remedy } = error instanceof AppError ? (error.details ?? {}) : {};
    return {
      value: null,
      reason: typeof reason === 'string' ? reason : toErrorRecord(error).message,
      ...(typeof remedy === 'string' ? { remedy } : {}),
    };
  }
}
