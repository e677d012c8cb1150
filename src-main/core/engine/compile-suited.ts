import { compileBest } from './compile-best.ts';
import { openDirectEngine } from './direct/direct-engine.ts';
import type { Engine, EngineNotice, Executable, Program, TensorMap } from './engine.ts';
import { loadNative } from './native/load-native.ts';
import { isCannotCompile } from './native/cannot-compile.ts';
import { openNativeEngine } from './native/open-native-engine.ts';

/** What decides which engine a program runs on: never how fast this machine is, since engines differ in the last bits. */
export interface EngineWish {
  readonly engine: Engine;
  /** Whether the engine was asked for by name, so that no program may take another. */
  readonly exact: boolean;
  /** Whether XLA is worth the time that it takes to compile, where the direct engine cannot be had. */
  readonly worthCompiling: boolean;
}

/**
 * Makes a program ready on `engine` or, unless that was asked for by name, on the engine that suits the program: the direct one on
 * a processor; where it is missing or lacks an op, XLA if that pays, else TensorFlow's graph.
 */
export function compileSuited(
  wish: EngineWish,
  program: Program,
  state: TensorMap,
  inputs: TensorMap,
): { readonly executable: Executable; readonly notices: readonly EngineNotice[] } {
  const { engine, exact, worthCompiling } = wish;
  if (exact || engine.kind !== 'xla') return compileBest(engine, program, state, inputs);
  const direct = directEngine();
  if (direct !== null) {
    try {
      return { executable: direct.compile(program, state, inputs), notices: [] };
    } catch (error) {
      if (!isCannotCompile(error)) throw error;
    }
  }
  return compileBest(worthCompiling ? engine : openNativeEngine('graph'), program, state, inputs);
}

let opened: Engine | null | undefined;

/** Null where its addon cannot be loaded, or a graphics card does the work. */
function directEngine(): Engine | null {
  if (opened === undefined) {
    try {
      opened = loadNative().backend.isUsingGpuDevice ? null : openDirectEngine();
    } catch {
      opened = null;
    }
  }
  return opened;
}
