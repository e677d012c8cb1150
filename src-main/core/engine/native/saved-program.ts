import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppError } from '../../../contract/error.ts';
import type { EngineKind, Executable, TensorMap } from '../engine.ts';
import { checkIterations, nameTensors, orderTensors } from '../signature.ts';
import type { Signature } from '../signature.ts';
import { cannotCompile } from './cannot-compile.ts';
import { aliasTensor, nativeId } from './native-binding.ts';
import type { Native } from './native-binding.ts';
import { encodeSavedModel, servingTag } from './saved-model.ts';
import type { TracedProgram } from './trace-program.ts';

/** A traced program loaded by TensorFlow, run as one native call whatever the number of steps. */
export class SavedProgram implements Executable {
  readonly kind: EngineKind;
  readonly nodeCount: number;
  readonly #native: Native;
  readonly #signature: Signature;
  readonly #inputNames: string;
  readonly #outputNames: string;
  readonly #release: () => void;
  #savedModel: number | null;

  constructor(native: Native, kind: EngineKind, signature: Signature, traced: TracedProgram, release: () => void) {
    this.kind = kind;
    this.nodeCount = traced.nodeCount;
    this.#native = native;
    this.#signature = signature;
    this.#release = release;
    this.#inputNames = traced.graph.inputs.map((port) => `${port.name}:0`).join(',');
    this.#outputNames = traced.graph.outputs.map((port) => `${port.name}:0`).join(',');
    this.#savedModel = load(native, signature.program, encodeSavedModel(traced.graph));
  }

  run(state: TensorMap, inputs: TensorMap, from: number, count: number): TensorMap {
    const { program } = this.#signature;
    checkIterations(program, from, count);
    const fed = [
      ...orderTensors(`the state of program ${program}`, this.#signature.state, state),
      ...orderTensors(`the inputs of program ${program}`, this.#signature.inputs, inputs),
    ];
    if (this.#savedModel === null) {
      throw new AppError('engine', `program ${program} has been disposed`);
    }
    const { backend, binding } = this.#native;
    const aliases: Tensor[] = [tf.scalar(from, 'int32'), tf.scalar(count, 'int32')];
    try {
      const ids = this.#distinctIds([...aliases, ...fed], aliases);
      const results = binding.runSavedModel(this.#savedModel, ids, this.#inputNames, this.#outputNames);
      const tensors = results.map((result) => backend.createOutputTensor(result));
      return nameTensors(this.#signature.state, tensors);
    } catch (error) {
      throw nativeError(`program ${program} failed in ${this.kind}`, error);
    } finally {
      aliases.forEach((tensor) => tensor.dispose());
    }
  }

  dispose(): void {
    if (this.#savedModel !== null) {
      this.#native.binding.deleteSavedModel(this.#savedModel);
      this.#savedModel = null;
      this.#release();
    }
  }

  #distinctIds(tensors: readonly Tensor[], aliases: Tensor[]): number[] {
    const seen = new Set<number>();
    return tensors.map((tensor) => {
      let id = nativeId(this.#native, tensor);
      if (seen.has(id)) {
        const alias = aliasTensor(this.#native, tensor);
        aliases.push(alias);
        id = nativeId(this.#native, alias);
      }
      seen.add(id);
      return id;
    });
  }
}

/** TensorFlow loads models from folders only; the folder is gone when this returns. */
function load(native: Native, program: string, bytes: Uint8Array): number {
  const folder = mkdtempSync(join(tmpdir(), 'tandem-program-'));
  try {
    writeFileSync(join(folder, 'saved_model.pb'), bytes);
    return native.binding.loadSavedModel(folder, servingTag);
  } catch (error) {
    throw nativeError(`program ${program} could not be loaded`, error);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** TensorFlow's message on one line, with the op that has no kernel when it names one. */
function nativeError(what: string, error: unknown): AppError {
  const text = (error instanceof Error ? error.message : String(error)).replace(/\s+/g, ' ');
  const op =
    /unsupported operations[^:]*: (\w+)/.exec(text)?.[1] ??
    /No registered '(\w+)' OpKernel/.exec(text)?.[1] ??
    /Op type not registered '(\w+)'/.exec(text)?.[1];
  const cause = op === undefined ? text.slice(0, 400) : `unsupported op ${op}`;
  return cannotCompile(`${what}: ${cause}`, op ?? null, error);
}
