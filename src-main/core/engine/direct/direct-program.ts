import { tensor, type Tensor } from '@tensorflow/tfjs-core';
import { AppError } from '../../../contract/error.ts';
import type { Executable, RunOptions, TensorMap } from '../engine.ts';
import { typeCodeOf } from '../native/data-type.ts';
import { checkIterations, nameTensors, orderTensors, type Signature } from '../signature.ts';
import type { DirectBinding, FedArray } from './direct-binding.ts';
import { createResults } from './host-array.ts';

/** A plan, run as one native call whatever the number of steps. */
export class DirectProgram implements Executable {
  readonly kind = 'direct';
  readonly nodeCount: number;
  readonly #binding: DirectBinding;
  readonly #signature: Signature;
  #plan: unknown;

  constructor(binding: DirectBinding, plan: unknown, signature: Signature, nodeCount: number) {
    this.#binding = binding;
    this.#plan = plan;
    this.#signature = signature;
    this.nodeCount = nodeCount;
  }

  run(state: TensorMap, inputs: TensorMap, from: number, count: number, options: RunOptions = {}): TensorMap {
    const { program, state: specs } = this.#signature;
    checkIterations(program, from, count);
    const fed = [
      ...orderTensors(`the state of program ${program}`, specs, state),
      ...orderTensors(`the inputs of program ${program}`, this.#signature.inputs, inputs),
    ];
    if (this.#plan === null) {
      throw new AppError('engine', `program ${program} has been disposed`);
    }
    const results = createResults(specs.map(({ name, dtype, shape }) => ({ shape, type: typeCodeOf(dtype, name) })));
    const feeds = [Int32Array.of(from), Int32Array.of(count), ...fed.map(elementsOf)];
    this.#binding.runPlan(this.#plan, feeds, results, options.threads);
    return nameTensors(
      specs,
      results.map((values, position) => {
        const { dtype = 'float32', shape = [] } = specs[position] ?? {};
        return tensor(dtype === 'bool' ? Uint8Array.from(values) : values, [...shape], dtype);
      }),
    );
  }

  dispose(): void {
    if (this.#plan !== null) this.#binding.freePlan(this.#plan);
    this.#plan = null;
  }
}

function elementsOf(given: Tensor): FedArray {
  const values = given.dataSync();
  return values instanceof Float32Array || values instanceof Int32Array ? values : Int32Array.from(values);
}
