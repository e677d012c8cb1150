import * as tf from '@tensorflow/tfjs-core';
import type { Engine, Executable, Program, TensorMap } from '../engine.ts';
import { checkBackend } from '../check-backend.ts';
import { signatureOf, type Signature } from '../signature.ts';
import { forgetCompiled } from './compiled-folder.ts';
import { nativeBackendName } from './load-native.ts';
import type { Native } from './native-binding.ts';
import { SavedProgram } from './saved-program.ts';
import { traceProgram, type TracedProgram } from './trace-program.ts';

/** Traces a program, saves it as a TensorFlow model with its loop inside and, for `xla`, has the whole of it compiled. */
export class NativeEngine implements Engine {
  readonly kind: 'xla' | 'graph';
  readonly #native: Native;
  readonly #programs = new Set<Executable>();

  constructor(native: Native, kind: 'xla' | 'graph') {
    this.#native = native;
    this.kind = kind;
  }

  /** Returns when the program is compiled: TensorFlow compiles at the first run, so one of no steps is made here. */
  compile(program: Program, state: TensorMap, inputs: TensorMap): Executable {
    checkBackend(nativeBackendName);
    const signature = signatureOf(program.name, state, inputs);
    const traced = traceProgram(this.#native, this.kind, program, signature, state, inputs);
    try {
      return this.#load(signature, traced, state, inputs);
    } catch (error) {
      if (this.kind !== 'xla' || !forgetCompiled()) throw error;
      return this.#load(signature, traced, state, inputs);
    }
  }

  dispose(): void {
    [...this.#programs].forEach((program) => program.dispose());
  }

  #load(signature: Signature, traced: TracedProgram, state: TensorMap, inputs: TensorMap): Executable {
    const executable: SavedProgram = new SavedProgram(this.#native, this.kind, signature, traced, () =>
      this.#programs.delete(executable),
    );
    this.#programs.add(executable);
    try {
      tf.dispose(executable.run(state, inputs, 0, 0));
    } catch (error) {
      executable.dispose();
      throw error;
    }
    return executable;
  }
}
