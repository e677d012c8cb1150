import type { DataType, Tensor } from '@tensorflow/tfjs-core';
import { AppError } from '../../contract/error.ts';
import type { TensorMap } from './engine.ts';

/** Name, type and shape of one fed tensor. */
export interface TensorSpec {
  readonly name: string;
  readonly dtype: DataType;
  readonly shape: readonly number[];
}

/** What a program was made for; the order of the specs is the order in which tensors are fed. */
export interface Signature {
  readonly program: string;
  readonly state: readonly TensorSpec[];
  readonly inputs: readonly TensorSpec[];
}

export function signatureOf(program: string, state: TensorMap, inputs: TensorMap): Signature {
  if (Object.keys(state).length === 0) {
    throw new AppError('engine', `invalid program ${program}; its state must hold at least one tensor: {}`);
  }
  return { program, state: specsOf(state), inputs: specsOf(inputs) };
}

function specsOf(map: TensorMap): TensorSpec[] {
  return Object.entries(map).map(([name, tensor]) => ({ name, dtype: tensor.dtype, shape: [...tensor.shape] }));
}

/** The tensors of `map` in the order of `specs`; throws AppError `engine` that names the first one that does not fit. */
export function orderTensors(where: string, specs: readonly TensorSpec[], map: TensorMap): Tensor[] {
  const known = new Set(specs.map((spec) => spec.name));
  const unknown = Object.keys(map).find((name) => !known.has(name));
  if (unknown !== undefined) {
    throw new AppError('engine', `unknown tensor in ${where}; it takes ${[...known].join(', ')}: ${unknown}`);
  }
  return specs.map((spec) => {
    const tensor = map[spec.name];
    if (tensor === undefined) {
      throw new AppError('engine', `missing tensor in ${where}: ${spec.name}`);
    }
    if (tensor.isDisposed) {
      throw new AppError('engine', `invalid tensor ${spec.name} in ${where}; it has been disposed`);
    }
    if (tensor.dtype !== spec.dtype || !sameShape(tensor.shape, spec.shape)) {
      throw new AppError(
        'engine',
        `invalid tensor ${spec.name} in ${where}; must be ${describe(spec)}, as compiled: ${describe(tensor)}`,
      );
    }
    return tensor;
  });
}

/** Checks what `run` is told beside the tensors. */
export function checkIterations(program: string, from: number, count: number): void {
  const last = from + count;
  if (!Number.isInteger(from) || !Number.isInteger(count) || from < 0 || count < 0 || last >= 2 ** 31) {
    throw new AppError(
      'engine',
      `invalid iterations of program ${program}; from and count must be integers >= 0 below 2^31 together: ${from}, ${count}`,
    );
  }
}

/** The tensors under the names of `specs`. */
export function nameTensors(specs: readonly TensorSpec[], tensors: readonly Tensor[]): TensorMap {
  const named: Record<string, Tensor> = {};
  specs.forEach((spec, position) => {
    const tensor = tensors[position];
    if (tensor !== undefined) {
      named[spec.name] = tensor;
    }
  });
  return named;
}

function sameShape(one: readonly number[], other: readonly number[]): boolean {
  return one.length === other.length && one.every((size, axis) => size === other[axis]);
}

function describe(spec: { readonly dtype: DataType; readonly shape: readonly number[] }): string {
  return `${spec.dtype} [${spec.shape.join(', ')}]`;
}
