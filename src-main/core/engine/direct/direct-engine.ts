import { AppError, toErrorRecord } from '../../../contract/error.ts';
import type { Engine, Executable, Program, TensorMap } from '../engine.ts';
import { checkBackend } from '../check-backend.ts';
import { loadNative, nativeBackendName } from '../native/load-native.ts';
import type { Native } from '../native/native-binding.ts';
import { isCannotCompile } from '../native/cannot-compile.ts';
import { traceProgram, type TracedProgram } from '../native/trace-program.ts';
import { typeCode, typeCodeOf } from '../native/data-type.ts';
import { signatureOf, type Signature } from '../signature.ts';
import type { DirectBinding } from './direct-binding.ts';
import { DirectProgram } from './direct-program.ts';
import { openKeptPlans, type KeptPlan, type KeptPlans } from './kept-plans.ts';
import { loadDirect } from './load-direct.ts';
import { planProgram } from './plan-program.ts';

/** Runs traced programs on kernels of our own, with nothing to compile: made for many small networks on a processor. */
export class DirectEngine implements Engine {
  readonly kind = 'direct';
  readonly #native: Native;
  readonly #binding: DirectBinding;

  /** Where plans stay for later processes, if anywhere. */
  readonly #kept: KeptPlans | null;

  constructor(native: Native, binding: DirectBinding, kept: KeptPlans | null) {
    this.#native = native;
    this.#binding = binding;
    this.#kept = kept;
  }

  compile(program: Program, state: TensorMap, inputs: TensorMap): Executable {
    checkBackend(nativeBackendName);
    const signature = signatureOf(program.name, state, inputs);
    const { code, constants, size, nodeCount } =
      this.#kept?.find(signature) ?? this.#plan(program, signature, state, inputs);
    const plan = this.#create(program.name, code, constants, size);
    return new DirectProgram(this.#binding, plan, signature, nodeCount);
  }

  #plan(program: Program, signature: Signature, state: TensorMap, inputs: TensorMap): KeptPlan {
    const traced = this.#trace(program, signature, state, inputs);
    const scalar = { shape: [], type: typeCode.int32 };
    const fed = [...signature.state, ...signature.inputs].map(({ name, dtype, shape }) => ({
      shape,
      type: typeCodeOf(dtype, name),
    }));
    const plan = { ...planProgram(traced, [scalar, scalar, ...fed]), nodeCount: traced.nodeCount };
    this.#kept?.keep(signature, plan);
    return plan;
  }

  /** What the ops give matters to no trace, unless a shape depends on it. */
  #trace(program: Program, signature: Signature, state: TensorMap, inputs: TensorMap): TracedProgram {
    const trace = (): TracedProgram => traceProgram(this.#native, this.kind, program, signature, state, inputs);
    try {
      return this.#native.withoutValues(trace);
    } catch (error) {
      if (!isCannotCompile(error)) throw error;
      return trace();
    }
  }

  #create(program: string, code: Int32Array, constants: Int32Array, size: number): unknown {
    try {
      return this.#binding.createPlan(code, constants, size);
    } catch (error) {
      const bytes = 4 * (size + constants.length);
      throw new AppError(
        'engine',
        `program ${program} could not be made ready; it needs ${bytes} bytes: ${toErrorRecord(error).message}`,
        { cause: error },
      );
    }
  }

  /** Plans are freed with the programs that hold them. */
  dispose(): void {}
}

/** Opens it; throws AppError `engine` when its addon, or the package that traces programs, cannot be loaded. */
export function openDirectEngine(): Engine {
  return new DirectEngine(loadNative(), loadDirect(), openKeptPlans());
}
