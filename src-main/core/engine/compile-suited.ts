import { compileBest } from './compile-best.ts';
import type { Engine, EngineNotice, Executable, Program, TensorMap } from './engine.ts';
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
 * Makes a program ready on `engine` or, unless that was asked for by name, on the engine that suits the program: the direct one;
 * where it is missing or lacks an op, XLA if that pays, else TensorFlow's graph.
 */
export function compileSuited(
  wish: EngineWish,
  program: Program,
  state: TensorMap,
  inputs: TensorMap,
): { readonly executable: Executable; readonly notices: readonly EngineNotice[] } {
  const { engine, exact, worthCompiling } = wish;
  const isChoosing = !exact && (engine.kind === 'direct' || engine.kind === 'xla');
  if (!isChoosing) return compileBest(engine, program, state, inputs);
  if (engine.kind === 'direct') {
    try {
      return { executable: engine.compile(program, state, inputs), notices: [] };
    } catch (error) {
      if (!isCannotCompile(error)) throw error;
    }
  }
  return compileBest(openNativeEngine(worthCompiling ? 'xla' : 'graph'), program, state, inputs);
}
