import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { AppError } from '../../contract/error.ts';
import { inBodyScope } from './body-scope.ts';
import { checkBackend } from './check-backend.ts';
import type { Engine, EngineKind, Executable, Operations, Program, TensorMap } from './engine.ts';
import { checkIterations, nameTensors, orderTensors, signatureOf } from './signature.ts';
import type { Signature } from './signature.ts';

type Surroundings = <T>(compute: () => T) => T;

/** Runs programs op by op, step by step. */
export class EagerEngine implements Engine {
  readonly kind: EngineKind;
  readonly #backend: string;
  readonly #operations: Operations;
  readonly #within: Surroundings;

  /** @param within runs each run of a program where its ops have to be run */
  constructor(
    kind: EngineKind,
    backend: string,
    operations: Operations,
    within: Surroundings = (compute) => compute(),
  ) {
    this.kind = kind;
    this.#backend = backend;
    this.#operations = operations;
    this.#within = within;
  }

  compile(program: Program, state: TensorMap, inputs: TensorMap): Executable {
    checkBackend(this.#backend);
    const signature = signatureOf(program.name, state, inputs);
    return new EagerProgram(program, signature, this.#backend, this.#operations, this.#within);
  }

  /** Nothing is held between runs. */
  dispose(): void {}
}

class EagerProgram implements Executable {
  readonly kind: EngineKind;
  readonly nodeCount = 0;
  readonly #program: Program;
  readonly #signature: Signature;
  readonly #backend: string;
  readonly #operations: Operations;
  readonly #within: Surroundings;
  #disposed = false;

  constructor(program: Program, signature: Signature, backend: string, operations: Operations, within: Surroundings) {
    this.kind = operations.kind;
    this.#program = program;
    this.#signature = signature;
    this.#backend = backend;
    this.#operations = operations;
    this.#within = within;
  }

  run(state: TensorMap, inputs: TensorMap, from: number, count: number): TensorMap {
    const { name, body } = this.#program;
    checkBackend(this.#backend);
    checkIterations(name, from, count);
    if (this.#disposed) {
      throw new AppError('engine', `program ${name} has been disposed`);
    }
    orderTensors(`the inputs of program ${name}`, this.#signature.inputs, inputs);
    const ordered = orderTensors(`the state of program ${name}`, this.#signature.state, state);
    return this.#within(() =>
      repeatEagerly(`program ${name}`, from, count, nameTensors(this.#signature.state, ordered), (index, current) =>
        body(index, current, inputs, this.#operations),
      ),
    );
  }

  dispose(): void {
    this.#disposed = true;
  }
}

/** `Operations.loop` of the eager engines. */
export function loopEagerly(
  count: number | Tensor,
  state: TensorMap,
  body: (index: Tensor, state: TensorMap) => TensorMap,
  until?: string,
): TensorMap {
  const times = typeof count === 'number' ? count : (count.dataSync()[0] ?? 0);
  return repeatEagerly('a loop', 0, times, state, body, until);
}

/** Gives new tensors, also after no steps; what a step made is freed when the next has ended. */
function repeatEagerly(
  where: string,
  from: number,
  count: number,
  state: TensorMap,
  body: (index: Tensor, state: TensorMap) => TensorMap,
  until?: string,
): TensorMap {
  const { state: specs } = signatureOf(where, state, {});
  const cloned = (tensors: readonly Tensor[]) =>
    nameTensors(
      specs,
      tensors.map((tensor) => tf.clone(tensor)),
    );
  let current = cloned(Object.values(state));
  for (let step = from; step < from + count; step += 1) {
    if (until !== undefined && current[until]?.dataSync()[0] === 1) break;
    const before = current;
    try {
      current = inBodyScope(() =>
        cloned(orderTensors(`the result of ${where}`, specs, body(tf.scalar(step, 'int32'), before))),
      );
    } finally {
      Object.values(before).forEach((tensor) => tensor.dispose());
    }
  }
  return current;
}
