import { existsSync, realpathSync, statSync } from 'node:fs';
import type { EngineKind, EngineNotice } from './engine.ts';
import { addonFile, loadNative, nativeRemedy } from './native/load-native.ts';
import { openEngine } from './open-engine.ts';

/** What computes here. */
export interface EngineDescription {
  readonly kind: EngineKind;
  /** Null when TensorFlow is not loaded. */
  readonly tensorflowVersion: string | null;
  readonly device: 'cpu' | 'gpu';
  /** Threads within one op. */
  readonly threads: number;
  readonly notice: EngineNotice | null;
}

/**
 * Opens the best engine and says what it is. It stays loaded, so a process that must stay small has a trainer process
 * call this, or asks `inspectEngine`.
 */
export async function describeEngine(): Promise<EngineDescription> {
  const { engine, notices } = await openEngine('auto');
  const notice = notices[0] ?? null;
  engine.dispose();
  if (engine.kind === 'wasm') {
    return { kind: engine.kind, tensorflowVersion: null, device: 'cpu', threads: 1, notice };
  }
  const native = loadNative();
  const threads = Number(process.env['TF_NUM_INTRAOP_THREADS'] ?? 1);
  const device = native.backend.isUsingGpuDevice ? 'gpu' : 'cpu';
  return { kind: engine.kind, tensorflowVersion: native.loadTensorFlow().TF_Version, device, threads, notice };
}

/** Whether the native engine is built, by its file alone: nothing is loaded, so a load may still fail. */
export function inspectEngine(): { readonly kind: EngineKind; readonly notice: EngineNotice | null } {
  if (existsSync(addonFile())) {
    return { kind: 'xla', notice: null };
  }
  const reason = 'the native engine is not built (tfjs_binding.node is missing)';
  return { kind: 'wasm', notice: { wanted: 'xla', used: 'wasm', reason, remedy: nativeRemedy } };
}

/** Tells one build of the native engine from another, by its file alone; null where there is none. */
export function identifyEngine(): string | null {
  const addon = addonFile();
  if (!existsSync(addon)) return null;
  const { size, mtimeMs } = statSync(addon);
  return `${realpathSync(addon)} ${size} ${mtimeMs}`;
}
