import type { Engine, EngineKind, EngineNotice, Executable, Program, TensorMap } from './engine.ts';
import { openNativeEngine } from './native/open-native-engine.ts';
import { isCannotCompile } from './native/cannot-compile.ts';

const slower = { direct: 'graph', xla: 'graph', graph: 'eager' } as const;

/**
 * Compiles for the engine or, where it cannot, for the next slower one of TensorFlow (direct or xla, then graph, then
 * eager), with a notice that names the op in the way. Faults of the program itself are thrown. The executable is freed by its own `dispose`.
 */
export function compileBest(
  engine: Engine,
  program: Program,
  state: TensorMap,
  inputs: TensorMap,
): { readonly executable: Executable; readonly notices: readonly EngineNotice[] } {
  const notices: EngineNotice[] = [];
  let current = engine;
  for (;;) {
    try {
      return { executable: current.compile(program, state, inputs), notices };
    } catch (error) {
      const next = slowerKind(current.kind);
      if (next === null || !isCannotCompile(error)) {
        throw error;
      }
      notices.push({
        wanted: current.kind,
        used: next,
        reason: error.message,
        remedy: 'The results are the same; only training takes longer.',
      });
      current = openNativeEngine(next);
    }
  }
}

function slowerKind(kind: EngineKind): 'graph' | 'eager' | null {
  return kind === 'direct' || kind === 'xla' || kind === 'graph' ? slower[kind] : null;
}
